package org.relais.inbound.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.channel.EventBuilder;
import org.relais.channel.InboundEvent;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.inbound.reply.Fixture;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.testing.NeedsDatabase;

@NeedsDatabase
class BatchInsertTest {
    private Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void webhooksThatComeWhileOneIsWrittenShareTheNextCommit() {
        SqlConnection blocker = Fixture.wait(fixture.pool().getConnection());
        Fixture.wait(blocker.query("begin").execute());
        Fixture.wait(blocker.query("lock table inbox in exclusive mode").execute());
        List<Future<Intake.Acceptance>> answers = IntStream.range(0, 400)
                .mapToObj(index -> fixture.intake.accept(List.of(text("m" + index))))
                .toList();
        Fixture.wait(blocker.query("rollback").execute());
        Fixture.wait(blocker.close());
        Fixture.wait(Future.all(answers));
        assertThat(fixture.count("inbox")).isEqualTo(400);
        // The first goes at once and alone; the others meanwhile pile up behind it.
        assertThat(fixture.intake.commits()).isBetween(2L, 40L);
    }

    @Test
    void aSingleWebhookWaitsForNobody() {
        Fixture.wait(fixture.intake.accept(List.of(text("only"))));
        assertThat(fixture.intake.commits()).isOne();
    }

    @Test
    void overHttpManyWebhooksAreFewCommits() {
        List<Future<HttpResponse<Buffer>>> answers = IntStream.range(0, 300)
                .mapToObj(index -> fixture.whatsAppLater(PlatformWebhooks.whatsApp(PlatformWebhooks.text(
                        "wamid." + index, "336000" + (10_000 + index), "Bonjour", Fixture.START))))
                .toList();
        Fixture.wait(Future.all(answers));
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.result().statusCode()).isEqualTo(200));
        assertThat(fixture.count("inbox")).isEqualTo(300);
        assertThat(fixture.intake.commits()).isLessThan(300);
    }

    @Test
    void aRedeliveryInTheSameBatchOrLaterIsStoredOnce() {
        List<InboundEvent> twice = List.of(text("a"), text("b"), text("a"));
        Fixture.wait(Future.all(
                fixture.intake.accept(twice), fixture.intake.accept(twice), fixture.intake.accept(List.of(text("b")))));
        Fixture.wait(fixture.intake.accept(twice));
        assertThat(fixture.count("inbox")).isEqualTo(2);
    }

    @Test
    void twoNodesStoringTheSameEventsInOppositeOrderDoNotBlockEachOther() {
        Intake other = fixture.secondIntake();
        for (int round = 0; round < 30; round++) {
            List<InboundEvent> events = new ArrayList<>();
            for (int index = 0; index < 50; index++) {
                events.add(text(round + "-" + index));
            }
            List<InboundEvent> reversed = new ArrayList<>(events);
            Collections.reverse(reversed);
            Fixture.wait(Future.all(fixture.intake.accept(events), other.accept(reversed)));
        }
        assertThat(fixture.count("inbox")).isEqualTo(1_500);
        assertThat(fixture.rows("select deadlocks from pg_stat_database where datname = current_database()")
                        .get(0)
                        .getLong(0))
                .isZero();
    }

    @Test
    void oneWebhookThatTheDatabaseRefusesCostsTheOthersNothing() {
        InboundEvent impossible = new EventBuilder("whatsapp", PlatformWebhooks.PHONE_NUMBER_ID, "bad", Fixture.START)
                .kind(InboundEvent.Kind.TEXT)
                .from(person("33600000001"))
                .text("what no codec lets through: \u0000")
                .build();
        Future<Intake.Acceptance> first = fixture.intake.accept(List.of(text("first")));
        Future<Intake.Acceptance> refused = fixture.intake.accept(List.of(impossible));
        Future<Intake.Acceptance> beside = fixture.intake.accept(List.of(text("beside")));
        Fixture.wait(Future.join(first, refused, beside).otherwiseEmpty());
        assertThat(first.succeeded()).isTrue();
        assertThat(beside.succeeded()).isTrue();
        assertThat(refused.failed()).isTrue();
        assertThat(fixture.count("inbox")).isEqualTo(2);
    }

    @Test
    void whatTheQueueCannotHoldIsAskedToComeAgain() {
        fixture.close();
        fixture = new Fixture(new Intake.Settings(5, 1_000, 4, Duration.ofSeconds(8)), WebhookRoutes.Settings.DEFAULT);
        SqlConnection blocker = Fixture.wait(fixture.pool().getConnection());
        Fixture.wait(blocker.query("begin").execute());
        Fixture.wait(blocker.query("lock table inbox in exclusive mode").execute());
        List<Future<HttpResponse<Buffer>>> answers = IntStream.range(0, 20)
                .mapToObj(index -> fixture.whatsAppLater(PlatformWebhooks.whatsApp(
                        PlatformWebhooks.text("wamid." + index, "33600000001", "Bonjour", Fixture.START))))
                .toList();
        Fixture.until(() -> answers.stream().filter(Future::isComplete).count() == 15);
        assertThat(answers.stream().filter(Future::isComplete)).allSatisfy(answer -> {
            assertThat(answer.result().statusCode()).isEqualTo(503);
            assertThat(answer.result().getHeader("Retry-After")).isEqualTo("2");
        });
        Fixture.wait(blocker.query("rollback").execute());
        Fixture.wait(Future.all(answers));
        assertThat(answers.stream().filter(answer -> answer.result().statusCode() == 200))
                .hasSize(5);
        assertThat(fixture.count("inbox")).isEqualTo(5);
        Fixture.wait(blocker.close());
    }

    @Test
    void aWebhookLargerThanTheQueueIsTakenWhenNothingElseWaits() {
        fixture.close();
        fixture = new Fixture(new Intake.Settings(5, 1_000, 4, Duration.ofSeconds(8)), WebhookRoutes.Settings.DEFAULT);
        List<InboundEvent> many =
                IntStream.range(0, 50).mapToObj(index -> text("m" + index)).toList();
        assertThat(Fixture.wait(fixture.intake.accept(many))).isEqualTo(Intake.Acceptance.STORED);
        assertThat(fixture.count("inbox")).isEqualTo(50);
    }

    private static List<AddressId> person(String digits) {
        return List.of(new AddressId("whatsapp", AddressKind.PHONE, "+" + digits));
    }

    private static InboundEvent text(String key) {
        return new EventBuilder("whatsapp", PlatformWebhooks.PHONE_NUMBER_ID, key, Fixture.START)
                .kind(InboundEvent.Kind.TEXT)
                .from(person("33600000001"))
                .text("Bonjour")
                .build();
    }
}
