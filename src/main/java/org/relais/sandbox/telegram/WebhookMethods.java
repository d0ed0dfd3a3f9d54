package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Settings;
import org.relais.sandbox.world.World;

/** setWebhook and deleteWebhook. A local Bot API server takes plain HTTP and any port, the public one doesn't. */
final class WebhookMethods {
    private static final Set<Integer> PORTS = Set.of(80, 88, 443, 8443);

    private WebhookMethods() {}

    static Object set(World world, TelegramMethods.Call call) {
        String url = call.parameters().text("url");
        if (url.isEmpty()) {
            return delete(call);
        }
        checkAddress(url, world.settings());
        String secret = call.parameters().text("secret_token");
        if (secret.length() > 256) {
            throw Refusal.badRequest("secret token is too long");
        }
        if (!secret.matches("[A-Za-z0-9_-]*")) {
            throw Refusal.badRequest("secret token contains unallowed characters");
        }
        int connections = (int) call.parameters().number("max_connections").orElse(40);
        call.bot()
                .setWebhook(
                        url,
                        secret.isEmpty() ? null : secret,
                        connections < 1 || connections > 100 ? 40 : connections,
                        allowed(call),
                        call.parameters().flag("drop_pending_updates"));
        return new TelegramMethods.Described(true, "Webhook was set");
    }

    private static void checkAddress(String url, Settings settings) {
        if (!settings.takes(url)) {
            throw Refusal.badRequest("bad webhook: An HTTPS URL must be provided for webhook");
        }
        try {
            int port = new URI(url).getPort();
            if (!settings.localAddresses() && port != -1 && !PORTS.contains(port)) {
                throw Refusal.badRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
            }
        } catch (URISyntaxException malformed) {
            throw Refusal.badRequest("bad webhook: Invalid webhook URL specified");
        }
    }

    static Object delete(TelegramMethods.Call call) {
        boolean had = call.bot().hasWebhook();
        call.bot().deleteWebhook(call.parameters().flag("drop_pending_updates"));
        return new TelegramMethods.Described(true, had ? "Webhook was deleted" : "Webhook is already deleted");
    }

    private static @Nullable List<String> allowed(TelegramMethods.Call call) {
        JsonArray allowed =
                call.parameters().array("allowed_updates", "allowed updates").orElse(null);
        return allowed == null ? null : allowed.stream().map(String::valueOf).toList();
    }
}
