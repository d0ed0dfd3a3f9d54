package org.relais.api.contact;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.consent.proof.Proof;
import org.relais.consent.proof.ProofService;
import org.relais.input.QueryReader;
import org.relais.organisation.Role;

/** What can be shown of one person: the proof of their consent, and everything that is held on them. */
public final class ProofApi implements ApiRoutes.Resource {
    private static final String ONE = ApiRoutes.BASE + "/contacts/:id";

    private final ProofService proofs;

    public ProofApi(ProofService proofs) {
        this.proofs = proofs;
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
        return proofs.export(ApiHandlers.actor(context), ApiHandlers.id(context));
    }
}
