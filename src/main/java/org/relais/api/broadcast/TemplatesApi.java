package org.relais.api.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.channel.CheckResult;
import org.relais.channel.TemplateContent;
import org.relais.input.QueryReader;
import org.relais.template.catalogue.Catalogue;
import org.relais.template.catalogue.StoredTemplate;
import org.relais.template.catalogue.TemplateAuthor;
import org.relais.template.catalogue.TemplateDraft;
import org.relais.template.catalogue.TemplateService;

/** {@code /templates}: the platforms' templates of the organisation's senders; hand one in, and ask for them anew. */
public final class TemplatesApi implements ApiRoutes.Resource {
    private final TemplateService templates;
    private final TemplateAuthor author;

    public TemplatesApi(TemplateService templates, TemplateAuthor author) {
        this.templates = templates;
        this.author = author;
    }

    @Override
    public void mount(Router router) {
        String path = ApiRoutes.BASE + "/templates";
        router.get(path).handler(ApiHandlers.read(this::list));
        router.post(path).handler(ApiHandlers.write(201, this::submit));
        router.post(path + "/refresh").handler(ApiHandlers.write(200, this::refresh));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader.none(context);
        return catalogue(context);
    }

    private Future<JsonObject> catalogue(RoutingContext context) {
        return templates.catalogue(ApiHandlers.actor(context).organisationId()).map(TemplatesApi::json);
    }

    private Future<JsonObject> submit(RoutingContext context) {
        return author.submit(ApiHandlers.actor(context), TemplateDraft.decode(ApiHandlers.bodyJson(context)))
                .map(TemplatesApi::json);
    }

    private Future<JsonObject> refresh(RoutingContext context) {
        return templates.refresh(ApiHandlers.actor(context)).compose(fault -> catalogue(context));
    }

    private static JsonObject json(Catalogue catalogue) {
        JsonArray states = new JsonArray();
        catalogue.states().forEach(state -> {
            CheckResult fault = state.fault();
            states.add(new JsonObject()
                    .put("sender", state.senderId())
                    .put("listedAt", state.listedAt())
                    .put("fault", fault == null ? null : fault.code()));
        });
        return Page.all(catalogue.templates(), TemplatesApi::json).put("senders", states);
    }

    private static JsonObject json(StoredTemplate stored) {
        TemplateContent content = stored.template().content();
        JsonArray buttons = new JsonArray();
        content.buttons()
                .forEach(button -> buttons.add(new JsonObject()
                        .put("kind", button.kind().name().toLowerCase(Locale.ROOT))
                        .put("label", button.label())
                        .put("value", button.value())));
        return new JsonObject()
                .put("sender", stored.senderId())
                .put("name", stored.name())
                .put("title", stored.title())
                .put("language", stored.language())
                .put("status", stored.template().status())
                .put("category", stored.template().category())
                .put("quality", stored.template().quality())
                .put("reason", stored.template().reason())
                .put("comingCategory", stored.coming())
                .put("comingAt", stored.comingAt())
                .put("header", content.header())
                .put("body", content.body())
                .put("footer", content.footer())
                .put("buttons", buttons)
                .put("places", new JsonArray(TemplateContent.places(content.body())));
    }
}
