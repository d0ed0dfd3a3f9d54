package org.relais.channel.whatsapp;

import static org.relais.channel.JsonPayload.list;
import static org.relais.channel.JsonPayload.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.CheckResult;
import org.relais.channel.Secret;
import org.relais.channel.SenderChecks;
import org.relais.channel.whatsapp.GraphApi.Answer;
import org.relais.channel.whatsapp.WhatsAppConfig.Number;

/**
 * A number looked at through the Graph API: the number itself, its account ({@code phone_numbers},
 * {@code subscribed_apps}, {@code message_templates}), and the app's {@code subscriptions}, which are read with the app's own
 * token {@code <app id>|<app secret>} and so prove the secret that webhooks are signed with.
 */
final class WhatsAppChecks implements SenderChecks {
    /** What the app must be subscribed to, for every stop, every state and every limit to come. */
    static final List<String> FIELDS = List.of(
            "messages",
            "user_preferences",
            "message_template_status_update",
            "message_template_quality_update",
            "template_category_update",
            "phone_number_quality_update",
            "account_update",
            "business_capability_update");

    /** What a number that is on a telephone too tells besides. */
    private static final String ECHOES = "smb_message_echoes";

    private static final String TEMPLATES = "templates";
    private static final String NUMBER_FIELDS = "verified_name,display_phone_number,quality_rating,status,throughput,"
            + "whatsapp_business_manager_messaging_limit";
    /** States of a template that have words of their own. */
    private static final List<String> KNOWN = List.of("pending", "in_appeal", "rejected", "paused", "disabled");

    /** Graph API, error code of a parameter: of an object that does not exist or must not be seen too. */
    private static final int NO_OBJECT = 100;

    private static final String PATH = "/webhook/" + WhatsAppChannel.KIND;

    private final GraphApi graph;
    private final WhatsAppConfig config;
    private final Number number;

    WhatsAppChecks(GraphApi graph, WhatsAppConfig config, Number number) {
        this.graph = graph;
        this.config = config;
        this.number = number;
    }

    @Override
    public List<String> names() {
        return List.of(IDENTITY, SUBSCRIPTION, TEMPLATES);
    }

    @Override
    public List<String> looks() {
        return List.of(IDENTITY, SUBSCRIPTION, TEMPLATES);
    }

    @Override
    public boolean enteredByHand() {
        return true;
    }

    @Override
    public boolean securely() {
        return config.baseUrl().startsWith("https:");
    }

    @Override
    public boolean tellsWhatWaits() {
        return false;
    }

    @Override
    public String webhookUrl(String publicUrl) {
        String path = publicUrl + PATH;
        return ofFile() ? path : path + "/" + number.phoneNumberId();
    }

    @Override
    public Future<List<CheckResult>> check(String name, String webhookUrl) {
        String account = number.businessAccountId();
        if (!name.equals(IDENTITY) && account == null) {
            return Future.succeededFuture(List.of(CheckResult.waiting("account.missing", "check", name)));
        }
        return switch (name) {
            case IDENTITY -> identity();
            case SUBSCRIPTION -> subscription(webhookUrl, Objects.requireNonNull(account));
            case TEMPLATES ->
                graph.list(
                                "/" + account
                                        + "/message_templates?fields=name,status,language,category,quality_score,rejected_reason&limit=200")
                        .map(answer -> read(answer, WhatsAppChecks::templates));
            default -> Future.succeededFuture(List.of());
        };
    }

    /** The number, and whether an app of its account knows the secret: with another one every webhook would be refused. */
    @Override
    public Future<List<CheckResult>> introduce() {
        String account = number.businessAccountId();
        return account == null ? identity() : identity().compose(found -> proved(found, account));
    }

    private Future<List<CheckResult>> proved(List<CheckResult> found, String account) {
        return apps(account).compose(apps -> {
            CheckResult fault = apps.fault();
            if (fault != null) {
                // Without the apps nothing is known of the secret: what was found already says the same of the token.
                return Future.succeededFuture(
                        found.stream().anyMatch(SenderChecks::refuses) ? found : with(found, accountFault(fault)));
            }
            if (apps.ids().isEmpty()) {
                // Nobody can tell: an app is subscribed in a later step.
                return Future.succeededFuture(found);
            }
            return subscriptions(apps.ids(), 0).map(answer -> {
                CheckResult refused = answer.fault();
                return refused == null ? found : with(found, secretFault(refused));
            });
        });
    }

    private static List<CheckResult> with(List<CheckResult> found, CheckResult besides) {
        return Stream.concat(found.stream(), Stream.of(besides)).toList();
    }

    // The number

    private Future<List<CheckResult>> identity() {
        return graph.get("/" + number.phoneNumberId() + "?fields=" + NUMBER_FIELDS)
                .compose(answer -> {
                    CheckResult refused = answer.fault();
                    List<CheckResult> found =
                            new ArrayList<>(refused == null ? identity(answer.body()) : List.of(unknownTo(refused)));
                    return found.stream().anyMatch(SenderChecks::refuses) || number.businessAccountId() == null
                            ? Future.succeededFuture(found)
                            : belongs().compose(belongs -> portfolio().map(portfolio -> {
                                found.add(belongs);
                                found.add(portfolio);
                                return found;
                            }));
                });
    }

    /** Nothing with that id, or nothing that the token may see: Meta says the same of both. */
    private CheckResult unknownTo(CheckResult refused) {
        return Integer.valueOf(NO_OBJECT).equals(refused.arguments().get("status"))
                ? CheckResult.failed(
                        "number.unknown", ID, number.phoneNumberId(), "words", words(refused), FIELD, "phoneNumberId")
                : refused;
    }

    private List<CheckResult> identity(JsonNode found) {
        String shown = text(found, "display_phone_number");
        if (shown == null) {
            // Another thing of Meta's has this id, such as the account.
            return List.of(CheckResult.failed("number.none", FIELD, "phoneNumberId"));
        }
        List<CheckResult> results = new ArrayList<>();
        if (!number.digits().isEmpty() && !shown.replaceAll("[^0-9]", "").equals(number.digits())) {
            return List.of(CheckResult.failed(
                    "number.other", "found", shown, "expected", "+" + number.digits(), FIELD, "displayPhoneNumber"));
        }
        results.add(CheckResult.ok(
                "identity.known",
                "name",
                String.valueOf(text(found, "verified_name")),
                "handle",
                shown,
                FIELD,
                "displayPhoneNumber"));
        String quality = String.valueOf(text(found, "quality_rating"));
        results.add(
                switch (quality) {
                    case "RED" -> CheckResult.failed("quality.red");
                    case "YELLOW" -> CheckResult.note("quality.yellow");
                    case "GREEN" -> CheckResult.ok("quality.green");
                    default -> CheckResult.ok("quality.unknown");
                });
        Long limit = MessagingLimit.of(text(found, "whatsapp_business_manager_messaging_limit"));
        if (limit != null) {
            results.add(limit == Long.MAX_VALUE ? CheckResult.ok(NO_LIMIT) : CheckResult.ok(LIMIT, COUNT, limit));
        }
        return results;
    }

    /** Whose limit it is: the portfolio's; where the token may not see that, at least the account's. */
    private Future<CheckResult> portfolio() {
        return graph.get("/" + number.businessAccountId() + "?fields=owner_business_info")
                .map(answer -> {
                    String id = answer.fault() == null ? text(answer.body(), "owner_business_info", "id") : null;
                    return id == null
                            ? CheckResult.ok(PORTFOLIO + "account", ID, account())
                            : CheckResult.ok(PORTFOLIO + "known", ID, id);
                });
    }

    private Future<CheckResult> belongs() {
        return graph.get("/" + number.businessAccountId() + "/phone_numbers?fields=id&limit=200")
                .map(answer -> {
                    CheckResult fault = answer.fault();
                    if (fault != null) {
                        return accountFault(fault);
                    }
                    boolean ours = list(answer.body(), "data").stream()
                            .anyMatch(one -> number.phoneNumberId().equals(text(one, "id")));
                    return ours
                            ? CheckResult.ok("account.holds", "account", account())
                            : CheckResult.failed("account.other", "account", account(), FIELD, "businessAccountId");
                });
    }

    private CheckResult accountFault(CheckResult fault) {
        return fault.code().equals("platform.refused")
                ? CheckResult.failed(
                        "account.refused", "account", account(), "words", words(fault), FIELD, "businessAccountId")
                : fault;
    }

    private String account() {
        return String.valueOf(number.businessAccountId());
    }

    private static Object words(CheckResult fault) {
        return fault.arguments().getOrDefault("words", "");
    }

    // What comes

    private Future<List<CheckResult>> subscription(String webhookUrl, String account) {
        return apps(account).compose(apps -> {
            CheckResult fault = apps.fault();
            if (fault != null) {
                return Future.succeededFuture(List.of(fault));
            }
            return apps.ids().isEmpty()
                    ? Future.succeededFuture(List.of(CheckResult.failed("app.unsubscribed", "account", account)))
                    : subscriptions(apps.ids(), 0).map(answer -> {
                        CheckResult refused = answer.fault();
                        return refused == null ? subscribed(answer.body(), webhookUrl) : List.of(secretFault(refused));
                    });
        });
    }

    /** Apps that are subscribed to the account, or why that can't be known. */
    private record Apps(List<String> ids, @Nullable CheckResult fault) {}

    private Future<Apps> apps(String account) {
        return graph.get("/" + account + "/subscribed_apps")
                .map(answer -> new Apps(
                        list(answer.body(), "data").stream()
                                .map(one -> text(one, "whatsapp_business_api_data", "id"))
                                .filter(Objects::nonNull)
                                .toList(),
                        answer.fault()));
    }

    /**
     * Asks one app after the other: the secret opens only its own. Where it opens none, one that could not be asked, which
     * may be its own, outweighs all that refuse it.
     */
    private Future<Answer> subscriptions(List<String> apps, int at) {
        String app = apps.get(at);
        return graph.get(
                        "/" + app + "/subscriptions",
                        new Secret(app + "|" + number.appSecret().reveal()))
                .compose(answer -> {
                    CheckResult fault = answer.fault();
                    return fault == null || at + 1 == apps.size()
                            ? Future.succeededFuture(answer)
                            : subscriptions(apps, at + 1)
                                    .map(later ->
                                            later.fault() == null || !SenderChecks.unasked(fault) ? later : answer);
                });
    }

    private static CheckResult secretFault(CheckResult fault) {
        boolean refused = fault.code().startsWith("token.") || fault.code().equals("platform.refused");
        return refused ? CheckResult.failed("secret.refused", "words", words(fault), FIELD, "appSecret") : fault;
    }

    private List<CheckResult> subscribed(JsonNode body, String webhookUrl) {
        List<CheckResult> results = new ArrayList<>();
        JsonNode ours = list(body, "data").stream()
                .filter(one -> "whatsapp_business_account".equals(text(one, "object")))
                .findFirst()
                .orElse(MissingNode.getInstance());
        String url = text(ours, "callback_url");
        if (url == null) {
            return List.of(CheckResult.failed("webhook.none"));
        }
        results.add(
                isOurs(url, webhookUrl)
                        ? CheckResult.ok("webhook.ours", "url", url)
                        : CheckResult.failed("webhook.elsewhere", "url", url, "expected", webhookUrl));
        List<String> have = list(ours, "fields").stream()
                .map(field -> field.isTextual() ? field.asText() : String.valueOf(text(field, "name")))
                .toList();
        FIELDS.forEach(field -> results.add(
                have.contains(field)
                        ? CheckResult.ok("field.there", "name", field)
                        : CheckResult.failed("field.missing", "name", field)));
        results.add(CheckResult.ok(have.contains(ECHOES) ? "field.there" : "field.optional", "name", ECHOES));
        return results;
    }

    /** An app has one address for all its numbers: that of any of them serves. */
    private boolean isOurs(String url, String webhookUrl) {
        int at = webhookUrl.lastIndexOf(PATH);
        String path = at < 0 ? webhookUrl : webhookUrl.substring(0, at + PATH.length());
        return url.equals(webhookUrl)
                || ofFile() && url.equals(path)
                || config.numbers().stream()
                        .filter(other ->
                                other.appSecret().matches(number.appSecret().reveal()))
                        .anyMatch(other -> url.equals(path + "/" + other.phoneNumberId()));
    }

    /** Numbers of the configuration share an address. */
    private boolean ofFile() {
        return config.verifyToken().matches(number.verifyToken().reveal());
    }

    /** How many there are, and each with its state, by language and name. */
    private static List<CheckResult> templates(JsonNode body) {
        List<JsonNode> all = list(body, "data");
        long approved = all.stream()
                .filter(one -> "APPROVED".equals(text(one, "status")))
                .count();
        List<CheckResult> results = new ArrayList<>();
        results.add(
                all.isEmpty()
                        ? CheckResult.note("templates.none")
                        : approved == 0
                                ? CheckResult.note("templates.unapproved", "count", all.size())
                                : CheckResult.ok("templates.some", "approved", approved, "count", all.size()));
        all.stream()
                .sorted(Comparator.comparing((JsonNode one) -> String.valueOf(text(one, "language")))
                        .thenComparing(one -> String.valueOf(text(one, "name"))))
                .map(WhatsAppChecks::template)
                .forEach(results::add);
        return results;
    }

    private static CheckResult template(JsonNode one) {
        String status = String.valueOf(text(one, "status")).toLowerCase(Locale.ROOT);
        String reason = text(one, "rejected_reason");
        String quality = text(one, "quality_score", "score");
        Object[] arguments = {
            "name",
            String.valueOf(text(one, "name")),
            "language",
            String.valueOf(text(one, "language")),
            "category",
            String.valueOf(text(one, "category")).toLowerCase(Locale.ROOT),
            "quality",
            quality == null ? "UNKNOWN" : quality,
            "reason",
            reason == null ? "NONE" : reason
        };
        return status.equals("approved")
                ? CheckResult.ok("template." + status, arguments)
                : KNOWN.contains(status)
                        ? CheckResult.note("template." + status, arguments)
                        : CheckResult.note("template.other", arguments);
    }

    private static List<CheckResult> read(Answer answer, Function<JsonNode, List<CheckResult>> reader) {
        CheckResult fault = answer.fault();
        return fault == null ? reader.apply(answer.body()) : List.of(fault);
    }
}
