package org.relais.sandbox.whatsapp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.JournalEntry;
import org.relais.sandbox.world.RateLimit;
import org.relais.sandbox.world.SimulatedPlatform;
import org.relais.sandbox.world.SimulatedSender;
import org.relais.sandbox.world.Traffic;
import org.relais.sandbox.world.WebhookQueue;
import org.relais.sandbox.world.World;

/** One business phone number with the app that is subscribed to it. */
public final class WhatsAppNumber implements SimulatedSender, WebhookQueue.Behaviour {
    private static final Duration LIFE = Duration.ofDays(7);
    private static final int CONNECTIONS = 100;

    private final World world;
    private final Line line;
    private final Traffic traffic = new Traffic();
    private final WebhookQueue webhooks;
    private final RateLimit.Gate throughput = new RateLimit.Gate();
    private final Mac mac;
    private String webhookUrl;
    private String verifyToken;
    private NumberCondition condition = NumberCondition.GOOD;

    public WhatsAppNumber(World world, HttpClient client, Line line) {
        this.world = world;
        this.line = line;
        this.webhookUrl = line.webhookUrl();
        this.verifyToken = line.verifyToken();
        this.mac = mac(line.appSecret());
        this.webhooks = new WebhookQueue(world, client, this);
    }

    /**
     * How a number is set up.
     *
     * @param phoneNumberId Meta's id of the number, in the path of a send
     * @param displayPhoneNumber the number as people see it
     * @param name verified name
     * @param accountId WhatsApp Business Account id, in the path of the templates
     * @param accessToken bearer token of the Graph API
     * @param appSecret key of the webhook signature
     * @param verifyToken what the service expects in the GET handshake
     * @param webhookUrl where webhooks go; empty = nowhere
     */
    public record Line(
            String phoneNumberId,
            String displayPhoneNumber,
            String name,
            String accountId,
            String accessToken,
            String appSecret,
            String verifyToken,
            String webhookUrl) {}

    public Line line() {
        return line;
    }

    public String webhookUrl() {
        return webhookUrl;
    }

    public String verifyToken() {
        return verifyToken;
    }

    /** Where webhooks go from now on; empty = nowhere. */
    public void subscribe(String url, String token) {
        webhookUrl = url;
        verifyToken = token;
        webhooks.pump();
    }

    public NumberCondition condition() {
        return condition;
    }

    public void condition(NumberCondition changed) {
        condition = changed;
    }

    /** The app that webhooks come from: one for all numbers of an account. */
    String appId() {
        return "7" + line.accountId();
    }

    RateLimit.Gate throughput() {
        return throughput;
    }

    /** Digits of the display number. */
    String digits() {
        return line.displayPhoneNumber().replaceAll("\\D", "");
    }

    /** The business portfolio that it belongs to. */
    String portfolioId() {
        return condition.portfolio().isEmpty() ? "5" + line.accountId() : condition.portfolio();
    }

    @Override
    public String key() {
        return line.phoneNumberId();
    }

    @Override
    public SimulatedPlatform platform() {
        return SimulatedPlatform.WHATSAPP;
    }

    @Override
    public String name() {
        return line.name();
    }

    @Override
    public Traffic traffic() {
        return traffic;
    }

    @Override
    public WebhookQueue webhooks() {
        return webhooks;
    }

    @Override
    public Optional<WebhookQueue.Target> target(JournalEntry entry, Buffer body) {
        if (webhookUrl.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new WebhookQueue.Target(
                webhookUrl,
                Map.of("Content-Type", "application/json", "X-Hub-Signature-256", "sha256=" + signature(body))));
    }

    private String signature(Buffer body) {
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes()));
    }

    @Override
    public int connections() {
        return CONNECTIONS;
    }

    @Override
    public long retryMillis(int attempts, @Nullable String retryAfter) {
        return Math.min(3_600_000L, (long) world.settings().whatsappRetryMillis() << Math.min(attempts - 1, 16));
    }

    @Override
    public Duration life() {
        return LIFE;
    }

    @Override
    public void failed(int status, @Nullable String error) {
        // Meta shows failures on its dashboard only; the journal has them.
    }

    @Override
    public boolean keepUnsubscribed(JournalEntry entry) {
        return false;
    }

    private static Mac mac(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HmacSHA256 is part of every Java platform", impossible);
        }
    }
}
