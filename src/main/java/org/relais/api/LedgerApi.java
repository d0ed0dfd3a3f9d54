package org.relais.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.consent.Ledger;
import org.relais.consent.LedgerEvent;
import org.relais.consent.WordingStore;
import org.relais.consent.chain.LedgerVerifier;
import org.relais.consent.chain.Verification;
import org.relais.contact.ContactStore;

/** {@code /ledger} and the ledger of one person, newest first; and whether its chain is whole. */
public final class LedgerApi implements ApiRoutes.Resource {
    private final Pool pool;
    private final Ledger ledger;
    private final LedgerVerifier verifier;
    private final ContactStore contacts = new ContactStore();
    private final WordingStore wordings = new WordingStore();

    public LedgerApi(Pool pool, Ledger ledger, LedgerVerifier verifier) {
        this.pool = pool;
        this.ledger = ledger;
        this.verifier = verifier;
    }

    @Override
    public void mount(Router router) {
        router.get(ApiRoutes.BASE + "/ledger").handler(Edge.read(this::ofOrganisation));
        router.get(ApiRoutes.BASE + "/ledger/verify").handler(Edge.read(this::verify));
        router.get(ApiRoutes.BASE + "/contacts/:id/ledger").handler(Edge.read(this::ofContact));
    }

    private Future<JsonObject> ofOrganisation(RoutingContext context) {
        Query query = Query.of(context);
        int limit = query.limit();
        long before = query.cursor(Long.MAX_VALUE);
        query.done();
        return ledger.ofOrganisation(pool, Edge.actor(context).organisationId(), before, limit + 1)
                .compose(events -> page(context, events, limit));
    }

    /** With the text of every wording that the events name by its version. */
    private Future<JsonObject> page(RoutingContext context, List<LedgerEvent> events, int limit) {
        Set<String> references = events.stream()
                .flatMap(event -> Stream.ofNullable(event.wording()))
                .collect(Collectors.toSet());
        return wordings.named(pool, Edge.actor(context).organisationId(), references)
                .map(found -> Page.of(events, limit, event -> ContactJson.ledger(event, found), LedgerEvent::id));
    }

    private Future<JsonObject> verify(RoutingContext context) {
        Query.none(context);
        return verifier.verify(Edge.actor(context).organisationId()).map(Verification::json);
    }

    /** Also of a person who was erased: the rows stay, as pseudonyms. */
    private Future<JsonObject> ofContact(RoutingContext context) {
        Query query = Query.of(context);
        int limit = query.limit();
        long before = query.cursor(Long.MAX_VALUE);
        query.done();
        long organisationId = Edge.actor(context).organisationId();
        long id = Edge.id(context);
        return contacts.find(pool, organisationId, id)
                .map(Edge::found)
                .compose(contact -> ledger.ofContact(pool, organisationId, id, before, limit + 1))
                .compose(events -> page(context, events, limit));
    }
}
