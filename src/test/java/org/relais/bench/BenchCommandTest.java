package org.relais.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.bench.measure.Observer;
import org.relais.bench.measure.Processor;
import org.relais.testing.Slow;
import picocli.CommandLine;

/** The bench's whole way on a few people: its figures are there, and the witness saw no message after a stop. */
@Slow
class BenchCommandTest {

    /** Each of its waits is for something that happens, and is given up by the bench itself when that never does. */
    @Test
    void aFewPeopleGiveEveryFigureAndNoLateMessage() {
        StringWriter out = new StringWriter();
        int exit = new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .execute(
                        "--quick",
                        "--json",
                        "--people",
                        "400",
                        "--only",
                        "claim,send,webhook,status,enqueue,audience,import");
        assertThat(exit).isZero();
        JsonObject figures = new JsonObject(out.toString());
        assertThat(figures.getJsonObject("machine").getInteger("processors")).isPositive();
        assertThat(figures.fieldNames())
                .contains(
                        "sendBarePerSecond",
                        "sendsPerSecond",
                        "sendRatio",
                        "sendRatioByProcessorTime",
                        "stopToAnswerMillis",
                        "stopToLastSeenMillis",
                        "claimsPerSecond",
                        "claimsPerSecondFinished",
                        "webhooksPerSecond",
                        "webhookRatio",
                        "webhookCommitEachRatio",
                        "statusesPerSecond",
                        "enqueuedPerSecond",
                        "audienceCountMillis",
                        "importedRowsPerSecond",
                        "aims",
                        "loadAverages");
        for (String unit : List.of(
                "claim", "send", "stop", "webhook", "status", "statusWebhook", "enqueue", "audience", "import")) {
            for (String part : List.of("Service", "Postgres", "Platform")) {
                assertSpread(figures.getJsonObject(unit + part + "Micros"));
            }
        }
        assertThat(figures.fieldNames())
                .as("processor time comes before rates")
                .containsSubsequence(
                        "sendServiceMicros", "sendsPerSecond", "webhookServiceMicros", "webhooksPerSecond");
        assertThat(figures.getInteger("lateMessages")).isZero();
        assertThat(figures.getInteger("duplicates")).isZero();
        assertThat(figures.getInteger("stopsFailed")).isZero();
        assertThat(figures.getInteger("stops")).isPositive();
        assertThat(figures.getJsonObject("stopToAnswerMillis").getDouble("max")).isPositive();
        assertThat(figures.getInteger("enqueued")).isEqualTo(400);
    }

    private static void assertSpread(JsonObject figure) {
        assertThat(figure.getInteger("slices")).isEqualTo(2);
        assertThat(figure.getInteger("cold")).isBetween(0, 2);
        assertThat(figure.getDouble("median")).isBetween(figure.getDouble("min"), figure.getDouble("max"));
    }

    @Test
    void aSliceIsColdWhenTheCompilerTookMoreThanATwentieth() {
        assertThat(slice(95, 5).warm()).isTrue();
        assertThat(slice(94, 6).warm()).isFalse();
        Spread spread =
                Spread.of(List.of(slice(10_000, 0), slice(40_000, 0), slice(20_000, 20_000)), Slice::programMicros);
        assertThat(spread).isEqualTo(new Spread(20, 10, 40, 3, 1));
        assertThat(spread).hasToString("20 (10-40), cold 1/3");
    }

    @Test
    void aRatioIsTakenPairByPair() {
        List<Slice> slices = List.of(slice(10_000, 0), slice(40_000, 0));
        List<Slice> others = List.of(slice(20_000, 0), slice(40_000, 0));
        assertThat(Spread.of(slices, others, (slice, other) -> slice.programMicros() / other.programMicros()))
                .isEqualTo(new Spread(0.75, 0.5, 1, 2, 0));
    }

    @Test
    void processorTimeOfThisProcessIsKnown() {
        long pid = ProcessHandle.current().pid();
        assertThat(Processor.of(pid)).isGreaterThanOrEqualTo(Processor.ofCompiler(pid));
        assertThat(Processor.ofFamily(pid)).isGreaterThanOrEqualTo(Processor.of(pid) - 1_000_000_000L);
    }

    @Test
    void everyDeliveryReportsThreeTimesInItsOrder() {
        List<String> seen = new ArrayList<>();
        for (WebhookBodies.Signed signed : new WebhookBodies().statuses(5, 200)) {
            JsonArray statuses = signed.body()
                    .toJsonObject()
                    .getJsonArray("entry")
                    .getJsonObject(0)
                    .getJsonArray("changes")
                    .getJsonObject(0)
                    .getJsonObject("value")
                    .getJsonArray("statuses");
            assertThat(statuses.size()).isBetween(1, 20);
            for (int index = 0; index < statuses.size(); index++) {
                JsonObject status = statuses.getJsonObject(index);
                seen.add(status.getString("biz_opaque_callback_data") + " " + status.getString("status"));
            }
        }
        assertThat(seen).hasSize(600).doesNotHaveDuplicates();
        assertThat(seen).containsSubsequence("5 sent", "5 delivered", "5 read");
        assertThat(seen).containsSubsequence("204 sent", "204 delivered", "204 read");
    }

    private static Slice slice(long program, long compiler) {
        return new Slice(1, 1, new Usage(program, compiler, 0, 0));
    }

    @Test
    void aMessageAfterAnAnsweredStopIsSeen() {
        Observer observer = new Observer(10, 2);
        observer.begin(10);
        observer.arrived(4, message("#bench Bonjour"), 1);
        observer.stopSent(4, 2);
        observer.arrived(4, message("#bench Bonjour"), 3);
        assertThat(observer.report().getInteger("lateMessages"))
                .as("not answered yet")
                .isZero();
        observer.stopAnswered(4, 4);
        observer.arrived(4, message("C'est noté"), 5);
        assertThat(observer.report().getInteger("lateMessages"))
                .as("the confirmation")
                .isZero();
        observer.arrived(4, message("C'est noté"), 6);
        assertThat(observer.report().getInteger("lateMessages"))
                .as("a second one")
                .isEqualTo(1);
        observer.arrived(4, message("#bench Bonjour"), 7);
        assertThat(observer.report().getInteger("lateMessages")).isEqualTo(2);
        assertThat(observer.report().getInteger("duplicates")).isEqualTo(2);
    }

    @Test
    void theChatOfAMessageIsFound() {
        assertThat(BenchPlatform.person(message("x"))).isEqualTo(4);
        assertThat(BenchPlatform.person(Buffer.buffer("{\"text\":\"\"chat_id\"}")))
                .isEqualTo(-1);
    }

    private static Buffer message(String text) {
        return Buffer.buffer(new JsonObject()
                .put("chat_id", Long.toString(Observer.FIRST_CHAT + 4))
                .put("text", text)
                .encode());
    }
}
