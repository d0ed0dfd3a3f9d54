package org.relais.api.contact;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.consent.ConsentWordingStore;
import org.relais.consent.verify.ConsentVerifier;
import org.relais.consent.verify.LedgerVerification;
import org.relais.contact.ContactStore;
import org.relais.database.Paging;
import org.relais.input.QueryReader;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEvent;
import org.relais.ledger.LedgerKind;

/** {@code /ledger} and the ledger of one person; and whether its chain is whole. */
public final class LedgerApi implements ApiRoutes.Resource {
    private static final List<String> KINDS =
            Stream.of(LedgerKind.values()).map(LedgerKind::sqlName).toList();

    private final Pool pool;
    private final Ledger ledger;
    private final ConsentVerifier verifier;
    private final ContactStore contacts = new ContactStore();
    private final ConsentWordingStore wordings = new ConsentWordingStore();

    public LedgerApi(Pool pool, Ledger ledger, ConsentVerifier verifier) {
        this.pool = pool;
        this.ledger = ledger;
        this.verifier = verifier;
    }

    @Override
    public void mount(Router router) {
        router.get(ApiRoutes.BASE + "/ledger").handler(ApiHandlers.read(this::ofOrganisation));
        router.get(ApiRoutes.BASE + "/ledger/verify").handler(ApiHandlers.read(this::verify));
        router.get(ApiRoutes.BASE + "/contacts/:id/ledger").handler(ApiHandlers.read(this::ofContact));
    }

    private Future<JsonObject> ofOrganisation(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        Paging paging = query.paging();
        Ledger.Filter filter = new Ledger.Filter(
                query.word("kind", KINDS).map(LedgerKind::of).orElse(null),
                query.time("since").orElse(null));
        query.done();
        return ledger.ofOrganisation(pool, ApiHandlers.actor(context).organisationId(), filter, paging, limit + 1)
                .compose(events -> page(context, events, limit));
    }

    /** With the text of every wording that the events name by its version. */
    private Future<JsonObject> page(RoutingContext context, List<LedgerEvent> events, int limit) {
        Set<String> references = events.stream()
                .flatMap(event -> Stream.ofNullable(event.wording()))
                .collect(Collectors.toSet());
        return wordings.named(pool, ApiHandlers.actor(context).organisationId(), references)
                .map(found -> Page.of(events, limit, event -> ContactJson.ledger(event, found), LedgerEvent::id));
    }

    private Future<JsonObject> verify(RoutingContext context) {
        QueryReader.none(context);
        return verifier.verify(ApiHandlers.actor(context).organisationId(), List.of())
                .map(LedgerVerification::json);
    }

    /** Also of a person who was erased: the rows stay, as pseudonyms. */
    private Future<JsonObject> ofContact(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        Paging paging = query.paging();
        query.done();
        long organisationId = ApiHandlers.actor(context).organisationId();
        long id = ApiHandlers.id(context);
        return contacts.find(pool, organisationId, id)
                .map(ApiHandlers::found)
                .compose(contact -> ledger.ofContact(pool, organisationId, id, paging, limit + 1))
                .compose(events -> page(context, events, limit));
    }
}
