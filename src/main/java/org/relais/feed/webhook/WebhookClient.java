package org.relais.feed.webhook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Client for posts to programs of others: every request is bounded, follows no redirect, and goes to an address that was
 * looked at.
 */
public final class WebhookClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** The program is not there for now, whatever it is told. */
    private static final Set<Integer> AWAY = Set.of(408, 425, 429, 502, 503, 504);

    private final WebhookReceivers receivers;
    private final HttpClient client;

    public WebhookClient(Vertx vertx, WebhookReceivers receivers) {
        this.receivers = receivers;
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout((int) TIMEOUT.toMillis())
                        .setKeepAliveTimeout((int) TIMEOUT.toSeconds()))
                .with(new PoolOptions().setHttp1MaxSize(1))
                .build();
    }

    /** What a post came to: taken; the program is away; or it will not have this. */
    enum Verdict {
        TAKEN,
        AWAY,
        REFUSED
    }

    /** @param code {@code answered_500}, {@code timeout} … */
    record Answer(Verdict verdict, String code) {}

    /** Posts JSON. Never fails. */
    Future<Answer> post(URI url, String signature, Buffer body) {
        return receivers
                .resolve(url.getHost())
                .compose(address -> client.request(options(url, address)))
                .compose(request -> exchange(request, signature, body))
                .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(fault -> new Answer(Verdict.AWAY, code(fault)));
    }

    private static Future<Answer> exchange(HttpClientRequest request, String signature, Buffer body) {
        // The response's future tells the same fault; without a handler Vert.x would log it as well.
        request.exceptionHandler(told -> {});
        return request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(WebhookSecrets.SIGNATURE, signature)
                .idleTimeout(TIMEOUT.toMillis())
                .send(body)
                // What it says beside the status is nobody's business, and may be endless.
                .compose(response -> response.request()
                        .connection()
                        .close()
                        .otherwiseEmpty()
                        .map(closed -> answer(response.statusCode())));
    }

    private static Answer answer(int status) {
        Verdict verdict = status / 100 == 2 ? Verdict.TAKEN : AWAY.contains(status) ? Verdict.AWAY : Verdict.REFUSED;
        return new Answer(verdict, "answered_" + status);
    }

    private static RequestOptions options(URI url, InetAddress address) {
        boolean secure = "https".equals(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                // Connected to by number; the name is for its certificate and the header.
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(secure)
                .setURI(path + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()))
                .setFollowRedirects(false)
                .setConnectTimeout(TIMEOUT.toMillis());
    }

    private static String code(Throwable fault) {
        if (fault instanceof WebhookReceivers.RefusedAddressException) {
            return "private_address";
        }
        if (fault instanceof UnknownHostException) {
            return "unknown_host";
        }
        if (fault instanceof SSLException) {
            return "tls_refused";
        }
        return fault instanceof TimeoutException ? "timeout" : "no_connection";
    }
}
