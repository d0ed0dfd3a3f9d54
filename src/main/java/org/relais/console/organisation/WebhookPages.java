package org.relais.console.organisation;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.OneTimeSecret;
import org.relais.console.OneTimeSecrets;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.feed.FeedKind;
import org.relais.feed.webhook.WebhookService;
import org.relais.organisation.Role;

/** Programs that are told what happens: where they are, how they keep up, and what they would not have. For owners. */
public final class WebhookPages implements ConsoleFeature {
    private static final String PAGE = "/settings/webhooks";

    private final WebhookService webhooks;
    private final OneTimeSecrets secrets;
    private final InstantSource clock;

    public WebhookPages(WebhookService webhooks, InstantSource clock) {
        this.webhooks = webhooks;
        this.secrets = new OneTimeSecrets(clock);
        this.clock = clock;
    }

    @Override
    public MenuSection section() {
        return MenuSection.SETTINGS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(PAGE, Role.OWNER, visit -> page(visit, 200, new Form()));
        routes.post(PAGE, Role.OWNER, this::create);
        routes.post(PAGE + "/:id/secret", Role.OWNER, this::renewSecret);
        routes.post(PAGE + "/:id/replay", Role.OWNER, this::replay);
        routes.post(PAGE + "/:id/delete", Role.OWNER, this::delete);
    }

    private Future<PageResult> page(PageRequest visit, int status, Form form) {
        Map<String, Object> model = new HashMap<>();
        model.put("form", form);
        model.put("possible", webhooks.possible());
        model.put("example", webhooks.example(clock.instant()));
        secrets.take(visit.formToken()).ifPresent(secret -> model.put("secret", secret));
        return webhooks.all(visit.organisationId())
                .onSuccess(all -> model.put("webhooks", all))
                .compose(all -> webhooks.refusals(visit.organisationId()))
                .onSuccess(refusals -> model.put("refusals", refusals))
                .map(all -> new PageResult.Page(status, "settings/webhooks", model));
    }

    private Future<PageResult> create(PageRequest visit) {
        Form form = Form.of(visit, "url", "told");
        form.check("url", WebhookService::isAddress, visit.text("webhook.url.fault"));
        if (form.faulty() || !webhooks.possible()) {
            return page(visit, 422, form);
        }
        List<String> kinds = form.value("told").equals("people") ? FeedKind.PEOPLE : List.of();
        return webhooks.create(visit.actor(), form.value("url"), kinds)
                .compose(made -> made.isEmpty()
                        ? page(visit, 422, form.faulty("url", visit.text("webhook.most", "most", WebhookService.MOST)))
                        : Future.succeededFuture(shown(visit, made.get())));
    }

    /** By way of a redirect, so that loading the page again makes nothing again. */
    private PageResult shown(PageRequest visit, WebhookService.Issued issued) {
        secrets.keep(visit.formToken(), new OneTimeSecret("webhook", Long.toString(issued.id()), issued.secret()));
        return PageResult.to(PAGE);
    }

    private Future<PageResult> renewSecret(PageRequest visit) {
        return webhooks.renewSecret(visit.actor(), visit.id())
                .map((Optional<WebhookService.Issued> issued) ->
                        issued.map(one -> shown(visit, one)).orElseGet(PageResult::notFound));
    }

    private Future<PageResult> replay(PageRequest visit) {
        String after = visit.field("after").orElse("0");
        return after.matches("\\d{1,18}")
                ? webhooks.replay(visit.actor(), visit.id(), Long.parseLong(after))
                        .map(found -> changed(found, "webhook.replayed"))
                : Future.succeededFuture(PageResult.notFound());
    }

    private Future<PageResult> delete(PageRequest visit) {
        return webhooks.delete(visit.actor(), visit.id()).map(found -> changed(found, "webhook.deleted"));
    }

    /** Why nothing was taken, in words. */
    public static String reason(PageRequest visit, String error) {
        return error.startsWith("answered_")
                ? visit.text("webhook.answered", "status", error.substring("answered_".length()))
                : visit.textOr("webhook.error." + error, error);
    }

    private static PageResult changed(boolean found, String saying) {
        return found ? PageResult.to(PAGE).saying(saying) : PageResult.notFound();
    }
}
