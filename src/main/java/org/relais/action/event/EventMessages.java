package org.relais.action.event;

import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.ButtonPayload;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationProfile;
import org.relais.template.SpecButton;
import org.relais.template.TextTemplate;
import org.relais.template.Texts;

/**
 * What is said about one event to one person. Each message holds the organisation's language, French and English besides
 * the person's own, so that one who changes language reads later reminders in it.
 */
final class EventMessages {
    static final String PART = "event";
    /** What whoever is expected may answer. */
    private static final List<AttendanceAnswer> STAND_BY = List.of(AttendanceAnswer.YES, AttendanceAnswer.NO);

    private final OrganisationProfile profile;
    private final Event event;
    private final @Nullable String language;
    private final ZoneId zone;
    private final String page;

    /**
     * @param language the person's; null when unknown
     * @param zone the person's
     * @param page address of the public page; empty when there is none
     */
    EventMessages(OrganisationProfile profile, Event event, @Nullable String language, ZoneId zone, String page) {
        this.profile = profile;
        this.event = event;
        this.language = language;
        this.zone = zone;
        this.page = page;
    }

    /** What it is and the question, with its buttons. */
    MessageSpec question(boolean full) {
        return spec(
                spoken -> paragraphs(
                        card(spoken), full ? text("event.full", spoken) : "", text("event.question", spoken)),
                List.of(AttendanceAnswer.values()),
                false);
    }

    /**
     * Answer to an answer.
     *
     * @param place in the waiting list
     * @param again whether it was their answer before
     * @param agreed whether they have agreed to be written to
     * @param full whether a yes would have to wait
     * @param reminders kinds of those that still come: what is too soon, or outside contact hours, reminds once or not at all
     */
    MessageSpec answered(
            AttendanceState standing,
            long place,
            boolean again,
            boolean agreed,
            boolean full,
            Collection<String> reminders) {
        String key = "event." + (again ? "again." : "answered.") + name(standing);
        return spec(
                spoken -> paragraphs(
                        profile.texts().text(key, spoken, Map.of("title", title(), "place", place)),
                        standing.mayCome() && !again ? card(spoken) : "",
                        standing == AttendanceState.MAYBE && !again && full ? text("event.full", spoken) : "",
                        standing == AttendanceState.YES && !again && !reminders.isEmpty()
                                ? text("event.reminded" + only(reminders), spoken)
                                : "",
                        standing == AttendanceState.YES && !again ? calendar(spoken) : "",
                        standing.mayCome() && !again && !agreed ? text("event.agree", spoken) : ""),
                List.of(),
                false);
    }

    /** Their place has gone with their stop; the question again. */
    MessageSpec givenUp() {
        return spec(
                spoken -> paragraphs(text("event.left", spoken), card(spoken)),
                List.of(AttendanceAnswer.values()),
                false);
    }

    /** How many come; who they are is nobody's to tell. */
    MessageSpec coming(long count) {
        return spec(
                spoken -> profile.texts().text("event.coming", spoken, Map.of("count", count, "title", title())),
                List.of(),
                false);
    }

    /** Whoever comes late comes. */
    MessageSpec late() {
        return spec(spoken -> text("event.late", spoken), List.of(), false);
    }

    /**
     * How many come is noted, and a place is for one person: whoever they bring answers too, by the event's own page where
     * there is one.
     *
     * @param total how many come in all; 0 when nothing was noted
     * @param fewer whether it were more before, so that the rest has been said
     * @param named whether it names the event: nothing before it does
     */
    MessageSpec companions(int total, boolean fewer, boolean named) {
        return spec(
                spoken -> paragraphs(
                        total == 0
                                ? ""
                                : profile.texts().text("event.companions.noted", spoken, Map.of("count", total))
                                        + (named ? " " + title() + "." : ""),
                        total == 1 || fewer ? "" : placePerPerson(spoken)),
                List.of(),
                false);
    }

    /** How many will come is to be told. */
    MessageSpec howMany() {
        return spec(spoken -> text("event.companions.ask", spoken), List.of(), false);
    }

    /**
     * That it reminds by itself of what one comes to, and when.
     *
     * @param kinds of the reminders that still come; none to whoever doesn't come so far
     */
    MessageSpec reminders(Collection<String> kinds) {
        String which = kinds.isEmpty() ? ".whoever" : only(kinds);
        return spec(spoken -> text("event.reminds" + which, spoken), List.of(), false);
    }

    private static String only(Collection<String> kinds) {
        return kinds.size() == 1 ? "." + kinds.iterator().next() : "";
    }

    private String placePerPerson(String spoken) {
        return page.isEmpty()
                ? text("event.companions", spoken)
                : profile.texts().text("event.companions.page", spoken, Map.of("title", title(), "link", page));
    }

    /**
     * When and where it is, and what they can say to it: a "no" just after it is about nothing else.
     *
     * @param expected whether they come, or wait to
     */
    MessageSpec details(boolean expected) {
        return spec(this::card, expected ? STAND_BY : List.of(AttendanceAnswer.values()), false);
    }

    /** What an invitation says under its own text. */
    UnaryOperator<String> invitation(boolean full) {
        return spoken -> paragraphs(card(spoken), full ? text("event.full", spoken) : "");
    }

    /** A place has become free and is theirs. */
    MessageSpec promoted() {
        return spec(
                spoken -> paragraphs(text("event.promoted", spoken), card(spoken), calendar(spoken)), STAND_BY, true);
    }

    MessageSpec reminder(ReminderTimes.Kind kind) {
        return spec(spoken -> paragraphs(text("event.reminder." + kind.word(), spoken), card(spoken)), STAND_BY, true);
    }

    /** @param standing of who is told: whoever has no place must not read that they are expected */
    MessageSpec changed(AttendanceState standing) {
        return spec(
                spoken -> paragraphs(
                        text("event.changed", spoken),
                        card(spoken),
                        standing == AttendanceState.YES ? calendar(spoken) : "",
                        text(
                                "event.changed." + (standing == AttendanceState.YES ? "question" : name(standing)),
                                spoken)),
                List.of(AttendanceAnswer.values()),
                true);
    }

    MessageSpec cancelled() {
        return spec(
                spoken -> paragraphs(
                        profile.texts().text("event.cancelled", spoken, Map.of("title", title(), "when", when(spoken))),
                        note()),
                List.of(),
                true);
    }

    /** It can't be answered any more. */
    MessageSpec closed() {
        String key = event.cancelled() ? "event.gone" : "event.over";
        return spec(spoken -> paragraphs(text(key, spoken), note()), List.of(), false);
    }

    private String note() {
        return Objects.requireNonNullElse(event.cancelNote(), "");
    }

    /** One of several, in the reader's language: how they stand, when and where it is. */
    String line(int number, AttendanceState standing) {
        String spoken = profile.texts().language("event.card", language);
        return card(
                spoken,
                profile.texts()
                        .text(
                                "event.line." + name(standing),
                                spoken,
                                Map.of("number", Integer.toString(number), "title", title())));
    }

    /** The same of whoever has not answered. */
    String line(int number) {
        String spoken = profile.texts().language("event.card", language);
        return card(
                spoken,
                profile.texts()
                        .text(
                                "actions.line.offered",
                                spoken,
                                Map.of("number", Integer.toString(number), "title", title())));
    }

    private String card(String spoken) {
        return card(spoken, title());
    }

    private String card(String spoken, String title) {
        String card = profile.texts()
                .text(
                        "event.card",
                        spoken,
                        Map.of(
                                "title",
                                title,
                                "when",
                                when(spoken),
                                "place",
                                // Of a draft that waits for it.
                                event.details().place().isEmpty()
                                        ? "…"
                                        : event.details().place()));
        String map = event.details().mapUrl();
        return map == null ? card : card + "\n" + profile.texts().text("event.map", spoken, Map.of("link", map));
    }

    private String calendar(String spoken) {
        return page.isEmpty()
                ? ""
                : profile.texts().text("event.calendar", spoken, Map.of("link", EventCodes.calendar(page)));
    }

    private String when(String spoken) {
        return EventTime.words(event.details(), spoken, zone);
    }

    private String title() {
        return event.details().title();
    }

    private String text(String key, String spoken) {
        return profile.texts().text(key, spoken, Map.of("title", title()));
    }

    private static String name(AttendanceState standing) {
        return standing.sqlName();
    }

    private static String paragraphs(String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining("\n\n"));
    }

    private MessageSpec spec(Function<String, String> text, List<AttendanceAnswer> choices, boolean mention) {
        String own = profile.texts().language("event.question", language);
        Map<String, TextTemplate> bodies = new LinkedHashMap<>();
        languages(own).forEach(spoken -> bodies.put(spoken, TextTemplate.literal(text.apply(spoken))));
        List<SpecButton> buttons = choices.stream()
                .<SpecButton>map(choice -> new SpecButton.Reply(
                        labels(own, (choices.equals(STAND_BY) ? "event.still." : "event.") + choice.word()),
                        payload(event.actionId(), choice)))
                .toList();
        return new MessageSpec(own, bodies, buttons, null, null, null, mention, Map.of(), null);
    }

    private Map<String, String> labels(String own, String key) {
        Map<String, String> labels = new LinkedHashMap<>();
        languages(own).forEach(spoken -> labels.put(spoken, profile.texts().text(key, spoken)));
        return labels;
    }

    private Set<String> languages(String own) {
        Set<String> languages = new LinkedHashSet<>(List.of(own));
        Stream.of(profile.language(), "fr", "en")
                .filter(Objects::nonNull)
                .filter(spoken ->
                        profile.texts().language("event.question", spoken).equals(spoken))
                .forEach(languages::add);
        return languages;
    }

    /** What an answer is called in every language. */
    static Map<String, String> labels(AttendanceAnswer answer) {
        Texts texts = Texts.standard();
        return texts.languages().stream()
                .collect(Collectors.toUnmodifiableMap(
                        language -> language, language -> texts.text("event." + answer.word(), language)));
    }

    /** What the quick replies of the invitation's template carry under a later message. */
    static List<String> payloads(long actionId) {
        return Stream.of(AttendanceAnswer.values())
                .map(answer -> payload(actionId, answer))
                .toList();
    }

    static String payload(long actionId, AttendanceAnswer choice) {
        return ButtonPayload.of(PART, choice.word(), actionId).encode();
    }
}
