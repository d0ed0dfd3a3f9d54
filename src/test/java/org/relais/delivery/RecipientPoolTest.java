package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.Limits;
import org.relais.channel.OutboundMessage;
import org.relais.channel.SendOutcome;
import org.relais.consent.Purpose;
import org.relais.sandbox.Sandbox;
import org.relais.sandbox.SandboxOptions;
import org.relais.sandbox.whatsapp.WhatsAppNumber;
import org.relais.testing.Await;
import org.relais.testing.ConfigJson;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.SandboxControl;

/**
 * A portfolio's pool of different people: two numbers of two organisations on two nodes share it, and the platform, which
 * counts for itself, never has to refuse. {@code -Drelais.pool=20000} for as many recipients as the largest test.
 */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class RecipientPoolTest {
    private static final int PEOPLE = Integer.getInteger("relais.pool", 600);
    private static final int POOL = PEOPLE / 2;
    private static final String FIRST = "106540352242922";
    private static final String SECOND = "106540352242923";
    private static final MessageRenderer TEMPLATE = (organisationId, messageId, spec) -> {
        OutboundMessage message = new OutboundMessage.Template("invitation", "fr", List.of("samedi"), List.of());
        return Future.succeededFuture((recipient, channel) -> new MessageRenderer.Rendered.Ready(message, true));
    };

    private final RecipientPools pools = new RecipientPools(InstantSource.system());
    private DeliveryWorld world;

    @BeforeEach
    void open(Vertx vertx) {
        world = new DeliveryWorld(vertx);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void learn(RecipientPools by, long sender, @Nullable String portfolio, long most) {
        await(world.pool.withTransaction(transaction -> by.learn(transaction, sender, portfolio, most)));
    }

    private void learn(long sender, long most) {
        learn(pools, sender, "5102", most);
    }

    private static WhatsAppNumber.Line line(String id, String digits) {
        return new WhatsAppNumber.Line(
                id, digits, "Relais", "102", "EAA" + id, "app-secret", "verify", "http://127.0.0.1:9/");
    }

    private static JsonObject number(String organisation, String id, String digits) {
        return ConfigJson.number(organisation, id, digits, "EAA" + id).put("messagesPerSecond", 1_000);
    }

    private long waiting() {
        return world.number("select count(*) from delivery where queued and reason = 'recipient_limit'");
    }

    private long inState(String state) {
        return world.states().getOrDefault(state, 0L);
    }

    @Test
    void twoNumbersOnTwoNodesNeverExceedOnePool(Vertx vertx) {
        Sandbox sandbox = await(Sandbox.start(
                vertx,
                SandboxOptions.defaults()
                        .withPort(0)
                        .withNumber(line(FIRST, "+33155507838"))
                        .withNumber(line(SECOND, "+33155507839"))));
        SandboxControl control = new SandboxControl(sandbox.address());
        control.patch(
                "/settings",
                new JsonObject()
                        .put("enforceLimits", true)
                        .put("templatesEnforced", false)
                        .put("whatsappPerSecond", 2_000)
                        .put("sentStatus", false)
                        .put("deliveredStatus", false)
                        .put("readStatus", false));
        for (String id : List.of(FIRST, SECOND)) {
            control.patch("/senders/" + id + "/condition", new JsonObject().put("limit", "TIER_" + POOL));
        }
        JsonObject section = ConfigJson.whatsapp(
                sandbox.whatsappAddress(),
                "app-secret",
                "verify",
                number("voisins", FIRST, "+33155507838"),
                number("amis", SECOND, "+33155507839"));
        long friends = world.organisation("amis").id();
        long one = world.sender("whatsapp", FIRST);
        long other = world.sender(friends, "whatsapp", SECOND);
        learn(one, POOL);
        learn(other, POOL);
        List<Long> neighbours = world.people(PEOPLE / 2, "regular", "subscribed", "whatsapp");
        List<Long> acquaintances = world.people(friends, PEOPLE / 2, "regular", "subscribed", "whatsapp");
        world.execute("update address set kind = 'phone', identifier = '+336' || lpad(contact_id::text, 8, '0')");
        for (String node : nodesThatShare(friends)) {
            world.engine(
                    ChannelRegistry.create(
                            new ChannelContext(vertx, InstantSource.system(), System::nanoTime, Duration.ofSeconds(20)),
                            new JsonObject().put("whatsapp", section)),
                    TEMPLATE,
                    (organisation, contact, address, code, delivery, at) -> Future.succeededFuture(),
                    world.drain(),
                    new EngineSettings(node, Duration.ofSeconds(20), Duration.ofSeconds(60), Await.BOUND, 64));
        }
        eventually(
                "each node paces one",
                () -> world.number("select count(distinct node) from pacer_lease where channel = 'whatsapp'") == 2);
        world.broadcastTo(neighbours);
        world.broadcastTo(friends, acquaintances);
        eventually("everybody has a place or waits for one", () -> inState("accepted") + waiting() == PEOPLE);

        JsonObject senders = control.get("/counters").getJsonObject("senders");
        int accepted = 0;
        for (String id : List.of(FIRST, SECOND)) {
            JsonObject traffic = senders.getJsonObject(id);
            assertThat(traffic.getJsonObject("refusedBy"))
                    .as("refusals of %s", id)
                    .isEmpty();
            assertThat(traffic.getInteger("accepted"))
                    .as("both had a part of it")
                    .isPositive();
            accepted += traffic.getInteger("accepted");
        }
        assertThat(accepted).isEqualTo(POOL);
        assertThat(waiting()).isEqualTo(PEOPLE - POOL);
        assertThat(world.number("select count(distinct node) from delivery where state = 'accepted'"))
                .isEqualTo(2);
        assertThat(world.number("select used from recipient_pool")).isEqualTo(POOL);
        assertThat(world.number(
                        "select count(*) from delivery where queued and not_before < now() + interval '23 hours'"))
                .as("they wait for tomorrow")
                .isZero();
        assertThat(world.disagreement()).isEmpty();
        await(sandbox.close());
    }

    /** Names of two nodes, of which each paces one of the organisations. */
    private List<String> nodesThatShare(long friends) {
        for (int at = 1; ; at++) {
            List<String> names = List.of("node-" + at, "knot-" + at);
            Set<String> pacers = new HashSet<>();
            pacers.add(SenderAssignment.pacer(names, new PaceStore.Key(world.organisationId, "whatsapp")));
            pacers.add(SenderAssignment.pacer(names, new PaceStore.Key(friends, "whatsapp")));
            if (pacers.size() == 2) {
                return names;
            }
        }
    }

    /** The node has read what is known since. */
    private void tended() {
        for (int times = 0; times < 2; times++) {
            String before = world.text("select max(seen_until)::text from delivery_node");
            eventually(
                    "the node tends its senders",
                    () -> !before.equals(world.text("select max(seen_until)::text from delivery_node")));
        }
    }

    private static FakeChannel limited() {
        return new FakeChannel(
                        "fake",
                        FakeChannel.FAST,
                        List.of("1"),
                        permit -> Future.succeededFuture(SendOutcome.accepted("m" + permit.deliveryId())))
                .withWindow(24);
    }

    private DeliveryEngine engine(FakeChannel channel, JumpingClock clock) {
        return world.engine(
                new ChannelRegistry(List.of(channel)),
                new PlainRenderer(),
                channel::stopped,
                world.drain(),
                world.settings(),
                clock);
    }

    @Test
    void openWindowsAndConfirmationsNeedNoPlace(Vertx vertx) {
        learn(world.sender("fake", "1"), 3);
        List<Long> silent = world.people(5, "regular", "subscribed", "fake");
        List<Long> talking = world.people(4, "regular", "subscribed", "fake");
        world.execute("update address set last_inbound_at = now() where contact_id >= " + talking.get(0));
        world.broadcastTo(silent);
        FakeChannel channel = limited();
        engine(channel, new JumpingClock());
        eventually("two wait", () -> waiting() == 2 && inState("accepted") == 3);
        world.broadcastTo(talking);
        eventually("who has just written needs no place", () -> inState("accepted") == 7);

        long leaving = silent.get(4);
        long before = channel.begunTo(leaving);
        world.stop(leaving);
        world.queue(leaving, Purpose.CONFIRMATION);
        eventually("the confirmation waits for no place", () -> channel.begunTo(leaving) == before + 1);
        eventually("and is counted", () -> world.number("select used from recipient_pool") == 4);
        assertThat(waiting()).isLessThanOrEqualTo(2);
    }

    @Test
    void whoHasAPlaceIsWrittenToAgainAndADayLaterThereIsRoom(Vertx vertx) {
        learn(world.sender("fake", "1"), 2);
        List<Long> people = world.people(7, "regular", "subscribed", "fake");
        world.broadcastTo(people);
        FakeChannel channel = limited();
        JumpingClock clock = new JumpingClock();
        channel.at(clock);
        DeliveryEngine engine = engine(channel, clock);
        eventually("five wait", () -> waiting() == 5 && inState("accepted") == 2);
        assertThat(world.number("select count(distinct date_trunc('hour', not_before)) from delivery where queued"))
                .as("two a day")
                .isBetween(3L, 6L);
        world.broadcastTo(world.numbers("select contact_id from delivery where state = 'accepted' order by 1"));
        eventually("they have a place already", () -> inState("accepted") == 4 && waiting() == 5);

        world.stop(engine);
        clock.jump(RecipientPools.LENGTH.plusMinutes(1));
        engine(channel, clock);
        eventually("two more have one", () -> inState("accepted") == 6 && waiting() == 3);
        assertThat(world.number("select count(*) from pool_recipient")).isEqualTo(2);
        assertThat(new HashSet<>(
                        channel.begun.stream().map(FakeChannel.Begun::contactId).toList()))
                .hasSize(4);
    }

    @Test
    void aLimitThatGrowsLetsGoOnAtOnceAndOneThatIsLearntLateKnowsWhatWasSent(Vertx vertx) {
        long sender = world.sender("fake", "1");
        world.broadcastTo(world.people(3, "regular", "subscribed", "fake"));
        FakeChannel channel = limited();
        engine(channel, new JumpingClock());
        eventually("without a limit all are sent", () -> inState("accepted") == 3);
        learn(sender, 5);
        tended();
        assertThat(world.number("select used from recipient_pool where pool = '5102'"))
                .isEqualTo(3);
        world.broadcastTo(world.people(6, "regular", "subscribed", "fake"));
        eventually("two places were left", () -> inState("accepted") == 5 && waiting() == 4);
        learn(sender, 8);
        eventually("three more", () -> inState("accepted") == 8 && waiting() == 1);
        learn(sender, RecipientPools.UNLIMITED);
        eventually("the rest", () -> inState("accepted") == 9);
    }

    @Test
    void aSenderThatJoinsAPortfolioBringsItsPeopleAlong(Vertx vertx) {
        long sender = world.sender("fake", "1");
        learn(pools, sender, null, 4);
        world.broadcastTo(world.people(3, "regular", "subscribed", "fake"));
        FakeChannel channel = limited();
        engine(channel, new JumpingClock());
        eventually("three have a place", () -> inState("accepted") == 3);
        learn(sender, 4);
        tended();
        assertThat(world.number("select used from recipient_pool where pool = '5102'"))
                .isEqualTo(3);
        RecipientPools.State state =
                await(pools.of(world.pool, world.organisationId)).get(sender);
        assertThat(state.portfolio()).isEqualTo("5102");
        assertThat(state.used()).isEqualTo(3);
        assertThat(state.most()).isEqualTo(4);
        assertThat(state.senders()).isEqualTo(1);
    }

    @Test
    void theConfigurationMayAllowLess(Vertx vertx) {
        world.sender("fake", "1");
        world.broadcastTo(world.people(5, "regular", "subscribed", "fake"));
        FakeChannel channel = new FakeChannel(
                        "fake",
                        new Limits(1_000, Duration.ZERO, 1, 2),
                        List.of("1"),
                        permit -> Future.succeededFuture(SendOutcome.accepted("m" + permit.deliveryId())))
                .withWindow(24);
        engine(channel, new JumpingClock());
        eventually("two are sent", () -> inState("accepted") == 2 && waiting() == 3);
    }
}
