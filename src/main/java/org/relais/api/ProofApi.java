package org.relais.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.util.List;
import org.relais.input.QueryReader;
import org.relais.consent.proof.Proof;
import org.relais.consent.proof.ProofService;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Role;

/** What can be shown of one person: the proof of their consent, and everything that is held on them. */
public final class ProofApi implements ApiRoutes.Resource {
    private static final String ONE = ApiRoutes.BASE + "/contacts/:id";

    private final Pool pool;
    private final ProofService proofs;
    private final AuditStore audit;

    public ProofApi(Pool pool, ProofService proofs, AuditStore audit) {
        this.pool = pool;
        this.proofs = proofs;
        this.audit = audit;
    }

    @Override
    public void mount(Router router) {
        router.get(ONE + "/proof").handler(ApiHandlers.read(this::proof));
        router.get(ONE + "/proof.pdf").handler(ApiHandlers.handler(Role.VIEWER, this::document));
        router.get(ONE + "/export").handler(ApiHandlers.write(200, this::export));
    }

    private Future<JsonObject> proof(RoutingContext context) {
        QueryReader.none(context);
        return proofs.proof(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(Proof::json);
    }

    private Future<Void> document(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        String language = query.word("language", List.of("en", "fr")).orElse("en");
        query.done();
        long id = ApiHandlers.id(context);
        return proofs.pdf(ApiHandlers.actor(context).organisationId(), id, language)
                .compose(pdf -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/pdf")
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .putHeader("Content-Disposition", "attachment; filename=\"proof-" + id + ".pdf\"")
                        .end(pdf));
    }

    /** Who took a copy of everything is written down. */
    private Future<JsonObject> export(RoutingContext context) {
        QueryReader.none(context);
        Actor actor = ApiHandlers.actor(context);
        long id = ApiHandlers.id(context);
        return proofs.export(actor.organisationId(), id)
                .compose(export -> audit.write(pool, actor, "contact.export", "contact:" + id, new JsonObject())
                        .map(export));
    }
}
