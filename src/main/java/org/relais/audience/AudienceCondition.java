package org.relais.audience;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one row of an audience asks of a person. Ids are of the organisation's own broadcasts and actions. */
public sealed interface AudienceCondition {

    /** Whether it is about what single people have done, so that no group of people can be counted by it. */
    default boolean personal() {
        return true;
    }

    /** What people are alike by. */
    enum Facet {
        TAGS,
        AREAS,
        /** The contact's own, or the organisation's for a contact whose language is not known. */
        LANGUAGES,
        /** Where the person can be reached now. */
        CHANNELS,
        CLASSES;

        /** The key of a row in JSON. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What somebody did for the organisation. */
    enum Deed {
        /** Called somebody, to whatever result. */
        CALLED,
        /** Passed a message on. */
        SHARED,
        /** Brought somebody who joined. */
        BROUGHT,
        /** Joined by a link that a volunteer had passed on. */
        JOINED,
        /** Accepted an action, or finished it. */
        TOOK_PART,
        FINISHED,
        /** Said so of an event: has a place, waits for one, or comes perhaps or not. */
        COMES,
        WAITS,
        MAY_COME,
        STAYS_AWAY,
        /** Was offered an action and has not answered. */
        UNANSWERED;

        /** The word in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException when there is none of this word */
        public static Deed of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** People who have at least one of these. */
    record Alike(Facet facet, Set<String> values) implements AudienceCondition {
        public Alike {
            values = Set.copyOf(values);
        }

        @Override
        public boolean personal() {
            return false;
        }
    }

    /**
     * People who are subscribed, by when they last said so; of who was written in without a word of their own, since when
     * they are.
     *
     * @param from inclusive; null for any
     * @param until exclusive; null for any
     */
    record Consented(@Nullable Instant from, @Nullable Instant until) implements AudienceCondition {}

    /** What they answered to the buttons of a broadcast. */
    record Answered(AnswerCondition answer) implements AudienceCondition {}

    /**
     * What they answered to a step of an action of the kind question, as long as answers are kept with their people.
     *
     * @param choices that are meant; empty: any answer
     * @param least smallest number that is meant; null for any
     * @param most largest number that is meant; null for any
     */
    record Surveyed(long actionId, String step, Set<String> choices, @Nullable Long least, @Nullable Long most)
            implements AudienceCondition {
        public Surveyed {
            choices = Set.copyOf(choices);
        }
    }

    /**
     * What they did.
     *
     * @param actionId in which action; null for any
     * @param days within how many; null for ever
     */
    record Did(Deed deed, @Nullable Long actionId, @Nullable Integer days) implements AudienceCondition {}

    /**
     * Got a broadcast.
     *
     * @param read whether the platform must have told that they read it
     */
    record Received(long broadcastId, boolean read) implements AudienceCondition {}

    /**
     * What stands in a column of theirs that messages can use.
     *
     * @param name of the column, to the letter
     * @param values one of these, whatever its capitals; empty: anything
     */
    record Variable(String name, Set<String> values) implements AudienceCondition {
        public Variable {
            values = Set.copyOf(values);
        }
    }

    /** People who have not written, pressed or joined for so many days; of who never did, since they are known. */
    record Silent(int days) implements AudienceCondition {}
}
