package org.relais;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import org.relais.database.Database;
import org.relais.organisation.Actor;
import org.relais.organisation.ContactRules;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationKind;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Role;

/** The demonstration's organisation; found again at the next start. */
final class DemoData {
    private DemoData() {}

    /**
     * Creates the organisation when the database is new: the senders of the configuration belong to it.
     *
     * @return whether this is the first start
     */
    static boolean prepare(Database database) {
        OrganisationStore organisations = new OrganisationStore(InstantSource.system());
        boolean first = organisations
                .findBySlug(database.pool(), DemoConfig.ORGANISATION)
                .await()
                .isEmpty();
        if (first) {
            organisations
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
        }
        return first;
    }

    /** A new owner's token; those of earlier starts stay valid until they are revoked. */
    static String token(Database database) {
        long organisation = new OrganisationStore(InstantSource.system())
                .findBySlug(database.pool(), DemoConfig.ORGANISATION)
                .await()
                .orElseThrow()
                .id();
        return Workplace.apiTokens(database)
                .issue(new Actor(organisation, "demo", Role.OWNER), "demo", Role.OWNER, null)
                .await()
                .secret();
    }
}
