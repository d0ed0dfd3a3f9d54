package org.relais.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.relais.testing.Slow;
import picocli.CommandLine;

/** The bench's whole way on a few people: its figures are there, and the witness saw no message after a stop. */
@Slow
class BenchCommandTest {

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void aFewPeopleGiveEveryFigureAndNoLateMessage() {
        StringWriter out = new StringWriter();
        int exit = new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .execute("--quick", "--json", "--people", "400", "--only", "claim,send,enqueue,audience,import");
        assertThat(exit).isZero();
        JsonObject figures = new JsonObject(out.toString());
        assertThat(figures.getJsonObject("machine").getInteger("processors")).isPositive();
        assertThat(figures.fieldNames())
                .contains(
                        "ceilingPerSecond",
                        "sendsPerSecond",
                        "ratio",
                        "lateMessages",
                        "stops",
                        "stopToAnswerMillis",
                        "stopToLastSeenMillis",
                        "claimPerSecond",
                        "claimPerSecondFinished",
                        "enqueuePerSecond",
                        "audienceCountMillis",
                        "importRowsPerSecond",
                        "aims",
                        "loadAverages");
        assertThat(figures.getInteger("lateMessages")).isZero();
        assertThat(figures.getInteger("duplicates")).isZero();
        assertThat(figures.getInteger("stopsFailed")).isZero();
        assertThat(figures.getInteger("stops")).isPositive();
        assertThat(figures.getJsonObject("stopToAnswerMillis").getDouble("max")).isPositive();
        assertThat(figures.getInteger("enqueued")).isEqualTo(400);
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
        assertThat(EchoPlatform.person(message("x"))).isEqualTo(4);
        assertThat(EchoPlatform.person(Buffer.buffer("{\"text\":\"\"chat_id\"}")))
                .isEqualTo(-1);
    }

    private static Buffer message(String text) {
        return Buffer.buffer(new JsonObject()
                .put("chat_id", Long.toString(Observer.FIRST_CHAT + 4))
                .put("text", text)
                .encode());
    }
}
