package org.relais.testing;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import org.relais.app.Service;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Actor;
import org.relais.organisation.ApiTokens;
import org.relais.organisation.AuditStore;
import org.relais.organisation.ContactRules;
import org.relais.organisation.Door;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationKind;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;

/** One whole service as {@code Main} builds it, with its own event loops and pools: several share a database. */
public record ServiceNode(Vertx vertx, Database database, Service service) implements AutoCloseable {

    public static ServiceNode start(RelaisConfig config, DatabaseAddress address) {
        Vertx vertx = Vertx.vertx();
        Database database = Await.result(Database.open(vertx, address, 8));
        return new ServiceNode(vertx, database, Await.result(Service.start(vertx, config, database)));
    }

    public int port() {
        return service.port();
    }

    /** Makes an organisation that may send at any hour and has no senders; returns its id. */
    public static long organisation(Pool pool, String slug) {
        return Await.result(new OrganisationStore(InstantSource.system())
                        .create(
                                pool,
                                new Organisation(
                                        0,
                                        slug,
                                        "Les Amis du quartier",
                                        null,
                                        OrganisationKind.ASSOCIATION,
                                        Map.of("fr", "la vie du quartier", "en", "life in the neighbourhood"),
                                        "fr",
                                        ZoneId.of("Europe/Paris"),
                                        "FR",
                                        false,
                                        ContactRules.DEFAULT.atAnyHour())))
                .id();
    }

    /** The secret of a new token of an organisation. */
    public static String token(Pool pool, long organisationId, Role role) {
        InstantSource clock = InstantSource.system();
        return Await.result(new ApiTokens(
                                pool, new AccessStore(clock), new AuditStore(clock), new Tokens(new SecureRandom()))
                        .issue(new Actor(organisationId, "test", Role.OWNER, Door.SERVICE), "test", role, null))
                .secret();
    }

    @Override
    public void close() {
        Await.result(service.close());
        Await.result(database.close());
        Await.result(vertx.close());
    }
}
