package org.relais.feed;

import java.util.List;
import java.util.stream.Stream;
import org.relais.database.SqlNamed;

/** What a row of the feed says; the triggers of V019 write these names. */
public enum FeedKind implements SqlNamed {
    /** Nothing is sent to the person any more. */
    STOP,
    OPT_IN,
    /** Words that may be a stop: nothing is sent until somebody has looked. */
    HOLD,
    RELEASE,
    /** A new address was on the suppression list. */
    SUPPRESSED,
    CLASS_CHANGE,
    PLATFORM_RESUME,
    CONTACT_CREATED,
    /** Name, language, area, tags, variables or addresses. */
    CONTACT_CHANGED,
    CONTACT_MERGED,
    CONTACT_ERASED,
    /** A file of people was merged: whom it made new, and whom it changed, have events of their own before it. */
    IMPORT_FINISHED,
    /** Somebody joined by a volunteer's link. */
    JOIN,
    /** A volunteer passed a message on. */
    SHARE,
    /** An answer to the question of a broadcast. */
    ANSWER,
    /** Where somebody stands in the list of an event. */
    ATTENDANCE,
    QUESTION_ANSWER,
    /** A volunteer accepted, declined or finished an action. */
    ACTION,
    /** The end of a call, with its result. */
    CALL,
    /** A volunteer named somebody of their address book. */
    REFERRAL,
    /** What a delivery of a broadcast came to. */
    DELIVERY,
    /** A sender may not hear stops, its quality is low, a template is paused, or a month has cost as much as it may. */
    ALARM,
    /** One of these is over. */
    ALARM_OVER;

    /** Every name, as rows and the API have it. */
    public static final List<String> NAMES =
            Stream.of(values()).map(SqlNamed::sqlName).toList();

    /** People and their consent: all up to an erasure. */
    public static final List<String> PEOPLE = NAMES.subList(0, CONTACT_ERASED.ordinal() + 1);
}
