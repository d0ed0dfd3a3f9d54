package org.relais.sandbox.whatsapp;

import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.World;

/** The business numbers and the templates of their accounts. */
public final class WhatsAppPlatform {
    private final World world;
    private final HttpClient client;
    private final Map<String, WhatsAppNumber> numbers = new LinkedHashMap<>();
    private final Map<String, List<MessageTemplate>> templates = new LinkedHashMap<>();
    private final Map<String, Portfolio> portfolios = new HashMap<>();
    private final Flows flows = new Flows();
    private long nextId = 1_000_000_000_000_000L;

    public WhatsAppPlatform(World world, HttpClient client) {
        this.world = world;
        this.client = client;
    }

    /**
     * Adds a number, or replaces where the webhooks of the one with that id go.
     *
     * @throws InvalidField when an id is not digits, a secret is empty or the address is no HTTP URL
     */
    public WhatsAppNumber addNumber(WhatsAppNumber.Line line) {
        check(line.phoneNumberId().matches("\\d{1,20}"), "phoneNumberId", "must be digits");
        check(line.accountId().matches("\\d{1,20}"), "accountId", "must be digits");
        check(!line.displayPhoneNumber().isBlank(), "displayPhoneNumber", "must not be empty");
        check(!line.accessToken().isBlank(), "accessToken", "must not be empty");
        check(!line.appSecret().isBlank(), "appSecret", "must not be empty");
        check(
                line.webhookUrl().isEmpty() || world.settings().takes(line.webhookUrl()),
                "webhookUrl",
                "must be an https address (or a local one, where those are taken) or empty");
        WhatsAppNumber known = numbers.get(line.phoneNumberId());
        if (known != null
                && known.line().accessToken().equals(line.accessToken())
                && known.line().appSecret().equals(line.appSecret())) {
            known.subscribe(line.webhookUrl(), line.verifyToken());
            return known;
        }
        WhatsAppNumber number = new WhatsAppNumber(world, client, line);
        numbers.put(line.phoneNumberId(), number);
        world.add(number);
        return number;
    }

    public Optional<WhatsAppNumber> number(String phoneNumberId) {
        return Optional.ofNullable(numbers.get(phoneNumberId));
    }

    /** Any number of the account, whose token opens it. */
    Optional<WhatsAppNumber> ofAccount(String accountId) {
        return numbers.values().stream()
                .filter(number -> number.line().accountId().equals(accountId))
                .findFirst();
    }

    Flows flows() {
        return flows;
    }

    Portfolio portfolio(WhatsAppNumber number) {
        return portfolios.computeIfAbsent(number.portfolioId(), id -> new Portfolio(world));
    }

    /** Every number of the account. */
    List<WhatsAppNumber> numbersOf(String accountId) {
        return numbers.values().stream()
                .filter(number -> number.line().accountId().equals(accountId))
                .toList();
    }

    /** Whether an {@code Authorization} header carries a token of any number. */
    boolean isToken(@Nullable String authorization) {
        return numbers.values().stream()
                .anyMatch(number -> ("Bearer " + number.line().accessToken()).equals(authorization));
    }

    /** A number whose webhooks come from the app of that id. */
    Optional<WhatsAppNumber> ofApp(String appId) {
        return numbers.values().stream()
                .filter(number -> number.appId().equals(appId))
                .findFirst();
    }

    /**
     * What is entered in the dashboard as the callback of the app: kept, for all numbers of the account, if the handshake
     * succeeds.
     */
    public Future<Boolean> enter(WhatsAppNumber number, String url, String verifyToken) {
        return handshake(url, verifyToken).onSuccess(echoed -> {
            if (echoed) {
                numbersOf(number.line().accountId()).forEach(one -> one.subscribe(url, verifyToken));
            }
        });
    }

    /**
     * Makes the GET handshake that Meta makes when an address is subscribed; completes with whether the
     * service echoed the challenge.
     */
    public Future<Boolean> verify(WhatsAppNumber number) {
        return handshake(number.webhookUrl(), number.verifyToken());
    }

    private Future<Boolean> handshake(String address, String verifyToken) {
        String challenge = Long.toString(1_000_000_000L + world.random().nextInt(1_000_000_000));
        String url = address
                + (address.contains("?") ? "&" : "?")
                + "hub.mode=subscribe&hub.challenge=" + challenge
                + "&hub.verify_token=" + URLEncoder.encode(verifyToken, StandardCharsets.UTF_8);
        return request(url)
                .compose(request -> request.send())
                .compose(response -> response.body()
                        .map(body ->
                                response.statusCode() == 200 && body.toString().equals(challenge)))
                .otherwise(false);
    }

    private Future<HttpClientRequest> request(String url) {
        try {
            return client.request(new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setAbsoluteURI(url)
                    .setTimeout(world.settings().webhookTimeoutMillis()));
        } catch (VertxException | IllegalArgumentException unreadable) {
            throw new InvalidField("url", "must be an address that can be called");
        }
    }

    // Templates

    /** Adds or replaces a template of the account. */
    public JsonObject putTemplate(String accountId, JsonObject described) {
        MessageTemplate template = MessageTemplate.of(newId(), described);
        template.checkLinks(world.settings());
        List<MessageTemplate> known = templates.computeIfAbsent(accountId, id -> new ArrayList<>());
        known.removeIf(other ->
                other.name().equals(template.name()) && other.language().equals(template.language()));
        known.add(template);
        return template.json();
    }

    /**
     * Takes a template that was handed in: it waits until somebody decides.
     *
     * @throws InvalidField when it can't be one, or there is one of that name and language
     */
    MessageTemplate submit(String accountId, JsonObject described) {
        JsonObject waiting = described.copy().put("status", "PENDING");
        MessageTemplate template = MessageTemplate.of(newId(), waiting);
        template.checkExamples();
        template.checkLinks(world.settings());
        if (template(accountId, template.name(), template.language()).isPresent()) {
            throw new InvalidField("name", "content in this language already exists for this template");
        }
        templates.computeIfAbsent(accountId, id -> new ArrayList<>()).add(template);
        return template;
    }

    /** Changes a template in every language, or in one; what they are then. */
    List<MessageTemplate> change(
            String accountId, String name, String language, UnaryOperator<MessageTemplate> change) {
        List<MessageTemplate> known = templates.getOrDefault(accountId, List.of());
        List<MessageTemplate> changed = new ArrayList<>();
        for (int at = 0; at < known.size(); at++) {
            MessageTemplate template = known.get(at);
            if (template.name().equals(name)
                    && (language.isEmpty() || template.language().equals(language))) {
                known.set(at, change.apply(template));
                changed.add(known.get(at));
            }
        }
        return changed;
    }

    List<MessageTemplate> templates(String accountId) {
        return templates.getOrDefault(accountId, List.of());
    }

    /** Templates of an account as the Graph API lists them. */
    public List<JsonObject> templateList(String accountId) {
        return templates(accountId).stream().map(MessageTemplate::json).toList();
    }

    boolean removeTemplate(String accountId, String name) {
        return templates.getOrDefault(accountId, new ArrayList<>()).removeIf(template -> template.name()
                .equals(name));
    }

    Optional<MessageTemplate> template(String accountId, String name, String language) {
        return templates(accountId).stream()
                .filter(template ->
                        template.name().equals(name) && template.language().equals(language))
                .findFirst();
    }

    // Ids

    String newId() {
        nextId += 1 + world.random().nextInt(1000);
        return Long.toString(nextId);
    }

    /** A message id of the shape that Meta gives. */
    String newMessageId() {
        byte[] bytes = new byte[24];
        world.random().nextBytes(bytes);
        return "wamid.HBgL" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "A=";
    }

    private static void check(boolean holds, String field, String expected) {
        if (!holds) {
            throw new InvalidField(field, expected);
        }
    }
}
