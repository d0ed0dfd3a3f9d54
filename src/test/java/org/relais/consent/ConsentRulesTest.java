package org.relais.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relais.consent.ConsentEvent.Kind;
import org.relais.consent.ConsentEvent.OptIn;
import org.relais.consent.ConsentRules.Decision;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.ledger.EventSource;
import org.relais.testing.Unit;

/** Every class, state and event: what the rules make of them stands in these tables and nowhere else. */
@Unit
class ConsentRulesTest {
    private static final Instant BEFORE = Instant.parse("2026-03-01T09:00:00Z");
    private static final Instant THEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant AFTER = Instant.parse("2026-03-01T11:00:00Z");

    /**
     * The state after an event that is later than everything heard of the person; {@code -}: it changes nothing and is
     * not heeded. A hold shows the state that it interrupts.
     */
    private static final String LATER =
            """
            event              pending          subscribed       held/pending   held/subscribed  unsubscribed
            opt_out            unsubscribed     unsubscribed     unsubscribed   unsubscribed     unsubscribed
            keyword            subscribed       subscribed       subscribed     subscribed       subscribed
            start_command      subscribed       subscribed       subscribed     subscribed       subscribed
            double_opt_in      subscribed       subscribed       subscribed     subscribed       subscribed
            first_contact_yes  subscribed       subscribed       -              -                -
            hold_yes           -                -                subscribed     subscribed       -
            import             subscribed       subscribed       -              -                -
            organiser          subscribed       subscribed       -              -                -
            hold               held/pending     held/subscribed  held/pending   held/subscribed  -
            release            -                -                pending        subscribed       -
            to_member          pending          subscribed       held/pending   held/subscribed  unsubscribed
            to_regular         pending          subscribed       held/pending   held/subscribed  unsubscribed
            to_occasional      pending          pending          held/pending   held/pending     unsubscribed
            platform_resume    -                -                -              -                -
            """;

    /** The same for an event that is earlier than the opt-in, hold or stop on which the state rests. */
    private static final String EARLIER =
            """
            event              pending          subscribed       held/pending     held/subscribed  unsubscribed
            opt_out            unsubscribed     -                unsubscribed     -                unsubscribed
            keyword            subscribed       subscribed       held/subscribed  held/subscribed  -
            start_command      subscribed       subscribed       held/subscribed  held/subscribed  -
            double_opt_in      subscribed       subscribed       held/subscribed  held/subscribed  -
            first_contact_yes  subscribed       subscribed       -                -                -
            hold_yes           -                -                -                -                -
            import             subscribed       subscribed       -                -                -
            organiser          subscribed       subscribed       -                -                -
            hold               held/pending     -                held/pending     held/subscribed  -
            release            -                -                -                -                -
            to_member          pending          subscribed       held/pending     held/subscribed  unsubscribed
            to_regular         pending          subscribed       held/pending     held/subscribed  unsubscribed
            to_occasional      pending          pending          held/pending     held/pending     unsubscribed
            platform_resume    -                -                -                -                -
            """;

    /** The class after an event that was heeded; an opt-in of somebody occasional makes them regular. */
    private static final String CLASSES =
            """
            event              member      regular     occasional
            opt_out            member      regular     occasional
            keyword            member      regular     regular
            start_command      member      regular     regular
            double_opt_in      member      regular     regular
            first_contact_yes  member      regular     regular
            hold_yes           member      regular     regular
            import             member      regular     regular
            organiser          member      regular     regular
            hold               member      regular     occasional
            release            member      regular     occasional
            to_member          member      member      member
            to_regular         regular     regular     regular
            to_occasional      occasional  occasional  occasional
            platform_resume    member      regular     occasional
            """;

    record Case(ConsentClass consentClass, String state, String event, Instant at, String expected) {
        @Override
        public String toString() {
            return consentClass + " " + state + " + " + (at.equals(AFTER) ? "later " : "earlier ") + event + " = "
                    + expected;
        }
    }

    static Stream<Case> cases() {
        return Stream.concat(cases(LATER, AFTER), cases(EARLIER, BEFORE));
    }

    private static Stream<Case> cases(String table, Instant at) {
        List<List<String>> rows = rows(table);
        List<String> states = rows.get(0);
        List<Case> cases = new ArrayList<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            for (int column = 1; column < states.size(); column++) {
                for (ConsentClass consentClass : ConsentClass.values()) {
                    cases.add(new Case(consentClass, states.get(column), row.get(0), at, row.get(column)));
                }
            }
        }
        return cases.stream();
    }

    private static List<List<String>> rows(String table) {
        return table.lines().map(line -> Arrays.asList(line.split(" +"))).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theRuleIsThatOfTheTable(Case one) {
        ConsentSnapshot before = standing(one.consentClass(), one.state());
        Decision decision = ConsentRules.next(before, event(one.event()), one.at());
        if (one.expected().equals("-")) {
            assertThat(decision.counted()).isFalse();
            assertThat(decision.newBasis()).isFalse();
            assertThat(decision.next()).isEqualTo(before);
            assertThat(decision.because()).isNotNull();
            return;
        }
        assertThat(decision.counted()).isTrue();
        assertThat(decision.next().state()).isEqualTo(state(one.expected()));
        assertThat(decision.next().heldFrom()).isEqualTo(heldFrom(one.expected()));
        assertThat(decision.next().consentClass()).isEqualTo(classAfter(one.event(), one.consentClass()));
        boolean moved = decision.next().state() != before.state();
        assertThat(decision.newBasis() || !moved)
                .as("a new state rests on the event that made it")
                .isTrue();
    }

    @Test
    void theTablesKnowEveryEventAndEveryState() {
        List<String> events = Stream.of(
                        Stream.of(OptIn.values()).map(Enum::name),
                        Stream.of(Kind.values())
                                .filter(kind -> kind != Kind.OPT_IN && kind != Kind.CLASS_CHANGE)
                                .map(Enum::name),
                        Stream.of(ConsentClass.values()).map(one -> "TO_" + one))
                .flatMap(names -> names)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        for (String table : List.of(LATER, EARLIER, CLASSES)) {
            assertThat(rows(table).stream().skip(1).map(row -> row.get(0))).containsExactlyInAnyOrderElementsOf(events);
        }
        assertThat(rows(LATER).get(0).stream().skip(1).map(ConsentRulesTest::state))
                .contains(ConsentState.values());
        assertThat(cases()).hasSize(2 * 3 * 5 * 14);
    }

    @Test
    void aStopAtTheVeryTimeOfAnOptInWins() {
        ConsentSnapshot subscribed = standing(ConsentClass.REGULAR, "subscribed");
        ConsentSnapshot stopped =
                ConsentRules.next(subscribed, event("opt_out"), THEN).next();
        assertThat(stopped.state()).isEqualTo(ConsentState.UNSUBSCRIBED);
        assertThat(ConsentRules.next(stopped, event("keyword"), THEN).counted()).isFalse();
    }

    private static ConsentClass classAfter(String event, ConsentClass before) {
        List<List<String>> rows = rows(CLASSES);
        int column = rows.get(0).indexOf(before.sqlName());
        return rows.stream()
                .filter(row -> row.get(0).equals(event))
                .map(row -> ConsentClass.of(row.get(column)))
                .findFirst()
                .orElseThrow();
    }

    /** A person who came into this state {@code THEN}. */
    private static ConsentSnapshot standing(ConsentClass consentClass, String name) {
        ConsentState heldFrom = heldFrom(name);
        boolean optedIn = state(name) == ConsentState.SUBSCRIBED || heldFrom == ConsentState.SUBSCRIBED;
        return new ConsentSnapshot(
                consentClass,
                state(name),
                state(name) == ConsentState.UNSUBSCRIBED ? THEN : null,
                optedIn ? THEN : null,
                heldFrom == null ? null : THEN,
                heldFrom);
    }

    private static ConsentState state(String name) {
        return ConsentState.of(name.replaceAll("/.*", ""));
    }

    private static ConsentState heldFrom(String name) {
        return name.contains("/") ? ConsentState.of(name.replaceAll(".*/", "")) : null;
    }

    private static ConsentEvent event(String name) {
        if (name.startsWith("to_")) {
            return ConsentEvent.classChange(1, 1, ConsentClass.of(name.substring(3)), THEN, EventSource.CONSOLE);
        }
        return switch (name) {
            case "opt_out" -> ConsentEvent.stop(1, 1, THEN, EventSource.WEBHOOK);
            case "hold" -> ConsentEvent.hold(1, 1, THEN, EventSource.WEBHOOK);
            case "release" -> ConsentEvent.release(1, 1, THEN, EventSource.CONSOLE);
            case "platform_resume" -> ConsentEvent.platformResume(1, 1, THEN);
            default ->
                ConsentEvent.optIn(1, 1, OptIn.valueOf(name.toUpperCase(Locale.ROOT)), THEN, EventSource.WEBHOOK);
        };
    }
}
