package org.relais.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relais.consent.ConsentWorld.chat;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentWorld;
import org.relais.ledger.Verification.Fault;
import org.relais.testing.NeedsDatabase;

/** The chain closes whatever is written at once, and every way of tampering with it is found. */
@NeedsDatabase
class LedgerChainTest {
    private final ConsentWorld world = new ConsentWorld();
    private final LedgerSealer sealer = new LedgerSealer(world.pool(), world.clock, 7);
    private final LedgerVerifier verifier = new LedgerVerifier(world.pool(), world.clock);
    private final LedgerAnchors anchors = new LedgerAnchors(sealer, world.pool(), world.clock);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void everythingWrittenIsChainedInBatches() {
        people(10);
        assertThat(verify().unsealed()).isEqualTo(30);
        assertThat(sealer.seal().await()).isEqualTo(30);
        assertThat(sealer.seal().await()).isZero();
        Verification verification = verify();
        assertThat(verification.broken()).isNull();
        assertThat(verification.events()).isEqualTo(30);
        assertThat(verification.unsealed()).isZero();
        world.stop(world.subscriber(chat("later")), world.now.get());
        assertThat(sealer.seal().await()).isEqualTo(3);
        assertThat(verify().events()).isEqualTo(33);
    }

    @Test
    void organisationsHaveChainsOfTheirOwn() {
        people(2);
        world.inTransaction(transaction -> world.identities.resolve(
                transaction, ConsentWorld.sighting(world.other, world.now.get(), chat("theirs"))));
        sealer.seal().await();
        assertThat(verify().events()).isEqualTo(6);
        assertThat(verifier.verify(world.other).await().events()).isEqualTo(1);
        assertThat(verifier.verify(world.other).await().intact()).isTrue();
    }

    @Test
    void nodesThatSealAtOnceMakeOneChainWithoutGap() {
        people(60);
        List<LedgerSealer> nodes = IntStream.range(0, 8)
                .mapToObj(node -> new LedgerSealer(world.pool(), world.clock, 5))
                .toList();
        Future.all(nodes.stream().map(LedgerSealer::seal).toList()).await();
        sealer.seal().await();
        Verification verification = verify();
        assertThat(verification.broken()).isNull();
        assertThat(verification.events()).isEqualTo(180);
        assertThat(world.count("select max(position) from ledger_link")).isEqualTo(180);
    }

    @Test
    void anEventOfARunningTransactionKeepsLaterOnesWaiting() {
        long contact = world.subscriber(chat("slow"));
        long early = sealer.seal().await();
        world.inTransaction(transaction -> world.consent
                .apply(transaction, ConsentEvent.hold(world.organisation, contact, world.now.get(), EventSource.API))
                .compose(held -> {
                    // Another transaction begins later and commits earlier.
                    return world.pool()
                            .withTransaction(other -> world.identities.resolve(
                                    other, ConsentWorld.sighting(world.organisation, world.now.get(), chat("fast"))))
                            .compose(created -> sealer.seal())
                            .map(count -> {
                                assertThat(count).isZero();
                                return held;
                            });
                }));
        assertThat(sealer.seal().await()).isEqualTo(2);
        assertThat(verify().intact()).isTrue();
        assertThat(verify().events()).isEqualTo(early + 2);
        List<Row> order = world.rows(
                "select e.kind from ledger_link l join ledger_event e on e.id = l.event_id order by l.position desc limit 2");
        assertThat(order).extracting(row -> row.getString(0)).containsExactly("created", "hold");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "contact_id = 999999",
                "kind = 'opt_in'",
                "class = 'member'",
                "state_after = 'subscribed'",
                "occurred_at = occurred_at + interval '1 microsecond'",
                "recorded_at = recorded_at - interval '1 second'",
                "channel = 'telegram'",
                "source = 'console'",
                "wording = 'other'",
                "language = 'de'",
                "actor = 'organiser:1'",
                "detail = '{\"x\": 1}'",
                "text_hash = null"
            })
    void aChangedEventIsFound(String change) {
        sealedPeople();
        tamper(
                "ledger_event",
                "update ledger_event set " + change
                        + " where id = (select event_id from ledger_link where position = 6)");
        found(Fault.ALTERED, 6);
    }

    @Test
    void changedWordsAreFound() {
        sealedPeople();
        tamper(
                "ledger_text",
                "update ledger_text set text = 'GO' where event_id = (select event_id from ledger_link where position = 6)");
        found(Fault.ALTERED_WORDS, 6);
    }

    @Test
    void removedWordsAreFound() {
        sealedPeople();
        world.asAdministrator(
                "delete from ledger_text where event_id = (select event_id from ledger_link where position = 6)");
        found(Fault.REMOVED_WORDS, 6);
    }

    @Test
    void aRemovedEventIsFound() {
        sealedPeople();
        tamper(
                "ledger_event",
                "alter table ledger_text drop constraint ledger_text_event_id_fkey;"
                        + "delete from ledger_event where id = (select event_id from ledger_link where position = 5)");
        found(Fault.MISSING_EVENT, 5);
    }

    @Test
    void anEventRemovedWithItsLinkIsFound() {
        sealedPeople();
        tamper("ledger_link", "delete from ledger_link where position = 5");
        found(Fault.MISSING_LINK, 5);
    }

    @Test
    void renumberedLinksAreFound() {
        sealedPeople();
        tamper(
                "ledger_link",
                "delete from ledger_link where position = 5;"
                        + "update ledger_link set position = position - 1 where position > 5");
        found(Fault.ALTERED, 5);
    }

    @Test
    void reorderedEventsAreFound() {
        sealedPeople();
        tamper(
                "ledger_link",
                "alter table ledger_link drop constraint ledger_link_event_id_key;"
                        + "update ledger_link l set event_id = o.event_id from ledger_link o"
                        + " where l.position in (4, 5) and o.position = 9 - l.position");
        found(Fault.ALTERED, 4);
    }

    @Test
    void anEventPutInBehindTheSealIsFound() {
        sealedPeople();
        world.asAdministrator(
                """
                insert into ledger_event (organisation_id, contact_id, kind, occurred_at, recorded_at, source, written_in)
                select organisation_id, contact_id, 'opt_in', occurred_at, recorded_at, 'webhook', written_in
                from ledger_event order by id limit 1
                """);
        sealer.seal().await();
        found(Fault.UNCHAINED, 0);
    }

    @Test
    void anEventWrittenNowAsIfLongAgoIsFound() {
        sealedPeople();
        world.asAdministrator(
                """
                insert into ledger_event (organisation_id, contact_id, kind, occurred_at, recorded_at, source)
                select organisation_id, contact_id, 'opt_in', occurred_at - interval '1 year',
                       recorded_at - interval '1 year', 'webhook'
                from ledger_event order by id limit 1
                """);
        sealer.seal().await();
        found(Fault.BACKDATED, 10);
    }

    @Test
    void aCutOffEndIsFoundByTheHeadAlone() {
        sealedPeople();
        tamper("ledger_link", "delete from ledger_link where position > 7");
        found(Fault.TRUNCATED, 8);
    }

    @Test
    void aCutOffEndWithItsHeadIsFoundByAnAnchor() {
        people(3);
        List<ChainHead> noted = anchors.note().await();
        assertThat(noted).hasSize(1);
        cutOff(8);
        found(Fault.TRUNCATED, 8);
        tamper("ledger_anchor", "delete from ledger_anchor");
        assertThat(verify().intact()).isTrue();
        assertThat(verify().json().getString("note")).contains("nobody can tell");
        Verification verification = verifier.verify(world.organisation, noted).await();
        assertThat(verification.broken()).extracting(Verification.Broken::fault).isEqualTo(Fault.TRUNCATED);
    }

    @Test
    void aChainWrittenAnewIsFoundByAnAnchorFromElsewhere() {
        people(3);
        List<ChainHead> noted = Stream.of(anchors.note().await().get(0))
                .map(LedgerAnchors::encode)
                .map(LedgerAnchors::decode)
                .toList();
        tamper("ledger_anchor", "delete from ledger_anchor");
        tamper("ledger_event", "update ledger_event set kind = 'opt_in' where kind = 'opt_out'");
        tamper("ledger_link", "delete from ledger_link");
        tamper("ledger_chain", "delete from ledger_chain; update ledger_seal set sealed_until = '0'");
        sealer.seal().await();
        assertThat(verify().intact()).isTrue();
        Verification verification = verifier.verify(world.organisation, noted).await();
        assertThat(verification.broken()).isEqualTo(new Verification.Broken(9, noted9(), Fault.OTHER_HEAD));
    }

    private Long noted9() {
        return world.rows("select event_id from ledger_link where position = 9")
                .get(0)
                .getLong(0);
    }

    @Test
    void anchorsAreNotedOncePerHead() {
        people(1);
        assertThat(anchors.note().await()).hasSize(1);
        assertThat(anchors.note().await()).isEmpty();
        people(1);
        assertThat(anchors.note().await()).hasSize(1);
        assertThat(anchors.of(world.organisation).await()).hasSize(2);
        assertThat(verify().anchors()).isEqualTo(2);
    }

    @Test
    void dataRestoredOnAnotherServerGoesOnBeingSealed() {
        people(3);
        sealer.seal().await();
        people(2);
        // The numbers of this server's transactions are behind those of the one the data comes from.
        tamper("ledger_event", "update ledger_event set written_in = (written_in::text::bigint + 1000000)::text::xid8");
        world.asAdministrator(
                "update ledger_seal set sealed_until = (sealed_until::text::bigint + 1000000)::text::xid8");
        people(1);
        assertThat(sealer.seal().await()).isEqualTo(9);
        assertThat(sealer.seal().await()).isZero();
        people(1);
        assertThat(sealer.seal().await()).isEqualTo(3);
        assertThat(verify().broken()).isNull();
        assertThat(verify().events()).isEqualTo(21);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger_event set kind = kind",
                "delete from ledger_event",
                "truncate ledger_event cascade",
                "update ledger_text set text = text",
                "truncate ledger_text",
                "update ledger_link set hash = hash",
                "delete from ledger_link",
                "truncate ledger_link",
                "update ledger_anchor set hash = hash",
                "delete from ledger_anchor",
                "update ledger_chain set position = position - 1",
                "delete from ledger_chain"
            })
    void theDatabaseRefusesToForget(String statement) {
        people(1);
        anchors.note().await();
        assertThatThrownBy(() -> world.rows(statement)).hasMessageContaining("ledger");
        // Nor the administrator, as long as the triggers are on.
        assertThatThrownBy(() -> world.asAdministrator(statement)).hasMessageContaining("ledger");
        assertThat(verify().intact()).isTrue();
    }

    /** Each a row of creation, of an opt-in and of a stop in words. */
    private void people(int count) {
        for (int i = 0; i < count; i++) {
            long contact = world.subscriber(chat("p" + world.count("select count(*) from contact")));
            world.stop(contact, world.ago(Duration.ofMinutes(1)));
        }
    }

    private void sealedPeople() {
        people(3);
        sealer.seal().await();
        assertThat(verify().broken()).isNull();
    }

    private Verification verify() {
        return verifier.verify(world.organisation).await();
    }

    private void found(Fault fault, long position) {
        Verification verification = verify();
        assertThat(verification.intact()).isFalse();
        assertThat(verification.broken()).isNotNull();
        assertThat(verification.broken().fault()).isEqualTo(fault);
        assertThat(verification.broken().position()).isEqualTo(position);
        assertThat(verification.json().getJsonObject("broken").getString("message"))
                .isNotBlank();
    }

    private void cutOff(int from) {
        tamper(
                "ledger_event",
                "delete from ledger_text;"
                        + "alter table suppression drop constraint suppression_event_id_fkey;"
                        + "delete from ledger_event where id in (select event_id from ledger_link where position >= "
                        + from + ")");
        tamper("ledger_link", "delete from ledger_link where position >= " + from);
        tamper(
                "ledger_chain",
                "update ledger_chain c set position = l.position, hash = l.hash from ledger_link l"
                        + " where l.position = " + (from - 1));
        tamper("ledger_event", "update ledger_event set text_hash = text_hash");
        tamper(
                "ledger_text",
                "insert into ledger_text select * from kept_text where event_id in (select id from ledger_event)");
    }

    /** As somebody who owns the database would: with the triggers off. */
    private void tamper(String table, String statements) {
        String keep = statements.contains("delete from ledger_text;")
                ? "create table kept_text as select * from ledger_text;"
                : "";
        world.asAdministrator(keep + "alter table " + table + " disable trigger user;" + statements + ";alter table "
                + table + " enable trigger user");
    }
}
