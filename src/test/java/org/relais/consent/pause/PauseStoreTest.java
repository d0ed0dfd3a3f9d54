package org.relais.consent.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.consent.ConsentWorld.chat;
import static org.relais.consent.ConsentWorld.phone;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentWorld;
import org.relais.contact.ConsentState;
import org.relais.ledger.EventSource;
import org.relais.testing.NeedsDatabase;

/** A pause ends in a morning of the person's, and whoever was two people and said two ends has the later one. */
@NeedsDatabase
class PauseStoreTest {
    private static final LocalDate CHRISTMAS = LocalDate.of(2026, 12, 25);
    private static final LocalDate NEW_YEAR = LocalDate.of(2027, 1, 2);

    private static ConsentWorld world;
    private static int people;

    private final PauseStore store = new PauseStore();

    /** Where a half stood. */
    private enum Half {
        FREE,
        /** Asked whether to stop, or paused until they say so. */
        HELD,
        UNTIL_CHRISTMAS,
        UNTIL_NEW_YEAR,
        /** Paused once, and held for something else since. */
        HELD_AGAIN
    }

    @BeforeAll
    static void open() {
        world = new ConsentWorld();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource({
        // Around the clock it is nine, by the person's clock; Christmas is a Friday.
        "Europe/Paris, 00:00, 24:00, 1234567, 2026-12-25T08:00:00Z",
        "Pacific/Auckland, 00:00, 24:00, 1234567, 2026-12-24T20:00:00Z",
        "America/Los_Angeles, 09:00, 20:00, 1234567, 2026-12-25T17:00:00Z",
        "Europe/Paris, 10:30, 20:00, 1234567, 2026-12-25T09:30:00Z",
        "Europe/Paris, 07:00, 08:30, 1234567, 2026-12-26T06:00:00Z",
        "Europe/Paris, 09:00, 20:00, 1234, 2026-12-28T08:00:00Z",
    })
    void endsInTheMorning(String zone, String from, String until, String days, Instant end) {
        hours(from, until, days);
        long person = world.subscriber(chat("7" + ++people));
        world.rows("update contact set time_zone = $1 where id = $2 returning id", zone, person);
        hold(person, CHRISTMAS);
        assertThat(ends(person)).isEqualTo(end);
    }

    @Test
    void endsInTheMorningOfTheOrganisationWhereNobodyKnowsTheirClock() {
        hours("09:00", "20:00", "1234567");
        world.rows(
                "update organisation set time_zone = 'Indian/Reunion' where id = $1 returning id", world.organisation);
        long person = world.subscriber(chat("7" + ++people));
        hold(person, CHRISTMAS);
        assertThat(ends(person)).isEqualTo(Instant.parse("2026-12-25T05:00:00Z"));
        assertThat(store.today(world.pool(), person, Instant.parse("2026-11-30T21:00:00Z"))
                        .await())
                .isEqualTo(LocalDate.of(2026, 12, 1));
        world.rows("update organisation set time_zone = 'Europe/Paris' where id = $1 returning id", world.organisation);
    }

    @Test
    void aPauseWithoutAnEndHasNone() {
        long person = world.subscriber(chat("7" + ++people));
        hold(person, CHRISTMAS);
        world.apply(ConsentEvent.release(
                world.organisation, person, world.ago(Duration.ofMinutes(2)), EventSource.WEBHOOK));
        hold(person, null);
        assertThat(ends(person)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "FREE, UNTIL_NEW_YEAR, 2027-01-02",
        "UNTIL_NEW_YEAR, FREE, 2027-01-02",
        "UNTIL_CHRISTMAS, UNTIL_NEW_YEAR, 2027-01-02",
        "UNTIL_NEW_YEAR, UNTIL_CHRISTMAS, 2027-01-02",
        "HELD, UNTIL_NEW_YEAR,",
        "UNTIL_NEW_YEAR, HELD,",
        "HELD_AGAIN, UNTIL_CHRISTMAS,",
        "HELD_AGAIN, FREE,",
        "FREE, HELD,",
    })
    void whoWasTwoIsHeldAsLongAsTheLongerOfBoth(Half older, Half younger, @Nullable LocalDate end) {
        hours("09:00", "20:00", "1234567");
        int number = ++people;
        long kept = world.subscriber(phone("+3360000" + (1000 + number)));
        long gone = world.subscriber(chat("8" + number));
        stand(kept, older);
        stand(gone, younger);

        assertThat(world.seen(phone("+3360000" + (1000 + number)), chat("8" + number))
                        .contactId())
                .isEqualTo(kept);

        assertThat(world.state(kept)).isEqualTo(ConsentState.HELD);
        Instant noted = ends(kept);
        assertThat(noted == null ? null : LocalDate.ofInstant(noted, ZoneOffset.UTC))
                .isEqualTo(end);
        endOfJanuary();
        assertThat(world.state(kept))
                .as("it ends by itself where it has an end")
                .isEqualTo(end == null ? ConsentState.HELD : ConsentState.SUBSCRIBED);
    }

    /** A stop of either half ends nothing by itself. */
    @Test
    void aPauseOfWhoHasStoppedAsTheOtherIsOver() {
        int number = ++people;
        long kept = world.subscriber(phone("+3360000" + (1000 + number)));
        long gone = world.subscriber(chat("8" + number));
        stand(kept, Half.UNTIL_CHRISTMAS);
        world.stop(gone, world.ago(Duration.ofMinutes(1)));
        world.seen(phone("+3360000" + (1000 + number)), chat("8" + number));
        endOfJanuary();
        assertThat(world.state(kept)).isEqualTo(ConsentState.UNSUBSCRIBED);
    }

    private void stand(long person, Half half) {
        switch (half) {
            case FREE -> {}
            case HELD -> hold(person, null);
            case UNTIL_CHRISTMAS -> hold(person, CHRISTMAS);
            case UNTIL_NEW_YEAR -> hold(person, NEW_YEAR);
            case HELD_AGAIN -> {
                hold(person, NEW_YEAR);
                world.apply(ConsentEvent.release(
                        world.organisation, person, world.ago(Duration.ofMinutes(2)), EventSource.WEBHOOK));
                world.hold(person, world.ago(Duration.ofMinutes(1)));
            }
        }
    }

    private void hold(long person, @Nullable LocalDate day) {
        world.hold(person, world.ago(Duration.ofMinutes(3)));
        long hold = world.rows("select basis_event_id from consent where contact_id = $1", person)
                .get(0)
                .getLong(0);
        store.note(world.pool(), person, hold, day).await();
    }

    private static @Nullable Instant ends(long person) {
        OffsetDateTime end = world.rows("select pause_ends_at from contact where id = $1", person)
                .get(0)
                .getOffsetDateTime(0);
        return end == null ? null : end.toInstant();
    }

    private static void hours(String from, String until, String days) {
        world.rows(
                "update organisation set contact_from = '%s', contact_until = '%s', contact_days = '%s' where id = %d returning id"
                        .formatted(from, until, '{' + String.join(",", days.split("")) + '}', world.organisation));
    }

    private static void endOfJanuary() {
        Future<Integer> ended = new PauseService(
                        world.pool(), world.consent, () -> Instant.parse("2027-01-31T10:00:00Z"), List.of())
                .end();
        assertThat(ended.await()).isNotNegative();
    }
}
