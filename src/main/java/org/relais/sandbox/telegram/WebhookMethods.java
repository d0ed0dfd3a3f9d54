package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** setWebhook and deleteWebhook. As with a local Bot API server, plain HTTP and any port are allowed. */
final class WebhookMethods {
    private WebhookMethods() {}

    static Object set(TelegramMethods.Call call) {
        String url = call.parameters().text("url");
        if (url.isEmpty()) {
            return delete(call);
        }
        boolean plain = url.startsWith("http://") && !call.bot().condition().httpsOnly();
        if (!url.startsWith("https://") && !plain) {
            throw Refusal.badRequest("bad webhook: An HTTPS URL must be provided for webhook");
        }
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
