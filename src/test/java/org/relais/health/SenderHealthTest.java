package org.relais.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.channel.Channel;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.CheckResult;
import org.relais.channel.EventBuilder;
import org.relais.channel.InboundEvent;
import org.relais.channel.SenderChecks;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Door;
import org.relais.organisation.ForbiddenException;
import org.relais.organisation.Role;
import org.relais.organisation.Sender;
import org.relais.sandbox.Sandbox;
import org.relais.sandbox.SandboxOptions;
import org.relais.testing.Await;
import org.relais.testing.ConfigJson;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.SandboxControl;
import org.relais.testing.TestDatabase;
import org.relais.testing.TestOrganisation;

/** Looks at a bot of the sandbox, by a clock that the test sets. */
@NeedsDatabase
class SenderHealthTest {
    private final Vertx vertx = Vertx.vertx();
    private final Database database = CopiedDatabase.open(vertx, TestDatabase.fresh(), 4);
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2024-11-27T12:00:00Z"));
    private final AtomicBoolean broken = new AtomicBoolean();
    private final HttpServer service = vertx.createHttpServer().requestHandler(request -> request.response()
            .setStatusCode(broken.get() ? 500 : 200)
            .end(request.path().equals("/health/live") ? "{\"service\":\"relais\"}" : "")
            .onFailure(gone -> {}));
    private Sandbox sandbox;
    private SandboxControl control;
    private ChannelRegistry channels;
    private TestOrganisation organisation;
    private Sender bot;
    private SenderLooks looks;
    private SenderHealth health;

    @BeforeEach
    void start() {
        Await.result(service.listen(0, "127.0.0.1"));
        sandbox = Await.result(Sandbox.start(
                vertx,
                SandboxOptions.defaults()
                        .withPort(0)
                        .withBot(new SandboxOptions.Bot("4242:AAsecret", "asso_bot", "Asso"))));
        control = new SandboxControl(sandbox.address());
        ChannelContext context = new ChannelContext(vertx, now::get, System::nanoTime, Duration.ofSeconds(20));
        channels = ChannelRegistry.create(
                context,
                new JsonObject()
                        .put(
                                "telegram",
                                ConfigJson.telegram(
                                        sandbox.telegramAddress(),
                                        ConfigJson.bot("asso", "4242:AAsecret", "asso_bot", "hook-secret"))));
        organisation = TestOrganisation.create(this::sql, "asso");
        long id = organisation.sender("telegram", "4242");
        bot = new Sender(id, organisation.id(), "telegram", "4242", "n");
        PublicAddress address = new PublicAddress(context, "http://127.0.0.1:" + service.actualPort());
        looks = new SenderLooks(database.pool(), channels, address, now::get);
        health = new SenderHealth(database.pool(), channels, looks, now::get);
    }

    @AfterEach
    void close() {
        Await.result(channels.close());
        Await.result(sandbox.close());
        Await.result(service.close());
        Await.result(database.close());
        Await.result(vertx.close());
    }

    private List<Long> sql(String statement) {
        return Await.result(
                database.pool().query(statement).execute().map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getLong(0))
                        .toList()));
    }

    private String broadcastState(long id) {
        return Await.result(database.pool()
                .query("select state || coalesce(':' || state_reason, '') as s from broadcast where id = " + id)
                .execute()
                .map(rows -> rows.iterator().next().getString("s")));
    }

    /** The channel and its checks as they are, but for one that throws. */
    private static <T> T broken(Class<T> type, T real, String method) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        throw new IllegalStateException("secret-MARKER");
                    }
                    Object answer = called.invoke(real, arguments);
                    return answer instanceof Optional<?> found && found.orElse(null) instanceof SenderChecks checks
                            ? Optional.of(broken(SenderChecks.class, checks, method))
                            : answer;
                }));
    }

    @Test
    void aCheckThatThrowsIsOneThatFailedAndTheOthersAreDone() {
        Channel telegram = channels.find("telegram").orElseThrow();
        PublicAddress address = new PublicAddress(
                new ChannelContext(vertx, now::get, System::nanoTime, Duration.ofSeconds(20)),
                "http://127.0.0.1:" + service.actualPort());
        for (String method : List.of("check", "checks", "looks")) {
            LiveChecks checks = new LiveChecks(
                    database.pool(), new ChannelRegistry(List.of(broken(Channel.class, telegram, method))), address);
            assertThat(Await.result(checks.senders()))
                    .as(method)
                    .singleElement()
                    .satisfies(looked -> assertThat(looked.results())
                            .singleElement()
                            .matches(result -> result.code().equals("check.broken"))
                            .matches(result -> !result.json().encode().contains("MARKER")));
            assertThat(Await.result(checks.address()))
                    .as(method)
                    .singleElement()
                    .matches(result ->
                            result.code().equals(method.equals("checks") ? "check.broken" : "address.reached"));
        }
    }

    private Actor actor(Role role) {
        return new Actor(organisation.id(), "test:" + role, role, Door.CONSOLE);
    }

    private SenderReport report() {
        return Await.result(health.reports(organisation.id())).get(bot.id());
    }

    private void later(Duration by) {
        now.updateAndGet(before -> before.plus(by));
        Await.result(looks.run());
    }

    private long runningBroadcast() {
        long contact = organisation.people(1).on("telegram").make().get(0);
        long message = organisation.message();
        long broadcast = organisation.broadcast(message);
        sql(
                """
                insert into delivery (organisation_id, contact_id, message_id, sender_id, broadcast_id, address_id, not_before,
                                      queued_at, priority, state, purpose)
                select %d, %d, %d, %d, %d, id, now(), now(), 2, 'queued', 'broadcast' from address where contact_id = %2$d
                returning id
                """
                        .formatted(organisation.id(), contact, message, bot.id(), broadcast));
        return broadcast;
    }

    @Test
    void whatCantGetThroughAlarmsAtTheSecondLookAndBroadcastsWaitForAnOwner() {
        assertThat(Await.result(health.check(actor(Role.ORGANISER), bot, "webhook"))
                        .orElseThrow())
                .extracting(CheckResult::code)
                .containsExactly("webhook.ours", "updates.complete");
        long broadcast = runningBroadcast();
        broken.set(true);
        String phone = control.telegramPhone(77, "Ana");
        control.post("/phones/" + phone + "/open", new JsonObject().put("sender", "asso_bot"));
        SenderChecks checks =
                channels.find("telegram").orElseThrow().checks("4242").orElseThrow();
        Await.until(
                "an update waits at the platform",
                () -> Await.result(checks.check("arrivals", health.webhookUrl(bot))).stream()
                        .anyMatch(result -> result.code().equals("pending.stuck")));

        later(Duration.ofMinutes(6));
        assertThat(report().alarm()).isNotNull();
        assertThat(report().alarms()).as("one look is not enough").isFalse();
        assertThat(broadcastState(broadcast)).isEqualTo("sending");
        later(Duration.ofSeconds(61));
        assertThat(Await.result(new SenderReports(now::get).alarms(database.pool(), organisation.id())))
                .singleElement()
                .satisfies(alarming -> {
                    assertThat(alarming.alarm().what().code()).isEqualTo("pending.stuck");
                    assertThat(alarming.alarm().holds()).isTrue();
                });
        assertThat(broadcastState(broadcast)).isEqualTo("paused:sender_alarm");

        assertThatThrownBy(() -> Await.result(health.release(actor(Role.ORGANISER), bot.id())))
                .hasRootCauseInstanceOf(ForbiddenException.class);
        assertThat(Await.result(health.release(actor(Role.OWNER), bot.id()))).isTrue();
        assertThat(broadcastState(broadcast)).isEqualTo("sending");
        later(Duration.ofSeconds(61));
        assertThat(broadcastState(broadcast)).as("it was said once").isEqualTo("sending");
        assertThat(Await.result(health.release(actor(Role.OWNER), bot.id()))).isFalse();
        assertThat(sql("select count(*) from audit_event where action = 'sender.release'"))
                .containsExactly(1L);

        broken.set(false);
        Await.result(checks.check("webhook", health.webhookUrl(bot)));
        Await.until("the update has come", () -> Await.result(checks.check("arrivals", health.webhookUrl(bot))).stream()
                .anyMatch(result -> result.code().equals("pending.none")));
        later(Duration.ofSeconds(61));
        assertThat(report().alarm()).isNull();
    }

    @Test
    void aBroadcastThatBeginsDuringAnAlarmWaitsToo() {
        control.patch("/senders/asso_bot/condition", new JsonObject().put("tokenRevoked", true));
        later(Duration.ofMinutes(6));
        later(Duration.ofSeconds(61));
        assertThat(report().alarm().what().code()).isEqualTo("token.refused");
        long broadcast = runningBroadcast();
        Await.result(looks.run());
        assertThat(broadcastState(broadcast)).isEqualTo("paused:sender_alarm");
    }

    @Test
    void whatACheckFoundStaysWhenOneThatBeganBeforeItEndsAfterIt() {
        SenderChecks real =
                channels.find("telegram").orElseThrow().checks("4242").orElseThrow();
        Promise<List<CheckResult>> answer = Promise.promise();
        SenderChecks slow = (SenderChecks) Proxy.newProxyInstance(
                SenderChecks.class.getClassLoader(),
                new Class<?>[] {SenderChecks.class},
                (proxy, called, arguments) ->
                        called.getName().equals("check") ? answer.future() : called.invoke(real, arguments));
        Future<List<CheckResult>> earlier = looks.check(bot, slow, "identity");
        now.updateAndGet(before -> before.plusSeconds(1));
        assertThat(codes(health, "identity")).contains("identity.known");
        answer.complete(List.of(CheckResult.failed("token.refused")));
        assertThat(Await.result(earlier)).extracting(CheckResult::code).containsExactly("token.refused");
        assertThat(report().found("token.refused")).isEmpty();
        assertThat(report().found("identity.known")).isPresent();
        assertThat(report().checks().get("identity").at()).isEqualTo(now.get());
    }

    @Test
    void whatANodeFoundWhoseClockIsAheadGivesWay() {
        Instant right = now.get();
        now.set(Instant.now().plus(Duration.ofHours(1)));
        assertThat(codes(health, "identity")).contains("identity.known");
        now.set(right);
        assertThat(codes(health, "identity")).contains("identity.known");
        assertThat(report().checks().get("identity").at()).isEqualTo(right);
    }

    @Test
    void eachLookIsOneNodes() {
        HealthStore store = new HealthStore();
        Instant before = now.get().minus(Duration.ofMinutes(5));
        assertThat(Await.result(store.takeDue(database.pool(), now.get(), before, before)))
                .extracting(Sender::id)
                .containsExactly(bot.id());
        assertThat(Await.result(store.takeDue(database.pool(), now.get(), before, before)))
                .isEmpty();
    }

    @Test
    void theUsualSilenceIsTheLongestOfTheLastWeeks() {
        SenderActivity activity = new SenderActivity(database.pool(), now::get, () -> 0);
        Instant start = now.get();
        for (int day = 0; day < 9; day++) {
            for (int hour : new int[] {0, 9}) {
                now.set(start.plus(Duration.ofDays(day)).plus(Duration.ofHours(hour)));
                Instant expected = now.get();
                activity.heard(
                        "telegram",
                        List.of(new EventBuilder("telegram", "4242", "written:" + now.get(), now.get())
                                .kind(InboundEvent.Kind.TEXT)
                                .build()));
                Await.until("it is noted", () -> expected.equals(report().writtenAt()));
            }
        }
        assertThat(report().usualSilence()).isEqualTo(Duration.ofHours(15));
        activity.accepted(bot.id());
        Await.until("it is noted", () -> now.get().equals(report().acceptedAt()));
        activity.handshake("telegram", "", false);
        Await.until("it is noted", () -> now.get()
                .equals(Await.result(health.handshake(bot)).refusedAt()));
        now.set(start.plus(Duration.ofDays(60)));
        Await.result(looks.forget());
        assertThat(sql("select count(*) from sender_hour")).containsExactly(0L);
    }

    @Test
    void ourOwnAddressIsAskedFromHere() {
        assertThat(codes(health, "address")).containsExactly("address.reached");
        assertThat(report().checks().get("address").state()).isEqualTo(CheckResult.State.OK);
        ChannelContext context = new ChannelContext(vertx, now::get, System::nanoTime, Duration.ofSeconds(20));
        for (String[] wrong : new String[][] {
            {"http://127.0.0.1:1", "address.unreachable"},
            {"https://127.0.0.1:" + service.actualPort(), "address.unreachable"},
            {sandbox.address(), "address.other"}
        }) {
            SenderLooks elsewhere =
                    new SenderLooks(database.pool(), channels, new PublicAddress(context, wrong[0]), now::get);
            assertThat(codes(new SenderHealth(database.pool(), channels, elsewhere, now::get), "address"))
                    .containsExactly(wrong[1]);
        }
        assertThat(Await.result(new PublicAddress(context, "http://example.org").check(true)))
                .extracting(CheckResult::code)
                .containsExactly("url.insecure");
    }

    private List<String> codes(SenderHealth asked, String name) {
        return Await.result(asked.check(actor(Role.ORGANISER), bot, name)).orElseThrow().stream()
                .map(CheckResult::code)
                .toList();
    }

    @Test
    void onlyWhatIsBeingConnectedIsLookedAtBehindWhoeverMayCheckIt() {
        condition(true);
        assertThat(codes(health, "identity")).containsExactly("token.refused");
        condition(false);
        now.updateAndGet(before -> before.plus(Duration.ofMinutes(1)));
        Handshake never = new Handshake(null, null);
        Handshake lately = new Handshake(now.get().minusSeconds(14 * 60), null);
        Handshake before = new Handshake(now.get().minusSeconds(16 * 60), null);
        assertThat(seen(Role.VIEWER, lately)).isEqualTo(CheckResult.State.FAILED);
        assertThat(seen(Role.ORGANISER, never)).isEqualTo(CheckResult.State.FAILED);
        assertThat(seen(Role.ORGANISER, before)).isEqualTo(CheckResult.State.FAILED);
        assertThat(seen(Role.ORGANISER, lately)).isEqualTo(CheckResult.State.OK);

        condition(true);
        assertThat(codes(health, "identity")).containsExactly("token.refused");
        condition(false);
        now.updateAndGet(then -> then.plus(Duration.ofMinutes(1)));
        assertThat(seen(Role.ORGANISER, before)).isEqualTo(CheckResult.State.FAILED);
        Await.result(new AuditStore(now::get)
                .write(database.pool(), actor(Role.OWNER), "sender.change", "sender:" + bot.id()));
        assertThat(seen(Role.ORGANISER, before)).isEqualTo(CheckResult.State.OK);
    }

    private void condition(boolean tokenRevoked) {
        control.patch("/senders/asso_bot/condition", new JsonObject().put("tokenRevoked", tokenRevoked));
    }

    /** How the sender's identity stands once somebody has had its page open. */
    private CheckResult.State seen(Role role, Handshake handshake) {
        Await.result(health.lookAgain(actor(role), report(), handshake));
        return report().checks().get("identity").state();
    }

    @Test
    void nobodyElsesSenderIsChecked() {
        Actor stranger = new Actor(organisation.id() + 1, "test", Role.OWNER, Door.CONSOLE);
        assertThat(Await.result(health.check(stranger, bot, "identity"))).isEmpty();
        assertThat(Await.result(health.release(stranger, bot.id()))).isFalse();
        assertThatThrownBy(() -> Await.result(health.check(actor(Role.VIEWER), bot, "identity")))
                .hasRootCauseInstanceOf(ForbiddenException.class);
    }
}
