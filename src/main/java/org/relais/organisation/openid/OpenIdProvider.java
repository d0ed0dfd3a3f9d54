package org.relais.organisation.openid;

import com.nimbusds.jose.jwk.JWKSet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.config.OpenIdSettings;

/**
 * A provider over HTTP: what it says of itself (OpenID Connect Discovery 1.0), its keys, and the exchange of a code for an id
 * token. What it says is kept for an hour, for all who ask. Each call is bounded in time; a provider that is away, or answers
 * as none does, is a {@link ProviderException}.
 */
final class OpenIdProvider {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration KEPT = Duration.ofHours(1);

    private final HttpClient client;
    private final OpenIdSettings settings;
    private final InstantSource clock;
    private volatile @Nullable Known known;

    OpenIdProvider(Vertx vertx, OpenIdSettings settings, InstantSource clock) {
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) TIMEOUT.toMillis()));
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What it says of itself.
     *
     * @param authorization where a browser is sent to
     * @param token where a code is exchanged
     * @param keys by which its tokens are known
     */
    record Description(String authorization, String token, JWKSet keys) {}

    private record Known(Description description, Instant askedAt) {}

    private record Answer(int status, JsonObject json) {}

    Future<Description> description() {
        return description(KEPT);
    }

    /** @param oldest how long ago it may have been asked */
    Future<Description> description(Duration oldest) {
        Known last = known;
        Instant now = clock.instant();
        // A value, not the future of whoever asked: what follows is on the reader's own context, with its id in the
        // log.
        return last != null && now.isBefore(last.askedAt().plus(oldest))
                ? Future.succeededFuture(last.description())
                : ask().onSuccess(description -> known = new Known(description, now));
    }

    private Future<Description> ask() {
        String base = settings.issuer().replaceAll("/$", "");
        return get(base + "/.well-known/openid-configuration").compose(said -> {
            if (!settings.issuer().equals(said.getValue("issuer"))) {
                throw new ProviderException("it says that it is another issuer than openId.issuer");
            }
            String authorization = address(said, "authorization_endpoint");
            String token = address(said, "token_endpoint");
            return get(address(said, "jwks_uri")).map(keys -> new Description(authorization, token, keys(keys)));
        });
    }

    private static String address(JsonObject said, String name) {
        if (said.getValue(name) instanceof String address && OpenIdSettings.isAddress(address.split("\\?", 2)[0])) {
            return address;
        }
        throw new ProviderException("it names no " + name + " by https");
    }

    private static JWKSet keys(JsonObject json) {
        try {
            return JWKSet.parse(json.encode());
        } catch (ParseException none) {
            throw new ProviderException("its keys can't be read");
        }
    }

    /**
     * The id token for a code; empty when the provider knows no such code, or it was used.
     *
     * @param verifier what the code's challenge was made from
     */
    Future<Optional<String>> exchange(String code, String verifier, String redirect) {
        Buffer form = Buffer.buffer(encoded(Map.of(
                "grant_type", "authorization_code",
                "code", code,
                "code_verifier", verifier,
                "redirect_uri", redirect)));
        String credentials = encode(settings.clientId()) + ":" + encode(settings.clientSecret());
        return description()
                .compose(said -> send(
                        request(HttpMethod.POST, said.token())
                                .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded")
                                .putHeader(
                                        HttpHeaders.AUTHORIZATION,
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(credentials.getBytes(StandardCharsets.UTF_8))),
                        form))
                .map(answer -> {
                    if (answer.status() == 200 && answer.json().getValue("id_token") instanceof String token) {
                        return Optional.of(token);
                    }
                    if (answer.status() == 400
                            && "invalid_grant".equals(answer.json().getValue("error"))) {
                        return Optional.<String>empty();
                    }
                    throw new ProviderException("its token endpoint answered " + answer.status());
                });
    }

    private Future<JsonObject> get(String address) {
        return send(request(HttpMethod.GET, address), Buffer.buffer()).map(answer -> {
            if (answer.status() != 200) {
                throw new ProviderException("it answered " + answer.status());
            }
            return answer.json();
        });
    }

    private static RequestOptions request(HttpMethod method, String address) {
        return new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(address)
                .setTimeout(TIMEOUT.toMillis())
                .putHeader(HttpHeaders.ACCEPT, "application/json");
    }

    private Future<Answer> send(RequestOptions options, Buffer body) {
        return client.request(options)
                .compose(request -> request.send(body))
                .compose(response -> response.body().map(read -> new Answer(response.statusCode(), json(read))))
                .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .recover(fault -> Future.failedFuture(
                        fault instanceof ProviderException
                                ? fault
                                : new ProviderException("it can't be reached: "
                                        + fault.getClass().getSimpleName())));
    }

    /** No object counts as one that says nothing. */
    private static JsonObject json(Buffer body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException | ClassCastException none) {
            return new JsonObject();
        }
    }

    /** A query, or a form. */
    static String encoded(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> encode(value.getKey()) + "=" + encode(value.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
