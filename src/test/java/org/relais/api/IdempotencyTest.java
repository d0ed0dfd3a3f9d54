package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient.Answer;
import org.relais.testing.NeedsDatabase;

/** {@code Idempotency-Key}: a request is done once, however often it is sent. */
@NeedsDatabase
class IdempotencyTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static final AtomicInteger NUMBER = new AtomicInteger(100);

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static JsonObject person() {
        return new JsonObject()
                .put("name", "Ada " + NUMBER.incrementAndGet())
                .put("addresses", ApiBody.number("+33612340" + NUMBER.get()))
                .put(
                        "consent",
                        new JsonObject()
                                .put("class", "regular")
                                .put("source", "Form 12")
                                .put("at", "2026-11-07T10:30:00+01:00")
                                .put("wording", "I agree (v3)")
                                .put("language", "en"));
    }

    private static long named(JsonObject person) {
        return WORLD.count("contact where name = '" + person.getString("name") + "'");
    }

    private static boolean replayed(Answer answer) {
        return answer.headers().firstValue(IdempotentRequests.REPLAYED).isPresent();
    }

    @Test
    void theSameRequestIsDoneOnceAndAnsweredTheSame() {
        JsonObject person = person();
        var keyed = WORLD.organiser.under(key());
        Answer first = keyed.post("/contacts", person);
        Answer second = keyed.post("/contacts", person);
        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.entityTag()).isEqualTo(first.entityTag());
        assertThat(replayed(first)).isFalse();
        assertThat(replayed(second)).isTrue();
        assertThat(named(person)).isOne();
    }

    @Test
    void manyAtOnceAreDoneOnce() {
        JsonObject person = person();
        var keyed = WORLD.organiser.under(key());
        List<CompletableFuture<Answer>> sent = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> keyed.post("/contacts", person)))
                .toList();
        List<Integer> statuses =
                sent.stream().map(CompletableFuture::join).map(Answer::status).toList();
        assertThat(statuses).contains(201).isSubsetOf(201, 409);
        assertThat(named(person)).isOne();
        assertThat(keyed.post("/contacts", person).status()).isEqualTo(201);
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefusedAndDoesNothing() {
        JsonObject person = person();
        JsonObject other = person();
        var keyed = WORLD.organiser.under(key());
        assertThat(keyed.post("/contacts", person).status()).isEqualTo(201);
        Answer refused = keyed.post("/contacts", other);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().getString("type")).isEqualTo("urn:relais:problem:other-request");
        assertThat(named(other)).isZero();
    }

    @Test
    void whatWasRefusedLeavesItsKeyFree() {
        JsonObject person = person();
        var keyed = WORLD.organiser.under(key());
        assertThat(keyed.post("/contacts", person.copy().put("language", "klingon"))
                        .status())
                .isEqualTo(400);
        assertThat(keyed.post("/contacts", person).status()).isEqualTo(201);
    }

    @Test
    void aKeyIsItsTokensOwn() {
        String key = key();
        JsonObject person = person();
        assertThat(WORLD.organiser.under(key).post("/contacts", person).status())
                .isEqualTo(201);
        Answer stranger = WORLD.stranger.under(key).post("/contacts", person);
        assertThat(replayed(stranger)).isFalse();
        assertThat(stranger.status()).isEqualTo(201);
        Answer viewer = WORLD.viewer.under(key).post("/contacts", person);
        assertThat(viewer.status()).isEqualTo(403);
    }

    @Test
    void aRequestThatBrokeOffSaysSo() {
        JsonObject person = person();
        var keyed = WORLD.organiser.under(key());
        assertThat(keyed.post("/contacts", person).status()).isEqualTo(201);
        WORLD.rows("update idempotent_request set status = null, answer = null where status = 201 returning key");
        Answer unknown = keyed.post("/contacts", person);
        assertThat(unknown.status()).isEqualTo(409);
        assertThat(unknown.json().getString("detail")).contains("broke off");
        assertThat(named(person)).isOne();
    }

    @Test
    void aKeyThatCanBeGuessedIsNone() {
        for (String bad : List.of("1", "fifteen-letters", "with a space in it", "k".repeat(201))) {
            assertThat(WORLD.organiser.under(bad).post("/contacts", person()).fault(IdempotentRequests.HEADER))
                    .as(bad)
                    .contains("16 to 200");
        }
    }

    @Test
    void nobodyReadsTheKeptAnswerWithoutTheKey() {
        JsonObject person = person();
        assertThat(WORLD.organiser.under(key()).post("/contacts", person).status())
                .isEqualTo(201);
        String kept = WORLD.rows(
                        "select encode(answer, 'escape') as answer from idempotent_request where answer is not null")
                .toString();
        assertThat(kept).doesNotContain(person.getString("name")).doesNotContain("+33612340");
    }

    @Test
    void aDayLaterTheKeyIsFree() {
        JsonObject person = person();
        String key = key();
        var keyed = WORLD.organiser.under(key);
        assertThat(keyed.post("/contacts", person).status()).isEqualTo(201);
        WORLD.rows("update idempotent_request set begun_at = begun_at - interval '25 hours' returning key");
        Answer later = keyed.post("/contacts", person);
        assertThat(replayed(later)).isFalse();
        assertThat(WORLD.count("idempotent_request where begun_at < now() - interval '1 day'"))
                .isZero();
    }
}
