package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.tracing.TracingOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.SendOutcome;
import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.SectionStops;
import org.relais.consent.SectionStore;
import org.relais.consent.federation.FederationService;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.identity.IdentityService.Sighting;
import org.relais.consent.privacy.ErasureService;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.ConsentState;
import org.relais.contact.PersonRecords;
import org.relais.ledger.EventSource;
import org.relais.organisation.Actor;
import org.relais.organisation.FederationStore;
import org.relais.testing.Await;
import org.relais.testing.Keys;
import org.relais.testing.LedgerCheck;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.StatementLog;
import org.relais.testing.TestOrganisation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stop in one section of a federation, while all of them send: nothing to the person begins in any once it is answered. */
@NeedsDatabase
class SectionStopTest {
    private static final Logger LOG = LoggerFactory.getLogger(SectionStopTest.class);
    private static final String NUMBER = "+33639985001";

    private final StatementLog statements = new StatementLog();
    private final Vertx vertx = Vertx.builder()
            .with(new VertxOptions().setTracingOptions(new TracingOptions()))
            .withTracer(options -> statements)
            .build();
    private final DeliveryWorld world = new DeliveryWorld(vertx);
    private final Fingerprints fingerprints = Keys.fingerprints();
    private final Drain drain = new Drain(
            vertx, world.pool, Instant::now, Await.BOUND, new SectionStops(world.pool, fingerprints, Instant::now));
    private final ConsentService consent = new ConsentService(world.pool, fingerprints, drain, Instant::now);
    private final FederationService federations =
            new FederationService(vertx, world.pool, fingerprints, consent, Instant::now);
    private final IdentityService identities =
            new IdentityService(fingerprints, List.<PersonRecords>of(), Instant::now);
    private final List<Long> sections = new ArrayList<>(List.of(world.organisationId));

    @AfterEach
    void end() {
        LedgerCheck.everythingIsIntact(world.pool, fingerprints);
        world.close();
        await(vertx.close());
    }

    /** So many sections of one federation, each with a sender. */
    private void federation(int count) {
        await(federations.create("Fédération"));
        IntStream.rangeClosed(2, count)
                .forEach(number ->
                        sections.add(world.organisation("section-" + number).id()));
        sections.forEach(this::join);
        IntStream.range(0, count).forEach(at -> world.sender(sections.get(at), "fake", Integer.toString(at + 1)));
    }

    private void join(long organisationId) {
        var federation =
                await(new FederationStore().find(world.pool, "Fédération")).orElseThrow();
        assertThat(await(federations.add(Actor.command(organisationId), federation)))
                .isNotNegative();
    }

    /** A subscribed person of an organisation with this number. */
    private long person(long organisationId, String number) {
        long contact =
                world.people(organisationId, 1, "regular", "subscribed", "fake").get(0);
        identify(contact, organisationId, number);
        return contact;
    }

    private void identify(long contact, long organisationId, String number) {
        AddressId identifier = new AddressId("fake", AddressKind.PHONE, number);
        world.execute(
                "update address set kind = 'phone', identifier = '%s', fingerprint = '\\x%s' where contact_id = %d"
                        .formatted(
                                number,
                                HexFormat.of().formatHex(fingerprints.of(organisationId, identifier)),
                                contact));
    }

    /** Another address of theirs; its fingerprint stands nowhere. */
    private long further(long organisationId, long contact) {
        return TestOrganisation.of(world::numbers, organisationId).address(contact, "other");
    }

    private List<Long> everywhere(String number) {
        return sections.stream().map(section -> person(section, number)).toList();
    }

    private Future<ConsentChange> stop(int section, List<Long> people) {
        return consent.stop(
                ConsentEvent.stop(sections.get(section), people.get(section), Instant.now(), EventSource.WEBHOOK));
    }

    private String consentOf(long contact) {
        return world.text("select state from consent where contact_id = " + contact);
    }

    private long listed(long organisationId) {
        return world.number("select count(*) from suppression where organisation_id = " + organisationId);
    }

    @Test
    void aStopInOneSectionIsOneInAll() {
        federation(3);
        List<Long> people = everywhere(NUMBER);
        for (int at = 0; at < 3; at++) {
            world.broadcastTo(sections.get(at), List.of(people.get(at)));
        }
        // What this section has beside the number, no other knows.
        long further = further(sections.get(1), people.get(1));

        ConsentChange change = await(stop(0, people));

        assertThat(change.firstStop()).isTrue();
        assertThat(owed()).isZero();
        assertThat(people).allSatisfy(person -> assertThat(consentOf(person)).isEqualTo("unsubscribed"));
        assertThat(world.states()).containsOnlyKeys("cancelled");
        assertThat(sections).map(this::listed).containsExactly(2L, 2L, 2L);
        assertThat(further).isPositive();
        assertThat(world.numbers("select count(*) from ledger_event where kind = 'suppressed' and contact_id is null"
                        + " and detail ->> 'rule' = 'section' group by organisation_id"))
                .hasSize(3);
        assertThat(world.numbers("select count(*) from ledger_event where kind = 'opt_out' group by organisation_id"))
                .containsExactly(1L, 1L, 1L);
    }

    /** What another section has noted of the person lies ahead of it, and is no reason to write to them there. */
    @Test
    void aStopThatANodeWithAClockBehindHearsIsOneInAll() {
        federation(2);
        List<Long> people = everywhere(NUMBER);
        start(1, people.get(1));
        world.broadcastTo(sections.get(1), List.of(people.get(1)));
        InstantSource behind = InstantSource.offset(InstantSource.system(), Duration.ofHours(-1));
        Drain itsDrain =
                new Drain(vertx, world.pool, behind, Await.BOUND, new SectionStops(world.pool, fingerprints, behind));

        await(new ConsentService(world.pool, fingerprints, itsDrain, behind)
                .stop(ConsentEvent.stop(sections.get(0), people.get(0), behind.instant(), EventSource.PAGE)));

        assertThat(people).allSatisfy(person -> assertThat(consentOf(person)).isEqualTo("unsubscribed"));
        assertThat(sections).map(this::listed).containsExactly(1L, 1L);
        assertThat(world.states()).containsOnlyKeys("cancelled");
    }

    /** So is a list that it reads, by itself, and by whoever takes it up when it dies. */
    @Test
    void whomAListNamesOfANodeWithAClockBehindIsStopped() {
        federation(2);
        long person = person(sections.get(1), NUMBER);
        List<Long> others = List.of(sections.get(1));
        List<AddressId> named = List.of(new AddressId("fake", AddressKind.PHONE, NUMBER));
        InstantSource behind = InstantSource.offset(InstantSource.system(), Duration.ofHours(-1));
        start(1, person);
        await(new ConsentService(world.pool, fingerprints, drain, behind)
                .stopInSections(others, named, behind.instant()));
        assertThat(consentOf(person)).isEqualTo("unsubscribed");

        start(1, person);
        await(world.pool.withTransaction(
                transaction -> new SectionStore().noteNamed(transaction, others, named, behind.instant())));
        await(consent.takeUpSectionStops(Duration.ZERO));
        assertThat(consentOf(person)).isEqualTo("unsubscribed");
    }

    @Test
    void aSectionIsToldOfStopsByACommandWithAClockBehind() {
        federation(1);
        long joining = world.organisation("joining").id();
        long ours = person(sections.get(0), NUMBER);
        long theirs = person(joining, NUMBER);
        InstantSource behind = InstantSource.offset(InstantSource.system(), Duration.ofHours(-1));
        ConsentService its = new ConsentService(
                world.pool,
                fingerprints,
                new Drain(vertx, world.pool, behind, Await.BOUND, new SectionStops(world.pool, fingerprints, behind)),
                behind);
        await(its.stop(ConsentEvent.stop(sections.get(0), ours, behind.instant(), EventSource.PAGE)));
        await(consent.apply(
                ConsentEvent.optIn(joining, theirs, ConsentEvent.OptIn.KEYWORD, Instant.now(), EventSource.WEBHOOK)));
        var federation =
                await(new FederationStore().find(world.pool, "Fédération")).orElseThrow();

        await(new FederationService(vertx, world.pool, fingerprints, its, behind)
                .add(Actor.command(joining), federation));

        assertThat(consentOf(theirs)).as("nobody knows which came first").isEqualTo("unsubscribed");
    }

    /** On a page, by whoever holds one link and posts to it without end. */
    @Test
    void aStopThatIsRepeatedCountsFromThenOnEverywhereAndFillsNoLedger() {
        federation(2);
        List<Long> people = everywhere(NUMBER);
        await(stop(0, people));
        Instant between = Instant.now();
        long events = world.number("select count(*) from ledger_event");

        assertThat(await(consent.stopAgain(sections.get(0), people.get(0)))).isTrue();

        assertThat(world.number("select count(*) from ledger_event")).isEqualTo(events);
        for (int at = 0; at < 2; at++) {
            assertThat(await(consent.apply(ConsentEvent.optIn(
                                    sections.get(at),
                                    people.get(at),
                                    ConsentEvent.OptIn.KEYWORD,
                                    between,
                                    EventSource.WEBHOOK)))
                            .after())
                    .isEqualTo(ConsentState.UNSUBSCRIBED);
        }
        start(0, people.get(0));
        assertThat(await(consent.stopAgain(sections.get(0), people.get(0))))
                .as("they are back, and it is a stop like any other")
                .isFalse();
    }

    @Test
    void nothingBeginsInAnySectionAfterTheAnswer() {
        federation(3);
        FakeChannel channel = new FakeChannel(
                "fake",
                FakeChannel.FAST,
                List.of("1", "2", "3"),
                permit -> Future.succeededFuture(SendOutcome.accepted("m" + permit.deliveryId())));
        List<List<Long>> everybody = IntStream.range(0, 30)
                .mapToObj(number -> everywhere("+3363998" + (6000 + number)))
                .toList();
        for (int at = 0; at < 3; at++) {
            int section = at;
            for (int broadcast = 0; broadcast < 10; broadcast++) {
                world.broadcastTo(
                        sections.get(section),
                        everybody.stream().map(people -> people.get(section)).toList());
            }
        }
        world.engine(
                new ChannelRegistry(List.of(channel)), new PlainRenderer(), channel::stopped, drain, world.settings());

        List<Future<Long>> answers = IntStream.range(0, 30)
                .mapToObj(number -> stop(number % 3, everybody.get(number)).map(change -> System.nanoTime()))
                .toList();
        List<Long> answered = answers.stream()
                .map(answer -> Objects.requireNonNull(await(answer)))
                .toList();
        eventually("nothing is open", () -> world.open() == 0);

        assertThat(IntStream.range(0, 30).boxed()).allSatisfy(number -> assertThat(everybody.get(number))
                .allSatisfy(person -> assertThat(channel.begunAfter(person, answered.get(number)))
                        .isZero()));
        assertThat(world.disagreement()).isEmpty();
    }

    /** Its node died between commit and answer; what the platform delivers again is enforced again. */
    @Test
    void aStopThatWasCommittedOnlyIsCarriedOutWhenItComesAgain() {
        federation(3);
        List<Long> people = everywhere(NUMBER);
        world.broadcastTo(sections.get(1), List.of(people.get(1)));
        await(consent.commit(ConsentEvent.stop(sections.get(0), people.get(0), Instant.now(), EventSource.WEBHOOK)));
        assertThat(sections).map(this::listed).containsExactly(1L, 1L, 1L);
        assertThat(consentOf(people.get(1))).isEqualTo("subscribed");

        await(consent.enforceAgain(sections.get(0), people.get(0)));

        assertThat(people).map(this::consentOf).containsOnly("unsubscribed");
        assertThat(world.states()).containsOnlyKeys("cancelled");
    }

    /** Its node died between commit and answer, and nobody repeats what was clicked on a page: any node sees it through. */
    @Test
    void aStopThatWasCommittedOnlyIsSeenThroughByAnyNode() {
        federation(3);
        List<Long> people = everywhere(NUMBER);
        world.broadcastTo(sections.get(1), List.of(people.get(1)));
        await(consent.commit(ConsentEvent.stop(sections.get(0), people.get(0), Instant.now(), EventSource.CONSOLE)));
        await(consent.takeUpSectionStops(Duration.ofMinutes(1)));
        assertThat(consentOf(people.get(1))).as("its own node is left time").isEqualTo("subscribed");

        await(consent.takeUpSectionStops(Duration.ZERO));

        assertThat(people).map(this::consentOf).containsOnly("unsubscribed");
        assertThat(world.states()).containsOnlyKeys("cancelled");
        assertThat(owed()).isZero();
    }

    @Test
    void whatIsOwedByASectionThatHasLeftIsForgotten() {
        federation(2);
        List<Long> people = everywhere(NUMBER);
        await(consent.commit(ConsentEvent.stop(sections.get(0), people.get(0), Instant.now(), EventSource.CONSOLE)));
        assertThat(owed()).isEqualTo(1);
        world.execute("update organisation set federation_id = null where id = " + sections.get(0));

        await(consent.takeUpSectionStops(Duration.ZERO));

        assertThat(owed()).isZero();
        assertThat(consentOf(people.get(1))).isEqualTo("subscribed");
        // The ledger is to know of a consent that is verified.
        await(stop(1, people));
        assertThat(owed()).isZero();
    }

    /** Stops that some section may not have followed yet. */
    private long owed() {
        return world.number("select count(*) from section_stop");
    }

    @Test
    void whoIsErasedInOneSectionIsWrittenToInNone() {
        federation(2);
        List<Long> people = everywhere(NUMBER);
        ErasureService erasures =
                new ErasureService(world.pool, consent, fingerprints, List.<PersonRecords>of(), Instant::now);

        await(erasures.erase(Actor.command(sections.get(0)), people.get(0)));

        assertThat(consentOf(people.get(1))).isEqualTo("unsubscribed");
        assertThat(sections).map(this::listed).containsExactly(1L, 1L);
        assertThat(resolve(sections.get(0), NUMBER).state()).isEqualTo(ConsentState.UNSUBSCRIBED);
    }

    @Test
    void whoStopsUnderOneAddressStopsUnderAllInEverySection() {
        federation(3);
        // The first section knows the number, the third another address, and the second both.
        long first = person(sections.get(0), NUMBER);
        long second = person(sections.get(1), NUMBER);
        long third = world.people(sections.get(2), 1, "regular", "subscribed", "other")
                .get(0);
        further(sections.get(1), second);
        world.execute(
                "update address set kind = 'chat', identifier = (select identifier from address where contact_id = "
                        + second + " and channel = 'other') where contact_id = " + third);

        await(consent.stop(ConsentEvent.stop(sections.get(0), first, Instant.now(), EventSource.WEBHOOK)));

        assertThat(List.of(first, second, third)).map(this::consentOf).containsOnly("unsubscribed");
    }

    @Test
    void threeStopsAtOnceNeverWaitCrosswise() {
        federation(3);
        for (int round = 0; round < 200; round++) {
            List<Long> people = everywhere("+336399" + (10_000 + round));
            List<Future<ConsentChange>> stops =
                    Stream.of(2, 0, 1).map(section -> stop(section, people)).toList();
            stops.forEach(Await::result);
            assertThat(people)
                    .allSatisfy(person -> assertThat(consentOf(person)).isEqualTo("unsubscribed"));
        }
        world.execute("select pg_stat_force_next_flush()");
        assertThat(world.number("select deadlocks from pg_stat_database where datname = current_database()"))
                .isZero();
        assertThat(sections).map(this::listed).containsExactly(200L, 200L, 200L);
    }

    @Test
    void whoeverIsAddedLaterIsStoppedThere() {
        federation(2);
        long person = person(sections.get(0), NUMBER);
        await(consent.stop(ConsentEvent.stop(sections.get(0), person, Instant.now(), EventSource.API)));

        assertThat(resolve(sections.get(1), NUMBER).state()).isEqualTo(ConsentState.UNSUBSCRIBED);
    }

    private IdentityService.Resolved resolve(long organisationId, String number) {
        Sighting sighting = new Sighting(
                organisationId,
                null,
                List.of(new AddressId("fake", AddressKind.PHONE, number)),
                "Ada",
                "fr",
                Instant.now(),
                null,
                null);
        return Objects.requireNonNull(
                await(world.pool.withTransaction(transaction -> identities.resolve(transaction, sighting))));
    }

    /** Their contact is committed after the stop was answered, by a transaction that had looked at the list before. */
    @Test
    void whoeverIsAddedMeanwhileIsNotWrittenTo() throws Exception {
        federation(2);
        FakeChannel channel = new FakeChannel(
                "fake",
                FakeChannel.FAST,
                List.of("1", "2"),
                permit -> Future.succeededFuture(SendOutcome.accepted("m" + permit.deliveryId())));
        long person = person(sections.get(0), NUMBER);
        long late = person(sections.get(1), "+33639985999");
        long further = further(sections.get(1), late);
        try (var other = world.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            AddressId identifier = new AddressId("fake", AddressKind.PHONE, NUMBER);
            statement.execute(
                    "update address set identifier = '%s', fingerprint = '\\x%s' where contact_id = %d and kind = 'phone'"
                            .formatted(
                                    NUMBER,
                                    HexFormat.of().formatHex(fingerprints.of(sections.get(1), identifier)),
                                    late));
            await(consent.stop(ConsentEvent.stop(sections.get(0), person, Instant.now(), EventSource.API)));
            other.commit();
        }
        // The message is for the address that the list has not.
        world.execute("update address set channel = 'fake', last_inbound_at = now() where id = " + further);
        world.broadcastTo(sections.get(1), List.of(late));
        world.engine(
                new ChannelRegistry(List.of(channel)), new PlainRenderer(), channel::stopped, drain, world.settings());

        eventually("it is judged", () -> world.open() == 0);

        assertThat(channel.begunTo(late)).isZero();
        assertThat(world.text("select state || ' ' || reason from delivery")).isEqualTo("suppressed suppressed");
        // Their own START is what ends it.
        start(1, late);
        assertThat(listed(sections.get(1))).isZero();
        assertThat(listed(sections.get(0))).isEqualTo(1);
    }

    private void start(int section, long contact) {
        assertThat(await(consent.apply(ConsentEvent.optIn(
                                sections.get(section),
                                contact,
                                ConsentEvent.OptIn.KEYWORD,
                                Instant.now(),
                                EventSource.WEBHOOK)))
                        .after())
                .isEqualTo(ConsentState.SUBSCRIBED);
    }

    @Test
    void aStartInOneSectionIsOneThereOnly() {
        federation(3);
        List<Long> people = everywhere(NUMBER);
        await(stop(0, people));

        start(1, people.get(1));

        assertThat(people).map(this::consentOf).containsExactly("unsubscribed", "subscribed", "unsubscribed");
        assertThat(sections).map(this::listed).containsExactly(1L, 0L, 1L);
        // The stop's webhook comes again: it is older than their start.
        await(consent.enforceAgain(sections.get(0), people.get(0)));
        assertThat(consentOf(people.get(1))).isEqualTo("subscribed");
        // They stop anew, in the third section.
        await(stop(2, people));
        assertThat(consentOf(people.get(1))).isEqualTo("unsubscribed");
        assertThat(sections).map(this::listed).containsExactly(1L, 1L, 1L);
    }

    @Test
    void aSectionThatJoinsLearnsOfEveryStopBefore() {
        federation(2);
        long joining = world.organisation("joining").id();
        world.sender(joining, "fake", "9");
        List<Long> before = everywhere(NUMBER);
        await(stop(0, before));
        long theirs = person(joining, NUMBER);
        long stoppedThere = person(joining, "+33639985002");
        long ours = person(sections.get(1), "+33639985002");
        await(consent.stop(ConsentEvent.stop(joining, stoppedThere, Instant.now(), EventSource.API)));
        world.broadcastTo(joining, List.of(theirs));
        world.broadcastTo(sections.get(1), List.of(ours));

        join(joining);

        assertThat(List.of(theirs, ours)).map(this::consentOf).containsOnly("unsubscribed");
        assertThat(world.states()).containsOnlyKeys("cancelled");
        assertThat(List.of(sections.get(0), sections.get(1), joining))
                .map(this::listed)
                .containsOnly(2L);
        join(joining);
        assertThat(world.number(
                        "select count(*) from audit_event where action = 'federation.join' and organisation_id = "
                                + joining))
                .isEqualTo(1);
    }

    @Test
    void aSectionJoinsWhileStopsComeIn() {
        federation(2);
        long joining = world.organisation("joining").id();
        List<List<Long>> everybody = IntStream.range(0, 40)
                .mapToObj(number -> Stream.concat(
                                everywhere("+3363998" + (7000 + number)).stream(),
                                Stream.of(person(joining, "+3363998" + (7000 + number))))
                        .toList())
                .toList();
        List<Future<ConsentChange>> stops = new ArrayList<>();
        IntStream.range(0, 20).forEach(number -> stops.add(stop(number % 2, everybody.get(number))));
        var federation =
                await(new FederationStore().find(world.pool, "Fédération")).orElseThrow();
        Future<Long> joined = federations.add(Actor.command(joining), federation);
        IntStream.range(20, 40).forEach(number -> stops.add(stop(number % 2, everybody.get(number))));
        stops.forEach(Await::result);
        await(joined);

        assertThat(everybody)
                .allSatisfy(people -> assertThat(people).map(this::consentOf).containsOnly("unsubscribed"));
    }

    /** A stop that had read its organisation before it joined, and commits after: the joining waits for it. */
    @Test
    void aJoiningSectionWaitsForWhatIsUnderWay() throws Exception {
        federation(1);
        long joining = world.organisation("joining").id();
        long one = person(joining, NUMBER);
        long other = person(sections.get(0), NUMBER);
        var federation =
                await(new FederationStore().find(world.pool, "Fédération")).orElseThrow();
        var connection = await(world.pool.getConnection());
        var transaction = await(connection.begin());
        await(consent.apply(connection, ConsentEvent.stop(joining, one, Instant.now(), EventSource.API)));

        Future<Long> joined = federations.add(Actor.command(joining), federation);
        eventually(
                "it has joined",
                () -> world.number("select count(*) from organisation where federation_id is not null") == 2);
        assertThat(joined.isComplete()).isFalse();
        await(transaction.commit());
        await(connection.close());

        assertThat(await(joined)).isEqualTo(1);
        assertThat(consentOf(other)).isEqualTo("unsubscribed");
    }

    @Test
    void withoutAFederationNothingMoreIsAsked() {
        long person = person(world.organisationId, NUMBER);
        await(consent.stop(ConsentEvent.stop(world.organisationId, person, Instant.now(), EventSource.API)));
        long another = person(world.organisationId, "+33639985002");
        statements.clear();
        await(consent.stop(ConsentEvent.stop(world.organisationId, another, Instant.now(), EventSource.API)));

        // Lock, clock, ledger, consent, addresses, list; and the outbox, until it is empty. A new connection has its
        // own.
        assertThat(statements.all().stream()
                        .map(StatementLog.Sent::sql)
                        .filter(sql -> !sql.startsWith("set ") && !sql.contains("system_identifier"))
                        .map(sql -> sql.replaceAll("^/\\*.*?\\*/ ", "").split(" ", 3)[0]))
                .containsExactly("select", "select", "insert", "update", "select", "insert", "with");
    }

    @Test
    void fiftySections() {
        federation(50);
        List<Long> one = List.of(person(sections.get(0), NUMBER));
        measure("one section knows the person", one);
        List<Long> people = everywhere("+33639985003");
        measure("all fifty know the person", people);
        assertThat(people).map(this::consentOf).containsOnly("unsubscribed");
        assertThat(sections).map(this::listed).containsOnly(2L);
    }

    private void measure(String what, List<Long> people) {
        statements.clear();
        long from = System.nanoTime();
        await(stop(0, people));
        LOG.info(
                "50 sections, {}: {} ms, {} statements",
                what,
                (System.nanoTime() - from) / 1_000_000,
                statements.all().size());
    }
}
