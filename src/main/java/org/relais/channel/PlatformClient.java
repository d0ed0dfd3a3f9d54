package org.relais.channel;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.relais.channel.PlatformAnswer.Expired;
import org.relais.channel.PlatformAnswer.Lost;
import org.relais.channel.PlatformAnswer.NotBegun;
import org.relais.channel.PlatformAnswer.Response;
import org.relais.consent.LeaseClock;
import org.relais.consent.LeaseTerm;
import org.relais.consent.SendPermit;

/**
 * HTTP to one platform, made so that a message never begins late and never lives on unseen.
 *
 * <p>The permit is spent after the connection was obtained and right before the request is written, so no time passes
 * between the check and the message. A request that is not answered in time has its connection closed, and only then
 * is it reported as lost: nothing more of it can leave this machine. Connections carry one request at a time (no
 * pipelining: a POST behind another would begin whenever that one is answered).
 */
public final class PlatformClient {
    /** Largest answer read. */
    public static final int MAX_BODY = 64 * 1024;

    private static final Pattern BASE_URL =
            Pattern.compile("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-])?");
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final int WAITING_PER_CONNECTION = 64;

    private final HttpClient client;
    private final String peer;
    private final LeaseClock clock;
    private final long timeoutMillis;
    private final URI base;

    /**
     * @param peer what traces call the platform: small letters
     * @param baseUrl address of the platform, without trailing slash
     * @param connections most connections open at once
     */
    public PlatformClient(ChannelContext context, String peer, String baseUrl, int connections) {
        this.peer = peer;
        this.base = URI.create(baseUrl);
        this.clock = new LeaseClock(context.clock(), context.nanoTime());
        this.timeoutMillis = context.httpTimeout().toMillis();
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAlive(true)
                .setPipelining(false)
                .setKeepAliveTimeout((int) IDLE.toSeconds())
                .setConnectTimeout((int) timeoutMillis)
                // What is sent is traced, though nobody's request waits for it.
                .setTracingPolicy(TracingPolicy.ALWAYS)
                // Closing throws away what the kernel has not sent yet, instead of delivering it after the fact.
                .setSoLinger(0);
        this.client = context.vertx()
                .httpClientBuilder()
                .with(options)
                .with(new PoolOptions()
                        .setHttp1MaxSize(connections)
                        .setMaxWaitQueueSize(connections * WAITING_PER_CONNECTION))
                .build();
    }

    /** Whether a text is an address that this client can speak to: http or https, no trailing slash, no query. */
    public static boolean isBaseUrl(String text) {
        return BASE_URL.matcher(text).matches() && URI.create(text).getPort() <= 65_535;
    }

    /** Sends one message under a permit. Never fails. */
    public Future<PlatformAnswer> send(SendPermit permit, String path, Map<String, String> headers, Buffer json) {
        return obtain(HttpMethod.POST, path)
                .transform(obtained -> obtained.failed()
                        ? Future.succeededFuture(new NotBegun(reasonNotBegun(obtained.cause())))
                        : permit.spend(clock.read())
                                ? exchange(obtained.result(), headers, json, timeoutMillis)
                                : giveBack(obtained.result()))
                .otherwise(fault -> new Lost("fault"));
    }

    /**
     * Calls what messages nobody: registrations and acknowledgements. Never fails.
     *
     * @param within bound on the wait for a connection, after which nothing begins, and on the exchange; the HTTP timeout
     *     when that is shorter
     */
    public Future<PlatformAnswer> call(String path, Map<String, String> headers, Buffer json, Duration within) {
        return call(HttpMethod.POST, path, headers, json, within);
    }

    /** Asks for what the platform knows; as {@link #call}. */
    public Future<PlatformAnswer> get(String path, Map<String, String> headers, Duration within) {
        return call(HttpMethod.GET, path, headers, Buffer.buffer(), within);
    }

    /**
     * Reads a file, which may be long and stand on another machine of the platform's. Never fails.
     *
     * @param address absolute, http or https
     * @param most bytes to read; a longer file is a {@link Response} with status 413
     * @param within bound on the whole exchange
     */
    public Future<PlatformAnswer> download(URI address, Map<String, String> headers, int most, Duration within) {
        return client.request(options(HttpMethod.GET, address))
                .transform(obtained -> obtained.failed()
                        ? Future.succeededFuture(new NotBegun(reasonNotBegun(obtained.cause())))
                        : exchange(
                                obtained.result(),
                                headers,
                                Buffer.buffer(),
                                within.toMillis(),
                                response -> read(response, most, 413)))
                .otherwise(fault -> new Lost("fault"));
    }

    /** The address of a path on this platform. */
    public URI address(String path) {
        return URI.create(base + path);
    }

    private Future<PlatformAnswer> call(
            HttpMethod method, String path, Map<String, String> headers, Buffer json, Duration within) {
        long bound = Math.min(within.toMillis(), timeoutMillis);
        LeaseTerm awaited = new LeaseTerm(clock.read(), Duration.ofMillis(bound));
        return obtain(method, path)
                .transform(obtained -> obtained.failed()
                        ? Future.succeededFuture(new NotBegun(reasonNotBegun(obtained.cause())))
                        : awaited.isOver(clock.read())
                                ? giveBack(obtained.result())
                                : exchange(obtained.result(), headers, json, bound))
                .otherwise(fault -> new Lost("fault"));
    }

    public Future<Void> close() {
        return client.close();
    }

    private Future<HttpClientRequest> obtain(HttpMethod method, String path) {
        return client.request(options(method, base).setURI(base.getRawPath() + path));
    }

    private RequestOptions options(HttpMethod method, URI address) {
        boolean secure = "https".equals(address.getScheme());
        return new RequestOptions()
                .setMethod(method)
                .setTraceOperation(peer)
                .setHost(address.getHost())
                .setPort(address.getPort() > 0 ? address.getPort() : secure ? 443 : 80)
                .setSsl(secure)
                .setURI(address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery()))
                .setFollowRedirects(false)
                .setConnectTimeout(timeoutMillis);
    }

    private static Future<PlatformAnswer> giveBack(HttpClientRequest request) {
        request.exceptionHandler(expected -> {});
        return request.reset().transform(done -> Future.succeededFuture(new Expired()));
    }

    private static Future<PlatformAnswer> exchange(
            HttpClientRequest request, Map<String, String> headers, Buffer json, long boundMillis) {
        return exchange(
                request, headers, json, boundMillis, response -> read(response, MAX_BODY, response.statusCode()));
    }

    private static Future<PlatformAnswer> exchange(
            HttpClientRequest request,
            Map<String, String> headers,
            Buffer json,
            long boundMillis,
            Function<HttpClientResponse, Future<PlatformAnswer>> reader) {
        // The response's future tells the same fault; without a handler Vert.x would log it as well.
        request.exceptionHandler(expected -> {});
        headers.forEach(request::putHeader);
        request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        return request.send(json)
                .compose(reader)
                .timeout(boundMillis, TimeUnit.MILLISECONDS)
                .recover(cause -> closed(request).map(nothing -> answerOf(cause)));
    }

    /** @param statusTooLong stands for an answer that is longer than {@code most} */
    private static Future<PlatformAnswer> read(HttpClientResponse response, int most, int statusTooLong) {
        Promise<PlatformAnswer> answer = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() <= most) {
                body.appendBuffer(chunk);
            } else {
                answer.tryFail(new AnswerTooLong(answerOf(response, statusTooLong, Buffer.buffer())));
            }
        });
        response.exceptionHandler(answer::tryFail);
        response.endHandler(end -> answer.tryComplete(answerOf(response, response.statusCode(), body)));
        return answer.future();
    }

    private static Response answerOf(HttpClientResponse response, int status, Buffer body) {
        return new Response(status, body, seconds(response.getHeader(HttpHeaders.RETRY_AFTER)));
    }

    private static @Nullable Duration seconds(@Nullable String header) {
        return header != null && header.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(header)) : null;
    }

    /** Completes when the connection is closed, whatever closing itself has to say. */
    private static Future<Void> closed(HttpClientRequest request) {
        return request.connection().close().otherwiseEmpty();
    }

    private static PlatformAnswer answerOf(Throwable cause) {
        if (cause instanceof AnswerTooLong tooLong) {
            return tooLong.response;
        }
        return new Lost(cause instanceof TimeoutException ? "timeout" : "connection_lost");
    }

    private static String reasonNotBegun(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "unknown_host";
        }
        if (cause instanceof SSLException) {
            return "tls_refused";
        }
        return cause instanceof ConnectException ? "connection_refused" : "no_connection";
    }

    /** An answer that is longer than any platform's; its status still counts. */
    private static final class AnswerTooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Response response;

        AnswerTooLong(Response response) {
            super("answer too long", null, false, false);
            this.response = response;
        }
    }
}
