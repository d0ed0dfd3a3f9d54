package org.relais.audience;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.relais.contact.ConsentClass;

/**
 * Whom a broadcast is meant for, among the contacts of one organisation: those who fulfil every condition given. Who of
 * them may be messaged is not decided here; the one definition of that is asked when they are counted and again when
 * each message is taken from the outbox.
 *
 * @param anyTags has at least one of these; empty: no condition, as with every other part
 * @param allTags has all of these
 * @param noTags has none of these
 * @param languages the contact's own, or the organisation's for a contact whose language is not known
 * @param contactIds picked by hand
 * @param answers what they answered to broadcasts; all of it is to be so
 * @param rows further conditions, combined among themselves with and, or and except
 */
public record Audience(
        Set<String> anyTags,
        Set<String> allTags,
        Set<String> noTags,
        Set<String> areas,
        Set<String> languages,
        Set<ConsentClass> classes,
        List<Long> contactIds,
        List<AnswerCondition> answers,
        List<AudienceRow> rows) {

    public static final Audience EVERYONE = of(List.of());

    /** Nobody: stands for one that was stored and can't be read, since nobody has this id. */
    public static final Audience UNREADABLE = of(List.of(0L));

    public Audience {
        anyTags = Set.copyOf(anyTags);
        allTags = Set.copyOf(allTags);
        noTags = Set.copyOf(noTags);
        areas = Set.copyOf(areas);
        languages = Set.copyOf(languages);
        classes = Set.copyOf(classes);
        contactIds = contactIds.stream().distinct().sorted().toList();
        answers = List.copyOf(answers);
        rows = List.copyOf(rows);
    }

    /** These people, whatever else is known of them; nobody named: everybody. */
    public static Audience of(List<Long> contactIds) {
        return new Audience(
                Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), contactIds, List.of(), List.of());
    }

    /** Everybody who reads one of these languages. */
    public static Audience reading(Set<String> languages) {
        return new Audience(
                Set.of(), Set.of(), Set.of(), Set.of(), languages, Set.of(), List.of(), List.of(), List.of());
    }

    /** Those of these people who belong to it. */
    public Audience among(Collection<Long> people) {
        List<Long> both = contactIds.isEmpty()
                ? List.copyOf(people)
                : people.stream().filter(contactIds::contains).toList();
        return both.isEmpty()
                ? UNREADABLE
                : new Audience(anyTags, allTags, noTags, areas, languages, classes, both, answers, rows);
    }

    /** Those of it who did not get a broadcast. */
    public Audience whoMissed(long broadcastId) {
        return with(new AudienceRow(AudienceRow.Join.EXCEPT, new AudienceCondition.Received(broadcastId, false)));
    }

    /** Those of it of whom a free column is known, or those of whom it is not. */
    public Audience whoHave(String column, boolean known) {
        return with(new AudienceRow(
                known ? AudienceRow.Join.AND : AudienceRow.Join.EXCEPT,
                new AudienceCondition.Variable(column, Set.of())));
    }

    /** The same with a further condition. */
    public Audience with(AudienceRow row) {
        List<AudienceRow> more = new ArrayList<>(rows);
        more.add(row);
        return new Audience(anyTags, allTags, noTags, areas, languages, classes, contactIds, answers, more);
    }

    public boolean isEveryone() {
        return equals(EVERYONE);
    }

    /** Broadcasts that its conditions name. */
    public Set<Long> broadcastIds() {
        Set<Long> named = new TreeSet<>();
        answers.forEach(answer -> named.add(answer.broadcastId()));
        rows.forEach(row -> broadcast(row.condition()).ifPresent(named::add));
        return named;
    }

    /** Actions that its conditions name. */
    public Set<Long> actionIds() {
        Set<Long> named = new TreeSet<>();
        rows.forEach(row -> action(row.condition()).ifPresent(named::add));
        return named;
    }

    /** The broadcast that a condition names; empty when it names none. */
    static Optional<Long> broadcast(AudienceCondition condition) {
        if (condition instanceof AudienceCondition.Answered answered) {
            return Optional.of(answered.answer().broadcastId());
        }
        return condition instanceof AudienceCondition.Received received
                ? Optional.of(received.broadcastId())
                : Optional.empty();
    }

    /** The action that a condition names; empty when it names none. */
    static Optional<Long> action(AudienceCondition condition) {
        if (condition instanceof AudienceCondition.Surveyed survey) {
            return Optional.of(survey.actionId());
        }
        return condition instanceof AudienceCondition.Did did ? Optional.ofNullable(did.actionId()) : Optional.empty();
    }

    /** Whether it is people chosen one by one, or by what each of them did. */
    boolean namesPeople() {
        return !contactIds.isEmpty()
                || !answers.isEmpty()
                || rows.stream().anyMatch(row -> row.condition().personal());
    }
}
