package org.relais.channel;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.relais.testing.Await;

/** What reading one webhook costs: signature and events. Run {@link org.openjdk.jmh.Main} with this class's name. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {
    private final Buffer message = RecordedPayloads.body("whatsapp", "text-stop");
    private final Buffer statuses = RecordedPayloads.body("whatsapp", "statuses-out-of-order");
    private final Buffer update = RecordedPayloads.body("telegram", "text-stop");
    private final MultiMap signature =
            MultiMap.caseInsensitiveMultiMap().add("X-Hub-Signature-256", "sha256=" + "0".repeat(64));
    private Vertx vertx;
    private WebhookCodec whatsapp;
    private WebhookCodec telegram;

    @Setup
    public void channels() {
        vertx = Vertx.vertx();
        ChannelContext context =
                new ChannelContext(vertx, InstantSource.system(), System::nanoTime, Duration.ofSeconds(1));
        whatsapp = ChannelRegistry.providers()
                .get("whatsapp")
                .create(
                        context,
                        new JsonObject()
                                .put("appSecret", "secret")
                                .put("verifyToken", "token")
                                .put(
                                        "numbers",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("organisation", "demo")
                                                        .put("name", "demo")
                                                        .put("phoneNumberId", "106540352242922")
                                                        .put("displayPhoneNumber", "+33155507838")
                                                        .put("accessToken", "token"))))
                .codec();
        telegram = ChannelRegistry.providers().get("telegram").replayCodec();
    }

    @TearDown
    public void close() {
        Await.result(vertx.close());
    }

    @Benchmark
    public List<InboundEvent> whatsappMessage() throws MalformedPayloadException {
        return whatsapp.decode("", message, RecordedPayloads.RECEIVED_AT);
    }

    @Benchmark
    public List<InboundEvent> whatsappThreeStatuses() throws MalformedPayloadException {
        return whatsapp.decode("", statuses, RecordedPayloads.RECEIVED_AT);
    }

    @Benchmark
    public boolean whatsappSignature() {
        return whatsapp.authentic("", signature, message);
    }

    @Benchmark
    public List<InboundEvent> telegramUpdate() throws MalformedPayloadException {
        return telegram.decode("123456789", update, RecordedPayloads.RECEIVED_AT);
    }
}
