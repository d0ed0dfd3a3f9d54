package org.relais.input;

import java.util.List;
import java.util.Locale;

/**
 * Everything that can be wrong with what somebody sends us, in JSON, in a query, in a form or in a file: the one list.
 * The words stand in {@code faults_en.properties} and {@code faults_fr.properties} and are put to a code by {@link
 * FaultTexts} where an answer is written. A code is part of the API and is kept in the database with refused rows: it
 * never changes its name.
 */
public enum FaultCode {
    // A field of any document
    REQUIRED,
    REQUIRED_IN_DEFAULT_LANGUAGE,
    EMPTY,
    BLANK,
    UNKNOWN_FIELD,
    MUST_BE_OBJECT,
    MUST_BE_LIST,
    MUST_BE_TEXT,
    MUST_BE_ID,
    MUST_BE_BOOLEAN,
    MUST_BE_ONE_OF("words"),
    MUST_BE_NUMBER("least", "most"),
    MUST_BE_TIME,
    MUST_BE_FUTURE,
    MUST_NOT_BE_FUTURE,
    MUST_BE_ONE_LINE,
    MUST_BE_WEB_ADDRESS,
    MUST_BE_EMAIL,
    TEXT_TOO_LONG("count", "most"),
    TEXT_TOO_SHORT("least"),
    TOO_MANY_ENTRIES("count", "most"),
    TOO_MANY_FIELDS("count", "most"),
    LONE_SURROGATE,
    ILLEGAL_CHARACTER,
    CONTACT_UNKNOWN,
    /** Somebody is to be joined with themselves. */
    JOIN_ITSELF,
    /** Another contact has the address. */
    ADDRESS_TAKEN("contact"),
    /** The organisation writes from that number itself. */
    ADDRESS_OF_SENDER,
    /** A message is on its way to the address. */
    ADDRESS_IN_USE,
    /** One of the two is asked whether they wish to stop. */
    HOLD_OPEN,
    CHANNEL_UNKNOWN,
    /** A line of a table of rates. */
    RATE_UNREADABLE("line"),
    PRICE_UNREADABLE,
    CURRENCY_UNREADABLE,

    // A request as a whole
    REQUEST_UNREADABLE,
    BODY_NOT_AN_OBJECT,
    GIVEN_TWICE,
    CURSOR_UNKNOWN,
    NO_FILTER,
    VERSION_REQUIRED,
    IDEMPOTENCY_KEY_FORM,
    FORM_WITHOUT_BOUNDARY,
    FORM_CUT_OFF,
    FORM_WITHOUT_FILE,
    FORM_PART_UNKNOWN,

    // People who sign in, holds and rights requests
    ROLE_UNKNOWN,
    ROLE_OF_PEOPLE,
    ORGANISER_UNKNOWN,
    SEEN_REQUIRED,
    RIGHTS_OUTCOME_UNKNOWN,
    RIGHTS_REASON_REQUIRED,
    NOTE_TOO_LONG("most"),

    // A sender that is connected
    MUST_LOOK_LIKE("example"),
    SENDER_KEY_MISSING,
    SENDER_IN_FILE,
    SENDER_CONNECTED_ALREADY,
    SENDER_CONNECTED_ELSEWHERE,
    SENDER_OF_ANOTHER_ACCOUNT,
    /** Its platform says that the value is wrong. */
    SENDER_REFUSED("detail"),
    /** It could not be asked, so nothing was kept. */
    PLATFORM_UNASKED("detail"),

    // A contact and its consent
    CONSENT_REQUIRED,
    ENTRY_REQUIRED,
    ADDRESS_KIND_UNKNOWN("known"),
    VARIABLE_NAME,
    EXTERNAL_ID_TAKEN,
    COUNTRY_UNKNOWN,
    EVIDENCE_DATE_RANGE,
    TAGS_OUT_OF_LIMITS("tags", "most"),

    // A file of contacts, and its rows
    EMPTY_FILE,
    FILE_TOO_LARGE("detail"),
    UNREADABLE,
    NOT_TEXT,
    OLD_WORKBOOK,
    WORKBOOK_UNREADABLE,
    WORKBOOK_TOO_LARGE,
    NO_ROWS,
    TOO_MANY_ROWS("detail"),
    TOO_MANY_COLUMNS("detail"),
    HEADING_TWICE,
    HEADING_TOO_LONG("detail"),
    NO_ADDRESS_COLUMN("detail"),
    NO_CLASS_ANYWHERE,
    RECORD_TOO_LARGE("detail"),
    QUOTE_NEVER_CLOSED,
    FIELD_COUNT("detail"),
    CONTROL_CHARACTER,
    FIELD_TOO_LONG("detail"),
    PHONE_MISSING,
    PHONE_NOT_A_NUMBER,
    PHONE_ROUNDED,
    PHONE_UNKNOWN_COUNTRY,
    PHONE_TOO_SHORT,
    PHONE_TOO_LONG,
    PHONE_IMPOSSIBLE,
    ACCOUNT_UNREADABLE("detail"),
    LANGUAGE_UNKNOWN,
    TIME_ZONE_UNKNOWN,
    TOO_MANY_TAGS("detail"),
    CLASS_MISSING,
    CLASS_UNKNOWN,
    /** Of a file's row: it says that the person does not agree, or nothing where others say that they do. */
    NOT_AGREED,
    AGREEMENT_UNREADABLE,
    EVIDENCE_SOURCE_MISSING,
    EVIDENCE_DATE_MISSING,
    EVIDENCE_DATE_UNREADABLE,
    /** As 31/02: the calendar has no such day. */
    EVIDENCE_DATE_BEYOND_MONTH,
    EVIDENCE_DATE_FUTURE,
    EVIDENCE_DATE_TOO_OLD,
    EVIDENCE_WORDING_MISSING,
    OCCASIONAL_NOT_ALLOWED,
    TWICE_IN_FILE("detail"),
    SUPPRESSED,
    TWO_PEOPLE,
    ADDRESS_LEFT,
    /** Of a file's row: somebody else has the external id, or the person has another one. */
    EXTERNAL_ID_OTHER,

    // A message
    MUST_BE_HTTPS_ADDRESS,
    /** None of those that the platforms take, or a damaged one. */
    PICTURE_KIND,
    /** In megabytes. */
    PICTURE_TOO_LARGE("most"),
    PICTURE_DIMENSIONS("most", "times"),
    PICTURES_OF_DAY("most"),
    MUST_BEGIN_WITH_HTTP,
    LINK_UNUSABLE,
    TOO_MANY_BUTTONS,
    BUTTON_PAYLOAD_TWICE,
    BUTTON_PAYLOAD_RESERVED("prefix"),
    BUTTON_PAYLOAD_TOO_LONG("most"),
    BUTTON_KIND,
    VARIABLE_UNKNOWN("name"),
    VARIABLE_MEANT("name", "meant"),
    VARIABLE_LOOSE("written", "meant"),
    VARIABLE_WITHOUT_FALLBACK("name"),
    VARIABLE_MISPLACED("name"),
    VARIABLE_OPEN,
    VARIABLE_SYNTAX,
    TOO_LONG_ON_CHANNEL("count", "channel", "most"),
    TOO_LONG_WITH_LINKS("count", "channel", "most"),
    EMPTY_ONCE_FILLED_IN,
    MENTION_MISSING,
    /** Political advertising, and no public pages for its notice. */
    NOTICE_WITHOUT_PAGES,
    /** Political advertising, and a template that has no place to say so. */
    LABEL_MISSING,
    FIRST_MENTION_MISSING,
    FIRST_QUESTION_MISSING("question"),
    PURPOSE_MISSING,
    ORIGIN_MISSING,
    TEMPLATE_NAME,
    TEMPLATE_LANGUAGE,
    TEMPLATE_PLACES("count", "places"),
    TEMPLATE_VARIABLE("name"),
    TEMPLATE_WORDING_MISSING,
    TEMPLATE_UNKNOWN("name", "language"),
    TEMPLATE_NOT_APPROVED("name", "language", "status"),
    TEMPLATE_TEXT_OTHER("name"),
    TEMPLATE_PLACE_MISPLACED,
    TEMPLATE_PLACE_AT_EDGE,
    TEMPLATE_PLACES_ODD,
    TEMPLATE_SENDER,
    TEMPLATE_REFUSED("words"),

    // An audience
    AUDIENCE_EVERYONE_AND_MORE,
    AUDIENCE_EMPTY,
    /** Of these people nobody may be messaged; the reasons with a colon in front, where there are any. */
    NOBODY_REACHABLE("people", "reasons"),
    AUDIENCE_UNREADABLE,
    AUDIENCE_FIRST_ROW,
    /** A row has none of the conditions, or several. */
    AUDIENCE_ROW_CONDITION("known"),
    /** Another one of the organisation is called so. */
    NAME_TAKEN,
    ACTION_UNKNOWN,

    // A broadcast
    PURPOSE_UNKNOWN,
    NO_SENDER_ON_CHANNEL,
    NO_SENDER,
    CLOSED_BY_PLATFORM_TERMS,
    START_OUT_OF_RANGE,
    START_TOO_LATE,
    /** A broadcast that stays open is worth nothing after some moment. */
    WELCOME_WITH_END,
    WELCOME_WITH_BRAKE,
    /** A second text is asked for of a broadcast that has one only. */
    VARIANT_MISSING,
    VARIANT_UNKNOWN,
    /** Only the other of two texts is written in this language: both are read by the same people. */
    VARIANT_LANGUAGE_MISSING,
    BUTTON_UNKNOWN,
    TESTERS_OUT_OF_RANGE("most"),
    BROADCAST_UNKNOWN,

    // What is said of a broadcast or an action: Regulation (EU) 2024/900
    DECLARATION_REQUIRED,
    DECLARATION_SELECTS,
    DECLARATION_FIRST_CONTACT,
    DECLARATION_STAYS_OPEN,
    /** Members and subscribers pass it on to others. */
    DECLARATION_PASSED_ON,
    /** Political advertising as an action. */
    DECLARATION_ACTION,
    DECLARATION_CALLS,
    DECLARATION_PERIOD_REVERSED,
    DECLARATION_PERIOD_OTHER,
    DECLARATION_KIND_FIXED,

    // An action
    KIND_FIXED("kind"),
    KIND_NOT_POSSIBLE,
    OFFER_WITH_ANSWERS,
    SHARE_TEXT_REQUIRED,
    SHARE_TEXT_MISPLACED,
    ORIGIN_MISPLACED,
    GROUP_LEFT,
    GROUP_MISPLACED,
    GROUP_UNKNOWN,
    CONTACTS_REQUIRED,
    ACTION_NOT_OPEN,
    ACTION_BEING_PREPARED,
    ACTION_CHANGED,

    // Calls and their script
    STEPS_REQUIRED,
    STEP_ID("end"),
    STEP_TWICE,
    STEP_UNKNOWN("end"),
    STEP_UNREACHED,
    SCRIPT_CIRCLE("step"),
    SCRIPT_VARIABLE,
    OPTION_TWICE,
    OPTIONS_AND_FREE_TEXT,
    SCRIPT_REQUIRED,
    QUESTIONS_REQUIRED,
    FORM_BRANCHES,
    FORM_NO_SENDER,
    FORM_REFUSED("sender", "words"),
    FORM_UNASKED("sender"),
    OPTIONS_REQUIRED("least", "most"),
    OPTIONS_MISPLACED,
    BOUNDS_MISPLACED,
    BOUNDS_REVERSED,
    CALL_LIST_EMPTY,
    CALL_ORIGIN_REQUIRED,
    CALL_LIST_SOURCE,
    IMPORT_NOT_USABLE,

    // Events
    EVENT_REQUIRED,
    EVENT_PLACE_REQUIRED,
    EVENT_OVER,
    EVENT_PAST,
    EVENT_TOO_FAR,
    EVENT_END_FIRST,
    EVENT_TOO_LONG,
    EVENT_TIME_ZONE_UNKNOWN;

    private final List<String> arguments;

    FaultCode(String... arguments) {
        this.arguments = List.of(arguments);
    }

    /** Its name in answers and in the bundles of texts, such as {@code text_too_long}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Names of the values that its texts speak of, in the order in which {@link Fault#of} takes them. */
    public List<String> arguments() {
        return arguments;
    }
}
