package org.relais.api.contact;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.CsvDownload;
import org.relais.api.JsonLinesDownload;
import org.relais.consent.ContactListStore;
import org.relais.consent.identity.ContactListService;
import org.relais.contact.ContactLimits;
import org.relais.input.FaultCode;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Role;

/** {@code /contacts} at once: the whole list as a file, and tags of many. */
public final class ContactListsApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/contacts";
    private static final String NAME = "contacts";
    private static final int MOST_TAGGED = 1_000;

    private static final List<String> HEADER = List.of(
            "id",
            "external id",
            "name",
            "language",
            "tags",
            "area",
            "class",
            "state",
            "may be messaged",
            "refusal",
            "phone",
            "other address",
            "variables",
            "created at",
            "updated at");

    private final ContactsApi contacts;
    private final ContactListService service;

    public ContactListsApi(ContactsApi contacts, ContactListService service) {
        this.contacts = contacts;
        this.service = service;
    }

    @Override
    public void mount(Router router) {
        router.get(ALL + ".csv").handler(ApiHandlers.handler(Role.VIEWER, this::csv));
        router.get(ALL + ".jsonl").handler(ApiHandlers.handler(Role.VIEWER, this::lines));
        router.post(ALL + "/tags").handler(ApiHandlers.write(200, this::tag));
    }

    private Future<Void> csv(RoutingContext context) {
        LongFunction<Future<List<JsonObject>>> pages = pages(context);
        return service.exported(ApiHandlers.actor(context)).compose(noted -> new CsvDownload<JsonObject>(
                        HEADER, pages, contact -> contact.getLong("id"), ContactListsApi::cells)
                .send(context, NAME));
    }

    private Future<Void> lines(RoutingContext context) {
        LongFunction<Future<List<JsonObject>>> pages = pages(context);
        return service.exported(ApiHandlers.actor(context))
                .compose(noted -> new JsonLinesDownload(pages).send(context, NAME));
    }

    private LongFunction<Future<List<JsonObject>>> pages(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        ContactListStore.Filter filter = ContactsApi.filter(query);
        query.done();
        long organisationId = ApiHandlers.actor(context).organisationId();
        return id -> contacts.from(organisationId, filter, id, CsvDownload.pageSize());
    }

    private static List<String> cells(JsonObject contact) {
        JsonObject consent = contact.getJsonObject("consent");
        JsonArray addresses = contact.getJsonArray("addresses");
        JsonObject variables = contact.getJsonObject("variables");
        return List.of(
                CsvDownload.cell(contact.getLong("id")),
                CsvDownload.cell(contact.getString("externalId")),
                contact.getString("name"),
                CsvDownload.cell(contact.getString("language")),
                contact.getJsonArray("tags").stream().map(String::valueOf).collect(Collectors.joining(", ")),
                CsvDownload.cell(contact.getString("area")),
                consent.getString("class"),
                consent.getString("state"),
                consent.getBoolean("mayBeMessaged") ? "yes" : "no",
                CsvDownload.cell(consent.getString("refusal")),
                reached(addresses, true),
                reached(addresses, false),
                variables.isEmpty() ? "" : variables.encode(),
                CsvDownload.cell(contact.getValue("createdAt")),
                CsvDownload.cell(contact.getValue("updatedAt")));
    }

    /** By telephone number, or otherwise; where the person is reached no more is left out. */
    private static String reached(JsonArray addresses, boolean byPhone) {
        return addresses.stream()
                .map(JsonObject.class::cast)
                .filter(address -> address.getString("status").equals("active"))
                .filter(address -> address.getString("kind").equals("phone") == byPhone)
                .map(address -> address.getString("identifier"))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private Future<JsonObject> tag(RoutingContext context) {
        StrictObject body = ApiHandlers.body(context);
        List<Long> contactIds = body.idList("contacts", MOST_TAGGED);
        List<String> add = body.textList("add", ContactLimits.TAGS, ContactLimits.TAG);
        List<String> remove = body.textList("remove", ContactLimits.TAGS, ContactLimits.TAG);
        body.require("contacts");
        if (add.isEmpty() && remove.isEmpty()) {
            body.fault("add", FaultCode.REQUIRED);
        }
        body.done();
        return service.tag(ApiHandlers.actor(context), contactIds, add, remove).map(tagged -> new JsonObject()
                .put("changed", tagged.changed())
                .put("missing", new JsonArray(tagged.missing())));
    }
}
