package org.relais.consent.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relais.consent.ConsentWorld.chat;
import static org.relais.consent.ConsentWorld.phone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.ConsentWorld;
import org.relais.consent.Fingerprints;
import org.relais.consent.StopEnforcer;
import org.relais.consent.SuppressionStore;
import org.relais.consent.privacy.ErasureService;
import org.relais.consent.replay.LedgerReplay.Replayed;
import org.relais.contact.AddressId;
import org.relais.contact.ConsentState;
import org.relais.database.DatabaseAddress;
import org.relais.database.Paging;
import org.relais.ledger.EventSource;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEvent;
import org.relais.ledger.LedgerSealer;
import org.relais.ledger.LedgerVerifier;
import org.relais.organisation.Actor;
import org.relais.organisation.Door;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Role;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;

/** Stop, restore a backup from before it, replay the export: the person can't be messaged. */
@NeedsDatabase
class LedgerReplayTest {
    private static final AddressId ANNE = phone("+33611111111");
    private static final AddressId BILAL = phone("+33622222222");
    private static final AddressId NEW_CHAT = chat("777");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private ConsentWorld world = new ConsentWorld();
    private @Nullable DatabaseAddress backup;
    private final List<ConsentWorld> restored = new ArrayList<>();

    private long anne;
    private long bilal;

    @BeforeEach
    void begin() {
        anne = world.subscriber(ANNE);
        bilal = world.subscriber(BILAL);
        new LedgerSealer(world.pool(), world.clock).seal().await();
    }

    @AfterEach
    void close() {
        world.close();
        restored.forEach(ConsentWorld::close);
    }

    /** Takes a backup; the service goes on a minute later. */
    private void backUp() {
        world.close();
        backup = TestDatabase.copy(world.address);
        world = new ConsentWorld(world.address);
        later(world, Duration.ofMinutes(1));
    }

    private static void later(ConsentWorld world, Duration duration) {
        world.now.updateAndGet(now -> now.plus(duration));
    }

    private ConsentWorld restore() {
        ConsentWorld older = new ConsentWorld(TestDatabase.copy(java.util.Objects.requireNonNull(backup)));
        restored.add(older);
        later(older, Duration.ofHours(1));
        return older;
    }

    private static Organisation organisation(ConsentWorld world) {
        return new OrganisationStore(world.clock)
                .find(world.pool(), world.organisation)
                .await()
                .orElseThrow();
    }

    private Path export(@Nullable Instant since) throws IOException {
        Path file = directory.resolve("ledger.jsonl");
        new LedgerExport(world.pool(), world.fingerprints, world.clock).write(organisation(world), since, file);
        return file;
    }

    private static LedgerReplay replay(ConsentWorld on, Fingerprints fingerprints) {
        ErasureService erasures = new ErasureService(on.pool(), on.consent, fingerprints, List.of(), on.clock);
        return new LedgerReplay(on.pool(), fingerprints, on.consent, erasures, on.clock);
    }

    private static Replayed replay(ConsentWorld on, Path file) throws IOException {
        return replay(on, on.fingerprints).replay(organisation(on), file);
    }

    private static @Nullable String refusal(ConsentWorld world, long contact) {
        return world.rows("select refusal from messageable where contact_id = $1", contact)
                .get(0)
                .getString("refusal");
    }

    private static long ledgerRows(ConsentWorld world) {
        return world.count("select count(*) from ledger_event where organisation_id = $1", world.organisation);
    }

    @Test
    void whoStoppedAfterTheBackupCannotBeMessagedAfterTheReplay() throws IOException {
        backUp();
        Instant stopped = world.now.get();
        world.stop(anne, stopped);
        Path file = export(null);
        ConsentWorld older = restore();
        assertThat(refusal(older, anne)).isNull();

        Replayed replayed = replay(older, file);
        assertThat(replayed.stopped()).isOne();
        assertThat(replayed.common()).isPositive();
        assertThat(replayed.forgotten()).isOne();
        assertThat(refusal(older, anne)).isEqualTo("unsubscribed");
        assertThat(older.enforced).containsExactly(anne);
        assertThat(older.listed(older.organisation, ANNE)).isTrue();
        assertThat(refusal(older, bilal)).isNull();
        LedgerEvent evidence = new Ledger(older.clock, new java.security.SecureRandom())
                .ofContact(older.pool(), older.organisation, anne, Paging.NEWEST, 1)
                .await()
                .get(0);
        assertThat(evidence.source()).isEqualTo(EventSource.REPLAY);
        assertThat(evidence.occurredAt()).isEqualTo(stopped);
        assertThat(evidence.sourceReference()).matches("ledger export of .*, position \\d+");

        long rows = ledgerRows(older);
        Replayed again = replay(older, file);
        assertThat(again.stopped() + again.held() + again.erased() + again.listed())
                .isZero();
        assertThat(ledgerRows(older)).isEqualTo(rows);
        assertThat(new LedgerVerifier(older.pool(), older.clock)
                        .verify(older.organisation)
                        .await()
                        .intact())
                .isTrue();
    }

    /** Its time is older than that of their opt-in, which it came behind all the same. */
    @Test
    void aStopThatANodeWithAClockBehindHeardIsReplayed() throws IOException {
        backUp();
        Instant now = world.now.get();
        world.now.set(now.minus(Duration.ofHours(2)));
        world.apply(ConsentEvent.stop(world.organisation, anne, world.now.get(), EventSource.PAGE));
        world.hold(bilal, world.now.get());
        world.now.set(now);
        Path file = export(null);
        ConsentWorld older = restore();

        Replayed replayed = replay(older, file);

        assertThat(replayed.stopped()).isOne();
        assertThat(replayed.held()).isOne();
        assertThat(refusal(older, anne)).isEqualTo("unsubscribed");
        assertThat(refusal(older, bilal)).isEqualTo("held");
        assertThat(older.listed(older.organisation, ANNE)).isTrue();
    }

    /** This world's clock is days behind the database's. */
    @Test
    void aStopByPageOfANodeWithAClockBehindIsEndedByNothingThatWasWrittenBeforeIt() {
        world.apply(ConsentEvent.stop(world.organisation, anne, world.now.get(), EventSource.PAGE));
        world.now.set(Instant.now());

        world.start(anne, world.now.get().minus(Duration.ofMinutes(5)));
        assertThat(refusal(world, anne)).isEqualTo("unsubscribed");
        world.start(anne, Instant.now());
        assertThat(refusal(world, anne)).isNull();
    }

    /** What they wrote between the two comes to the restored service before the replay does. */
    @Test
    void aStopThatWasRepeatedIsOfTheLastTime() throws IOException {
        backUp();
        Instant first = world.now.get();
        world.stop(anne, first);
        later(world, Duration.ofMinutes(10));
        world.stop(anne, world.now.get());
        Path file = export(null);
        ConsentWorld older = restore();
        older.start(anne, first.plus(Duration.ofMinutes(5)));

        assertThat(replay(older, file).stopped()).isOne();

        assertThat(refusal(older, anne)).isEqualTo("unsubscribed");
    }

    /** The stop was another section's; this one's list, and so its export, has it from the stop's own commit on. */
    @Test
    void whoStoppedInAnotherSectionAfterTheBackupCannotBeMessagedEither() throws IOException {
        world.rows("insert into federation (name, created_at) values ('Fédération', now()) returning id");
        world.rows("update organisation set federation_id = (select id from federation) returning id");
        long theirs = world.inTransaction(transaction -> world.identities.resolve(
                        transaction, ConsentWorld.sighting(world.other, world.now.get(), ANNE)))
                .contactId();
        backUp();
        world.apply(ConsentEvent.stop(world.other, theirs, world.now.get(), EventSource.WEBHOOK));
        assertThat(refusal(world, anne)).isEqualTo("suppressed");
        Path file = export(null);
        ConsentWorld older = restore();
        assertThat(refusal(older, anne)).isNull();

        assertThat(replay(older, file).stopped()).isOne();

        assertThat(refusal(older, anne)).isEqualTo("unsubscribed");
        assertThat(refusal(older, bilal)).isNull();
    }

    @Test
    void whoCameAfterTheBackupIsFoundByFingerprintAndNobodyElseByTheirNumber() throws IOException {
        backUp();
        long newcomer = world.subscriber(NEW_CHAT);
        world.stop(newcomer, world.now.get());
        Path file = export(null);
        ConsentWorld older = restore();
        // The id goes to somebody else here.
        long stranger = older.subscriber(chat("another"));
        assertThat(stranger).isEqualTo(newcomer);

        Replayed replayed = replay(older, file);
        assertThat(refusal(older, stranger)).isNull();
        assertThat(replayed.stopped()).isZero();
        assertThat(replayed.listed()).isOne();
        assertThat(older.state(older.seen(NEW_CHAT).contactId())).isEqualTo(ConsentState.UNSUBSCRIBED);
    }

    @Test
    void anAddressThatWasGainedAfterTheBackupIsListed() throws IOException {
        backUp();
        assertThat(world.seen(ANNE, NEW_CHAT).contactId()).isEqualTo(anne);
        world.stop(anne, world.now.get());
        ConsentWorld older = restore();
        replay(older, export(null));
        assertThat(older.listed(older.organisation, NEW_CHAT)).isTrue();
        assertThat(refusal(older, anne)).isEqualTo("unsubscribed");
    }

    @Test
    void whoHasComeBackSinceStaysSubscribed() throws IOException {
        backUp();
        world.stop(anne, world.now.get());
        ConsentWorld older = restore();
        older.start(anne, older.now.get());
        Replayed replayed = replay(older, export(null));
        assertThat(replayed.stopped() + replayed.listed()).isZero();
        assertThat(refusal(older, anne)).isNull();
        assertThat(older.listed(older.organisation, ANNE)).isFalse();
    }

    @Test
    void anOptInIsNeverReplayed() throws IOException {
        world.stop(bilal, world.now.get());
        backUp();
        world.start(bilal, world.now.get());
        world.stop(anne, world.now.get());
        later(world, Duration.ofMinutes(1));
        world.start(anne, world.now.get());
        ConsentWorld older = restore();
        Replayed replayed = replay(older, export(null));
        assertThat(replayed.stopped()).isZero();
        assertThat(refusal(older, bilal)).isEqualTo("unsubscribed");
        assertThat(refusal(older, anne)).isNull();
    }

    @Test
    void whoWasHeldIsHeldAndWhoWasErasedIsErased() throws IOException {
        backUp();
        world.hold(anne, world.now.get());
        new ErasureService(world.pool(), world.consent, world.fingerprints, List.of(), world.clock)
                .erase(new Actor(world.organisation, "organiser:7", Role.OWNER, Door.CONSOLE), bilal)
                .await();
        ConsentWorld older = restore();
        Replayed replayed = replay(older, export(null));
        assertThat(replayed.held()).isOne();
        assertThat(replayed.erased()).isOne();
        assertThat(refusal(older, anne)).isEqualTo("held");
        assertThat(older.count("select count(*) from contact where id = $1 and erased_at is not null", bilal))
                .isOne();
        assertThat(older.listed(older.organisation, BILAL)).isTrue();
    }

    @Test
    void anImportedSuppressionListIsPutBack() throws IOException {
        backUp();
        AddressId listed = phone("+33633333333");
        new SuppressionStore()
                .add(
                        world.pool(),
                        world.fingerprints,
                        world.organisation,
                        List.of(listed, BILAL),
                        new SuppressionStore.Basis("import", null),
                        world.now.get())
                .await();
        ConsentWorld older = restore();
        Replayed replayed = replay(older, export(null));
        assertThat(replayed.stopped()).isOne();
        assertThat(older.listed(older.organisation, listed)).isTrue();
        assertThat(refusal(older, bilal)).isEqualTo("unsubscribed");
        assertThat(older.seen(listed).state()).isEqualTo(ConsentState.UNSUBSCRIBED);
    }

    @Test
    void aKeyThatWasReplacedAfterTheBackupStillFindsThePerson() throws IOException {
        backUp();
        Fingerprints rotated = new Fingerprints(List.of(ConsentWorld.key("k2", 2), ConsentWorld.KEY));
        ConsentService consent = new ConsentService(
                world.pool(),
                rotated,
                (organisation, contact) ->
                        io.vertx.core.Future.succeededFuture(new StopEnforcer.Enforced(0, List.of())),
                world.clock);
        consent.stop(ConsentEvent.stop(world.organisation, anne, world.now.get(), EventSource.API))
                .await();
        Path file = directory.resolve("rotated.jsonl");
        new LedgerExport(world.pool(), rotated, world.clock).write(organisation(world), world.now.get(), file);
        ConsentWorld older = restore();
        assertThatThrownBy(() -> replay(older, file)).hasMessageContaining("the seal is not that of a suppression key");
        replay(older, rotated).replay(organisation(older), file);
        assertThat(refusal(older, anne)).isEqualTo("unsubscribed");
    }

    @Test
    void anExportSinceADayContinuesTheRestoredChainOrIsRefused() throws IOException {
        backUp();
        world.stop(anne, world.now.get());
        new LedgerSealer(world.pool(), world.clock).seal().await();
        later(world, Duration.ofDays(1));
        world.stop(bilal, world.now.get());
        ConsentWorld older = restore();
        Path tooLate = export(world.now.get().minus(Duration.ofHours(1)));
        assertThatThrownBy(() -> replay(older, tooLate))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use an export that begins earlier");
        assertThat(refusal(older, bilal)).isNull();
        Replayed replayed = replay(older, export(world.now.get().minus(Duration.ofDays(1))));
        assertThat(replayed.stopped()).isEqualTo(2);
        assertThat(replayed.events()).isEqualTo(2);
    }

    @Test
    void aServiceThatRanOnTheRestoredDataDoesNotHideTheStop() throws IOException {
        backUp();
        world.stop(anne, world.now.get());
        Path file = export(null);
        ConsentWorld older = restore();
        older.hold(bilal, older.now.get());
        new LedgerSealer(older.pool(), older.clock).seal().await();
        assertThat(replay(older, file).stopped()).isOne();
        assertThat(refusal(older, anne)).isEqualTo("unsubscribed");
    }

    @Test
    void aFileThatWasAlteredIsRefusedAndChangesNothing() throws IOException {
        backUp();
        world.stop(anne, world.now.get());
        Path file = export(null);
        List<String> lines = Files.readAllLines(file);
        int stop = lines.indexOf(lines.stream()
                .filter(line -> line.contains("\"kind\":\"opt_out\""))
                .findFirst()
                .orElseThrow());
        ConsentWorld older = restore();
        long rows = ledgerRows(older);

        List<String> other = new ArrayList<>(lines);
        other.set(stop, lines.get(stop).replace("\"contact\":" + anne, "\"contact\":" + bilal));
        refused(older, other, "line " + (stop + 1) + ": the chain of hashes is broken");
        List<String> cut = new ArrayList<>(lines);
        cut.remove(stop);
        refused(older, cut, "lines are missing");
        refused(older, lines.subList(0, lines.size() - 1), "its end is missing");
        List<String> shortened = lines.stream()
                .filter(line -> !line.contains("fingerprint"))
                .map(line -> line.replace("\"listed\":1", "\"listed\":0"))
                .collect(Collectors.toList());
        refused(older, shortened, "the seal is not that of a suppression key");
        List<String> noise = new ArrayList<>(lines);
        noise.add(3, "\u0000 not JSON");
        refused(older, noise, "line 4: no line of an exported ledger");
        refused(older, List.of(), "not a whole exported ledger");
        refused(older, List.of("x".repeat(2 << 20)), "a line of more than a megabyte");
        assertThat(ledgerRows(older)).isEqualTo(rows);
        assertThat(refusal(older, anne)).isNull();
    }

    private void refused(ConsentWorld older, List<String> lines, String why) throws IOException {
        Path file = directory.resolve("altered.jsonl");
        Files.write(file, lines);
        assertThatThrownBy(() -> replay(older, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void theFileNamesNobodyAndIsItsOwnersOnly() throws IOException {
        world.apply(ConsentEvent.stop(world.organisation, anne, world.now.get(), EventSource.WEBHOOK)
                .words("Laissez Zoé tranquille", "fr"));
        Path file = export(null);
        assertThat(Files.readString(file))
                .contains("\"kind\":\"opt_out\"")
                .doesNotContain("Zoé", "33611111111", "tranquille");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aLedgerOfAnotherOrganisationIsRefused() throws IOException {
        Path file = directory.resolve("other.jsonl");
        Organisation other = new OrganisationStore(world.clock)
                .find(world.pool(), world.other)
                .await()
                .orElseThrow();
        new LedgerExport(world.pool(), world.fingerprints, world.clock).write(other, null, file);
        assertThatThrownBy(() -> replay(world, file)).hasMessageContaining("of another organisation");
    }
}
