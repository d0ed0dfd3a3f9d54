package org.relais.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.relais.channel.InboundEvent.Kind;
import org.relais.testing.Unit;

/**
 * What holds for every codec whatever arrives. Payloads are the recorded ones of all channels, damaged. A failure tells its
 * seed; {@code -Djqwik.tries.default=100000} tries that many of each.
 */
@Unit
class CodecFuzzTest {
    /** The same damage in every build. */
    private static final String SEED = "20261128";

    /** Lists by which platforms tell several things at once. */
    private static final Set<String> BATCHES = Set.of("entry", "changes", "messages", "statuses");

    /** A payload by its channel and name. */
    record Payload(String channel, String name) {
        String json() {
            return RecordedPayloads.body(channel, name).toString();
        }

        List<InboundEvent> decode(String json) throws MalformedPayloadException {
            return decode(Buffer.buffer(json));
        }

        List<InboundEvent> decode(Buffer body) throws MalformedPayloadException {
            WebhookCodec codec = ChannelRegistry.providers().get(channel).replayCodec();
            return codec.decode("123456789", body, RecordedPayloads.RECEIVED_AT);
        }
    }

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void damagedPayloadsAreReadOrMalformed(@ForAll("payloads") Payload payload, @ForAll long seed) {
        check(payload, Buffer.buffer(new JsonMutation(seed).damaged(payload.json())));
    }

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void scratchedPayloadsAreReadOrMalformed(@ForAll("payloads") Payload payload, @ForAll long seed) {
        check(
                payload,
                Buffer.buffer(new JsonMutation(seed).scratched(payload.json()).getBytes(StandardCharsets.UTF_8)));
    }

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void garbledPayloadsAreReadOrMalformed(@ForAll("payloads") Payload payload, @ForAll long seed) {
        check(payload, Buffer.buffer(new JsonMutation(seed).garbled(payload.json())));
    }

    @Property(seed = SEED)
    void bytesAreReadOrMalformed(@ForAll("payloads") Payload payload, @ForAll byte[] bytes) {
        check(payload, Buffer.buffer(bytes));
    }

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void strangersHideNoStop(@ForAll("stops") Payload payload, @ForAll long seed) throws MalformedPayloadException {
        List<InboundEvent> expected = stops(payload.decode(payload.json()));

        List<InboundEvent> found = stops(payload.decode(new JsonMutation(seed).withStrangers(payload.json())));

        assertThat(expected).isNotEmpty();
        assertThat(found).containsAll(expected);
    }

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void damagedNeighboursChangeNoStop(@ForAll("stops") Payload payload, @ForAll long seed)
            throws MalformedPayloadException {
        List<InboundEvent> expected = stops(payload.decode(payload.json()));

        List<InboundEvent> found =
                stops(payload.decode(new JsonMutation(seed).withDamagedNeighbours(payload.json(), BATCHES)));

        assertThat(found).containsAll(expected);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF, seed = SEED)
    void redeliveriesHaveTheSameKeys(@ForAll("payloads") Payload payload) throws MalformedPayloadException {
        assertThat(payload.decode(payload.json()).stream().map(InboundEvent::eventKey))
                .isEqualTo(payload.decode(new JsonObject(payload.json()).encode()).stream()
                        .map(InboundEvent::eventKey)
                        .toList());
    }

    @Provide
    Arbitrary<Payload> payloads() {
        return Arbitraries.of(ChannelRegistry.providers().keySet().stream()
                .flatMap(channel -> RecordedPayloads.names(channel).map(name -> new Payload(channel, name)))
                .toList());
    }

    /** The payloads with a stop whose person is known. */
    @Provide
    Arbitrary<Payload> stops() {
        return payloads().filter(payload -> {
            try {
                return !stops(payload.decode(payload.json())).isEmpty();
            } catch (MalformedPayloadException malformed) {
                return false;
            }
        });
    }

    private static List<InboundEvent> stops(List<InboundEvent> events) {
        return events.stream()
                .filter(event -> event.kind() == Kind.PLATFORM_STOP || "STOP".equals(event.text()))
                .filter(event -> !event.from().isEmpty())
                .toList();
    }

    private static void check(Payload payload, Buffer body) {
        List<InboundEvent> events;
        try {
            events = payload.decode(body);
        } catch (MalformedPayloadException malformed) {
            assertThat(malformed).hasMessageMatching("the payload (is|has) [A-Za-z0-9 _\":,]{3,80}");
            return;
        }
        assertThat(events).allSatisfy(event -> {
            String json = EventJson.encode(event).encode();
            assertThat(EventJson.decode(new JsonObject(json))).isEqualTo(event);
            assertThat(json).doesNotContain("\\u0000").doesNotContainPattern("\\\\ud[89a-f]");
            assertThat(event.eventKey()).isNotEmpty().hasSizeLessThanOrEqualTo(200);
            assertThat(event.platformTime()).isBefore(RecordedPayloads.RECEIVED_AT.plusSeconds(301));
        });
    }
}
