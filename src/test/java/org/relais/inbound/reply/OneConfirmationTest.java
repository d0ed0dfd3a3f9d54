package org.relais.inbound.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.ServiceUnderTest;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.SandboxControl;

/**
 * At most one confirmation of a stop is taken by the platform, whatever the platform does: on the whole service and the
 * simulated platforms over HTTP, which count what they are asked and what they take.
 */
@NeedsDatabase
class OneConfirmationTest {
    private static ServiceUnderTest service;
    private static SandboxControl phones;
    private static int people;

    @BeforeAll
    static void start() {
        service = ServiceUnderTest.start();
        phones = service.sandbox();
    }

    @AfterAll
    static void close() {
        service.close();
    }

    /** Codes that are tried again for any other message. */
    @ParameterizedTest
    @ValueSource(ints = {131000, 131016, 130429, 131056})
    void whatWasTakenAndFailedLaterIsNotSaidAgain(int code) {
        String phone = join("whatsapp");
        Traffic before = traffic("whatsapp");
        misbehave(phone, new JsonObject().put("errorCode", code).put("errorBy", "status"));

        stop(phone);

        assertThat(confirmation(phone, "failed", "cancelled")).isEqualTo("failed:" + code);
        assertThat(traffic("whatsapp").since(before)).isEqualTo(new Traffic(1, 1));
    }

    @ParameterizedTest
    @CsvSource({"whatsapp, 500", "whatsapp, 503", "telegram, 500", "telegram, 502", "telegram, 503"})
    void aPlatformThatFailsIsNotAskedAgain(String channel, int status) {
        String phone = join(channel);
        Traffic before = traffic(channel);
        misbehave(phone, new JsonObject().put("serverError", status));

        stop(phone);

        assertThat(confirmation(phone, "failed", "cancelled")).startsWith("failed:");
        assertThat(traffic(channel).since(before)).isEqualTo(new Traffic(1, 0));
    }

    @ParameterizedTest
    @CsvSource({"whatsapp, before", "whatsapp, after", "telegram, before", "telegram, after"})
    void aRequestThatBrokeOffIsNotRepeated(String channel, String moment) {
        String phone = join(channel);
        Traffic before = traffic(channel);
        misbehave(phone, new JsonObject().put("reset", moment));

        stop(phone);

        // What a platform took all the same it may report: then more is known of it.
        assertThat(confirmation(phone, "unknown", "failed", "cancelled", "delivered", "read"))
                .matches(moment.equals("after") ? "unknown:.*|delivered|read" : "unknown:.*");
        assertThat(traffic(channel).since(before).accepted()).isEqualTo(moment.equals("after") ? 1 : 0);
    }

    /** "Too fast" was certainly not taken: the one confirmation comes a little later. */
    @ParameterizedTest
    @ValueSource(strings = {"whatsapp", "telegram"})
    void tooFastIsTriedAgainUntilItIsTaken(String channel) {
        String phone = join(channel);
        Traffic before = traffic(channel);
        misbehave(phone, new JsonObject().put("tooManyRequests", 1).put("failTimes", 2));
        long stopped = phones.now();

        stop(phone);

        assertThat(phones.next(phone, stopped).getString("text")).contains("START");
        assertThat(confirmation(phone, "accepted", "delivered", "read")).isNotNull();
        assertThat(traffic(channel).since(before)).isEqualTo(new Traffic(3, 1));
    }

    /** And it is tried no more often than any other message. */
    @Test
    void tooFastForEverIsGivenUp() {
        String phone = join("telegram");
        misbehave(phone, new JsonObject().put("tooManyRequests", 1));
        stop(phone);
        Await.until("it was tried", () -> confirmation(phone).equals("queued:429"));
        query("update delivery set retries = 8 where purpose = 'confirmation' and state = 'queued'");
        query("update delivery set not_before = now() where purpose = 'confirmation' and state = 'queued'");

        assertThat(confirmation(phone, "failed")).isEqualTo("failed:429");
    }

    /** What a platform was asked, and what it took of that. */
    private record Traffic(long requests, long accepted) {
        Traffic since(Traffic before) {
            return new Traffic(requests - before.requests, accepted - before.accepted);
        }
    }

    private static Traffic traffic(String channel) {
        JsonObject senders = phones.get("/counters").getJsonObject("senders");
        return senders.stream()
                .map(sender -> (JsonObject) sender.getValue())
                .filter(sender -> sender.getString("channel").equals(channel))
                .map(sender -> new Traffic(sender.getLong("requests"), sender.getLong("accepted")))
                .reduce(
                        new Traffic(0, 0),
                        (one, other) -> new Traffic(one.requests + other.requests, one.accepted + other.accepted));
    }

    private static String join(String channel) {
        int number = ++people;
        boolean telegram = channel.equals("telegram");
        String phone = telegram
                ? phones.telegramPhone(7_300_000 + number, "Zoé " + number)
                : phones.whatsappPhone(String.format("+336399805%02d", number), "Paul " + number);
        long before = phones.now();
        assertThat(phones.writeAndWait(phone, telegram ? "/start" : "START")).isNotNull();
        assertThat(phones.next(phone, before).getString("text")).contains("Bienvenue");
        return phone;
    }

    private static void misbehave(String phone, JsonObject switches) {
        assertThat(phones.put("/phones/" + phone + "/switches", switches)).isNotNull();
    }

    private static void stop(String phone) {
        assertThat(phones.stopAndWait(phone, "STOP")).isNotNull();
    }

    /** The state and reason of the newest person's confirmation, once it is one of these. */
    private static String confirmation(String phone, String... states) {
        return Await.found("the confirmation is settled", () -> confirmation(phone), found -> List.of(states)
                .contains(found.replaceFirst(":.*", "")));
    }

    private static String confirmation(String phone) {
        List<String> found = query(
                """
                select d.state || coalesce(':' || d.reason, '') as state from delivery d
                join address a on a.id = d.address_id
                where d.purpose = 'confirmation' and a.contact_id = (select max(id) from contact)
                """);
        assertThat(found).as("confirmations to %s", phone).hasSizeLessThanOrEqualTo(1);
        return found.isEmpty() ? "" : found.get(0);
    }

    private static List<String> query(String sql) {
        return ServiceUnderTest.wait(
                service.pool().query(sql).execute().map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map((Row row) -> row.getString(0))
                        .toList()));
    }
}
