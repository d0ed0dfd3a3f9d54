package org.relais.feed.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.feed.FeedSequencer;
import org.relais.organisation.Actor;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceNode;
import org.relais.testing.TestDatabase;

/** What a webhook's queue does with what its program answers. The clock is the test's own. */
@NeedsDatabase
class WebhookQueuesTest {
    private final Vertx vertx = Vertx.vertx();
    private final WebhookReceiver receiver = new WebhookReceiver();
    private Instant now = Instant.parse("2026-11-27T12:00:00Z");

    @SuppressWarnings("NullAway.Init")
    private Database database;

    @SuppressWarnings("NullAway.Init")
    private Pool pool;

    @SuppressWarnings("NullAway.Init")
    private WebhookService service;

    @SuppressWarnings("NullAway.Init")
    private WebhookQueues queues;

    @SuppressWarnings("NullAway.Init")
    private Actor owner;

    @BeforeEach
    void open() {
        database = CopiedDatabase.open(vertx, TestDatabase.fresh(), 4);
        pool = database.pool();
        owner = Actor.command(ServiceNode.organisation(pool, "voisins"));
        service = new WebhookService(pool, new WebhookSecrets(SenderProcess.KEY), () -> now);
        queues = SenderProcess.queues(vertx, pool, () -> now);
    }

    @AfterEach
    void close() {
        receiver.close();
        Await.result(database.close());
        Await.result(vertx.close());
    }

    private WebhookService.Issued webhook(String... kinds) {
        return Await.result(service.create(owner, receiver.address(), List.of(kinds)))
                .orElseThrow();
    }

    private Webhook standing() {
        return Await.result(service.all(owner.organisationId())).get(0);
    }

    private void happens(String kind, int contact) {
        Await.result(pool.query("insert into feed_event (organisation_id, contact_id, kind, at) values ("
                        + owner.organisationId() + ", " + contact + ", '" + kind + "', '" + now + "')")
                .execute());
    }

    /** Until it has tried so often in all that it is not due any more, some time later. */
    private void run(Duration later) {
        now = now.plus(later);
        Await.result(queues.run());
    }

    private List<Integer> taken() {
        return receiver.events().stream()
                .map(event -> event.getInteger("contactId"))
                .toList();
    }

    @Test
    void postsInOrderAndSigned() {
        happens("stop", 1);
        Await.result(new FeedSequencer(pool, () -> now).place());
        WebhookService.Issued made = webhook();
        for (int contact = 2; contact < 252; contact++) {
            happens(contact % 2 == 0 ? "stop" : "answer", contact);
        }
        run(Duration.ZERO);
        assertThat(taken()).hasSize(250).isSorted().doesNotContain(1);
        WebhookReceiver.Post post = receiver.posts().get(0);
        assertThat(post.signature()).isEqualTo(expected(post, made.secret()));
        WebhookService.Issued renewed =
                Await.result(service.renewSecret(owner, made.id())).orElseThrow();
        happens("stop", 300);
        run(Duration.ofHours(23));
        WebhookReceiver.Post both = receiver.posts().get(receiver.posts().size() - 1);
        assertThat(both.signature()).isEqualTo(expected(both, renewed.secret(), made.secret()));
        happens("stop", 301);
        run(Duration.ofHours(2));
        WebhookReceiver.Post after = receiver.posts().get(receiver.posts().size() - 1);
        assertThat(after.signature()).isEqualTo(expected(after, renewed.secret()));
    }

    private String expected(WebhookReceiver.Post post, String... secrets) {
        return WebhookSecrets.signature(
                List.of(secrets), now.getEpochSecond(), post.body().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tellsOnlyWhatItIsToTell() {
        webhook("stop", "contact_erased");
        happens("answer", 1);
        happens("stop", 2);
        happens("delivery", 3);
        assertThat(standing().takenAt()).isNull();
        run(Duration.ZERO);
        assertThat(taken()).containsExactly(2);
        assertThat(standing().takenAt()).isEqualTo(now);
        int posts = receiver.posts().size();
        happens("answer", 4);
        run(Duration.ofSeconds(1));
        assertThat(receiver.posts()).hasSize(posts);
        assertThat(standing().failingSince()).isNull();
    }

    @Test
    void waitsForAProgramThatIsAwayHoweverLong() {
        webhook();
        AtomicInteger tries = new AtomicInteger();
        receiver.answers(post -> {
            tries.incrementAndGet();
            return 503;
        });
        happens("stop", 1);
        happens("stop", 2);
        run(Duration.ZERO);
        run(Duration.ofSeconds(4));
        assertThat(tries).hasValue(1);
        for (int hour = 0; hour < 48; hour++) {
            run(Duration.ofHours(1));
        }
        assertThat(standing().error()).isEqualTo("answered_503");
        assertThat(standing().attempt()).isEqualTo(49);
        assertThat(standing().refused()).isZero();
        receiver.answers(post -> 200);
        run(Duration.ofHours(1));
        assertThat(taken()).containsExactly(1, 2);
        assertThat(standing().failingSince()).isNull();
    }

    @Test
    void putsAsideWhatIsRefusedAgainAndAgainAndSendsItOnceMoreWhenAsked() {
        WebhookService.Issued made = webhook();
        receiver.answers(post -> post.body().contains("\"contactId\":2") ? 422 : 204);
        happens("stop", 1);
        happens("stop", 2);
        happens("stop", 3);
        for (int attempt = 0; attempt < 12; attempt++) {
            run(Duration.ofHours(1));
        }
        assertThat(taken()).containsExactly(1, 3);
        WebhookRefusal refusal =
                Await.result(service.refusals(owner.organisationId())).get(0);
        assertThat(refusal.error()).isEqualTo("answered_422");
        assertThat(refusal.kind()).isEqualTo("stop");
        receiver.answers(post -> 204);
        assertThat(Await.result(service.replay(owner, made.id(), refusal.position() - 1)))
                .isTrue();
        run(Duration.ofSeconds(1));
        List<JsonObject> again =
                receiver.posts().get(receiver.posts().size() - 1).events();
        assertThat(again).extracting(event -> event.getInteger("contactId")).containsExactly(2, 3);
        assertThat(standing().refused()).isZero();
    }

    @Test
    void saysWhatItMissedWhenItWasAwayForTooLong() {
        webhook();
        receiver.answers(post -> 503);
        happens("stop", 1);
        run(Duration.ZERO);
        now = now.plus(FeedSequencer.KEPT).plus(Duration.ofHours(1));
        happens("stop", 2);
        Await.result(new FeedSequencer(pool, () -> now).place());
        Await.result(new FeedSequencer(pool, () -> now).prune());
        receiver.answers(post -> 204);
        run(Duration.ofHours(1));
        assertThat(taken()).containsExactly(2);
        assertThat(Await.result(service.refusals(owner.organisationId())).get(0).error())
                .isEqualTo("too_late");
    }

    @Test
    void sendsNothingToAPrivateAddressThatIsNotAllowed() {
        Await.result(service.create(owner, "http://10.0.0.1:9/", List.of()));
        happens("stop", 1);
        run(Duration.ZERO);
        assertThat(standing().error()).isEqualTo("private_address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.31.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fec0::1",
                "fd00::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1"
            })
    void noPrivateAddressIsPermittedUnlessNamed(String address) throws java.net.UnknownHostException {
        assertThat(new WebhookReceivers(vertx, List.of()).permits(InetAddress.getByName(address)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.7", "8.8.8.8", "2001:db8::1", "172.32.0.1"})
    void publicAddressesAre(String address) throws java.net.UnknownHostException {
        assertThat(new WebhookReceivers(vertx, List.of()).permits(InetAddress.getByName(address)))
                .isTrue();
    }
}
