package org.relais;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import org.relais.api.TokensApi;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.organisation.AccessStore;
import org.relais.organisation.ContactRules;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationKind;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;

/** The demonstration's organisation; found again at the next start. */
final class DemoData {
    private DemoData() {}

    /**
     * Creates the organisation when the database is new: the senders of the configuration belong to it.
     *
     * @return whether this is the first start
     */
    static boolean prepare(RunningProcess process, DatabaseAddress address) {
        Database database = Database.open(process.vertx(), address, 4).await();
        OrganisationStore organisations = new OrganisationStore(InstantSource.system());
        boolean first = organisations
                .findBySlug(database.pool(), DemoConfig.ORGANISATION)
                .await()
                .isEmpty();
        if (first) {
            Organisation created = organisations
                    .create(
                            database.pool(),
                            new Organisation(
                                    0,
                                    DemoConfig.ORGANISATION,
                                    "Les Amis du quartier",
                                    OrganisationKind.ASSOCIATION,
                                    Map.of(
                                            "fr", "la vie du quartier et ses actions",
                                            "en", "life in the neighbourhood and its actions"),
                                    "fr",
                                    ZoneId.of("Europe/Paris"),
                                    "FR",
                                    false,
                                    ContactRules.DEFAULT.atAnyHour()))
                    .await();
            if (created.id() <= 0) {
                throw new IllegalStateException("the organisation got no id");
            }
        }
        database.close().await();
        return first;
    }

    /** A new owner's token; those of earlier starts stay valid until they are revoked. */
    static String token(RunningProcess process) {
        Database database = process.service().database();
        long organisation = new OrganisationStore(InstantSource.system())
                .findBySlug(database.pool(), DemoConfig.ORGANISATION)
                .await()
                .orElseThrow()
                .id();
        String secret = new Tokens(new SecureRandom()).create(TokensApi.PREFIX);
        long id = new AccessStore(InstantSource.system())
                .createApiToken(database.pool(), organisation, "demo", Role.OWNER, Tokens.hash(secret), null)
                .await();
        if (id <= 0) {
            throw new IllegalStateException("the token got no id");
        }
        return secret;
    }
}
