package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.relais.channel.Channel;
import org.relais.channel.ChannelRegistry;
import org.relais.contact.ContactStore;
import org.relais.database.Database;
import org.relais.delivery.DeliveryEngine;
import org.relais.delivery.DeliveryWorld;
import org.relais.delivery.FakeChannel;
import org.relais.delivery.Outbox;
import org.relais.delivery.TemplateRenderer;
import org.relais.inbox.ThreadCursor;
import org.relais.inbox.ThreadEntry;
import org.relais.inbox.ThreadService;
import org.relais.organisation.Actor;
import org.relais.organisation.Door;
import org.relais.organisation.Role;
import org.relais.template.OrganisationProfiles;
import org.relais.template.PersonalVariables;

/** The real parts of a broadcast on a database of its own: service, runner, engine, and channels that a test answers for. */
final class BroadcastWorld implements AutoCloseable {
    static final String ACTOR = "tests";

    final DeliveryWorld world;
    final long organisationId;
    final ChannelRegistry channels;
    final FakeChannel fake;
    final BroadcastRunner runner;
    final BroadcastService service;

    private final List<BroadcastRunner> runners = new ArrayList<>();
    private final List<Pool> pools = new ArrayList<>();
    private volatile Duration behind = Duration.ZERO;

    /** One channel, {@code fake}. */
    BroadcastWorld(Vertx vertx, FakeChannel fake, int pageSize) {
        this(vertx, fake, List.of(fake), pageSize);
    }

    BroadcastWorld(Vertx vertx, FakeChannel fake, List<Channel> all, int pageSize) {
        this.world = new DeliveryWorld(vertx);
        this.organisationId = world.organisationId;
        this.fake = fake;
        this.channels = new ChannelRegistry(all);
        world.execute(
                "update organisation set purpose = '{\"fr\": \"entraide entre voisins\", \"en\": \"neighbours helping each other\"}'");
        all.forEach(channel -> channel.senders().forEach(sender -> world.sender(channel.kind(), sender.externalId())));
        this.runner = runner(pageSize);
        this.service =
                new BroadcastService(world.pool, channels, PersonalVariables.NONE, runner, new Random(7), clock());
    }

    /** A runner of this database that does not run yet. */
    BroadcastRunner runner(int pageSize) {
        Pool pool = Database.pool(world.vertx, world.address, 3);
        pools.add(pool);
        BroadcastRunner made = new BroadcastRunner(
                world.vertx,
                pool,
                new Outbox(clock()),
                organisation -> wake(),
                clock(),
                new Expansion(pool, channels, clock(), pageSize));
        runners.add(made);
        return made;
    }

    private final List<DeliveryEngine> engines = new ArrayList<>();

    private void wake() {
        engines.forEach(engine -> engine.wake(organisationId));
    }

    @CanIgnoreReturnValue
    DeliveryEngine engine() {
        DeliveryEngine engine = world.engine(
                channels,
                new TemplateRenderer(
                        new OrganisationProfiles(world.pool, clock(), Duration.ofSeconds(1), () -> 0),
                        PersonalVariables.NONE,
                        clock()),
                fake::stopped,
                world.drain(),
                world.settings());
        engines.add(engine);
        return engine;
    }

    /** Everything runs. */
    @CanIgnoreReturnValue
    BroadcastWorld running() {
        engine();
        runner.start();
        return this;
    }

    InstantSource clock() {
        return () -> Instant.now().minus(behind);
    }

    /** Sets every clock of a broadcast back; the engine's own is not touched. */
    void clockBehind(Duration duration) {
        behind = duration;
    }

    /** A message to everyone. */
    static JsonObject draft() {
        return new JsonObject(
                """
                {"title": "Fête de quartier",
                 "audience": {"everyone": true},
                 "message": {"language": "fr",
                             "body": {"fr": "Bonjour {{first_name|à vous}}, venez samedi !",
                                      "en": "Hello {{first_name|there}}, come on Saturday!"}}}
                """);
    }

    /** The same for an audience. */
    static JsonObject draft(JsonObject audience) {
        return draft().put("audience", audience);
    }

    long create(JsonObject json) {
        return await(created(json)).id();
    }

    /** Composes it; fails with everything that is wrong. */
    Future<Broadcast> created(JsonObject json) {
        return Future.<BroadcastDraft>future(promise -> promise.complete(BroadcastDraft.decode(json)))
                .compose(draft -> service.create(actor(), draft));
    }

    /** What the first of its people was sent, oldest first, as their conversation shows it. */
    List<ThreadEntry.Sent> conversation() {
        return await(new ContactStore()
                        .find(world.pool, organisationId, world.number("select min(id) from contact"))
                        .compose(contact -> new ThreadService(
                                        world.pool, new ChannelRegistry(List.of(fake)), PersonalVariables.NONE)
                                .page(contact.orElseThrow(), ThreadCursor.NOW, 10)))
                .entries()
                .stream()
                .filter(ThreadEntry.Sent.class::isInstance)
                .map(ThreadEntry.Sent.class::cast)
                .toList();
    }

    Actor actor() {
        return new Actor(organisationId, ACTOR, Role.ORGANISER, Door.API);
    }

    /** Composes and starts. */
    long send(JsonObject json) {
        long id = create(json);
        assertThat(await(service.send(actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        return id;
    }

    BroadcastState state(long broadcastId) {
        return await(service.find(organisationId, broadcastId)).orElseThrow().state();
    }

    Progress progress(long broadcastId) {
        return await(service.progress(java.util.Set.of(broadcastId))).get(broadcastId);
    }

    void awaitState(long broadcastId, BroadcastState state) {
        eventually(broadcastId + " is " + state, () -> state(broadcastId) == state);
    }

    void awaitOver(long broadcastId) {
        eventually(
                broadcastId + " is over",
                () -> await(service.find(organisationId, broadcastId))
                                .orElseThrow()
                                .finishedAt()
                        != null);
    }

    /** Rows of a broadcast, as the database counts them. */
    long rows(long broadcastId) {
        return world.number("select count(*) from delivery where broadcast_id = " + broadcastId);
    }

    /** Every recipient stands in one state, and the counters say what the rows say. */
    void sumsMatch(long broadcastId, long people) {
        assertThat(rows(broadcastId)).isEqualTo(people);
        assertThat(progress(broadcastId).recipients()).isEqualTo(people);
        assertThat(world.disagreement()).isEmpty();
        assertThat(
                        world.number(
                                """
                        select count(*) from delivery
                        where state in ('failed', 'suppressed', 'cancelled', 'unknown') and reason is null
                        """))
                .isZero();
    }

    void nobodyTwice() {
        assertThat(fake.begun.stream().map(FakeChannel.Begun::contactId)).doesNotHaveDuplicates();
    }

    @Override
    public void close() {
        runners.forEach(each -> await(each.stop()));
        pools.forEach(pool -> await(pool.close()));
        world.close();
    }
}
