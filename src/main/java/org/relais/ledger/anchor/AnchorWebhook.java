package org.relais.ledger.anchor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.relais.digest.HmacSha256;

/**
 * The way of heads to somebody's program, as lines of JSON in signed posts: {@code Relais-Signature: t=SECONDS,v1=HEX},
 * where HEX is HMAC-SHA-256 under the shared secret over {@code SECONDS.BODY}. Any answer of 2xx takes them. One node at a
 * time sends.
 */
public final class AnchorWebhook implements AnchorDestination {
    public static final String SIGNATURE = "Relais-Signature";

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final UnsentAnchors unsent;
    private final HttpClient client;
    private final String url;
    private final HmacSha256 secret;
    private final InstantSource clock;

    /** @param secret that the receiver shares, 32 bytes */
    public AnchorWebhook(Vertx vertx, Pool pool, String url, byte[] secret, InstantSource clock) {
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) TIMEOUT.toMillis()));
        this.unsent = new UnsentAnchors(pool, "webhook", url, clock);
        this.url = url;
        this.secret = new HmacSha256(secret);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public Future<Integer> send() {
        return unsent.each(heads -> post(AnchorLines.of(heads)));
    }

    private Future<Void> post(Buffer body) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url)
                .setTimeout(TIMEOUT.toMillis())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-ndjson")
                .putHeader(SIGNATURE, signature(clock.instant().getEpochSecond(), body));
        return client.request(options)
                .compose((HttpClientRequest request) -> request.send(body))
                .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .compose(answer -> answer.statusCode() / 100 == 2
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IllegalStateException("answered " + answer.statusCode())));
    }

    private String signature(long seconds, Buffer body) {
        byte[] signed = Buffer.buffer(seconds + ".").appendBuffer(body).getBytes();
        return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(secret.of(signed));
    }
}
