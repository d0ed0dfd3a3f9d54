package org.relais.demo;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.relais.cli.CommandContext;
import org.relais.cli.SignInCommand;
import org.relais.database.Database;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Actor;
import org.relais.organisation.ContactRules;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationKind;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Organiser;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;

/** The demonstration's organisation; found again at the next start. */
final class DemoData {
    /** Where the demonstration is. */
    static final ZoneId ZONE = ZoneId.of("Europe/Paris");

    private static final String OWNER = "camille@example.org";

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
                                    null,
                                    OrganisationKind.ASSOCIATION,
                                    Map.of(
                                            "fr", "la vie du quartier et ses actions",
                                            "en", "life in the neighbourhood and its actions"),
                                    "fr",
                                    ZONE,
                                    "FR",
                                    false,
                                    ContactRules.DEFAULT.atAnyHour()))
                    .await();
        }
        return first;
    }

    /** The secret of a link that signs the demonstration's owner in, once. */
    static Future<String> signInLink(Database database) {
        AccessStore access = new AccessStore(InstantSource.system());
        return organisationId(database)
                .compose(organisation ->
                        access.saveOrganiser(database.pool(), organisation, OWNER, "Camille", Role.OWNER, "fr"))
                .compose(owner -> signInLink(database, owner));
    }

    /** Another such link, if the owner is as before; empty for one who was removed or has become something less. */
    static Future<Optional<String>> furtherSignInLink(Database database) {
        return organisationId(database)
                .compose(organisation ->
                        new AccessStore(InstantSource.system()).organisers(database.pool(), organisation))
                .map(organisers -> organisers.stream()
                        .filter(one -> one.email().equals(OWNER) && one.role() == Role.OWNER)
                        .findFirst())
                .compose(owner -> owner.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : signInLink(database, owner.get()).map(Optional::of));
    }

    private static Future<String> signInLink(Database database, Organiser owner) {
        String token = new Tokens(new SecureRandom()).create("");
        return new AccessStore(InstantSource.system())
                .createSignInLink(database.pool(), owner.id(), Tokens.hash(token), SignInCommand.VALIDITY)
                .map(token);
    }

    private static Future<Long> organisationId(Database database) {
        return new OrganisationStore(InstantSource.system())
                .findBySlug(database.pool(), DemoConfig.ORGANISATION)
                .map(found -> found.orElseThrow().id());
    }

    /** Its id. */
    static long organisation(Database database) {
        return organisationId(database).await();
    }

    /** The owner's token of earlier starts, kept beside the data; a new one when it is not valid any more. */
    static String token(Database database, Path data) {
        Path file = data.resolve("token");
        Optional<String> kept = kept(file).filter(token -> valid(database, token));
        if (kept.isPresent()) {
            return kept.get();
        }
        long organisation = organisation(database);
        String issued = CommandContext.apiTokens(database)
                .issue(Actor.service(organisation, "demo"), "demo", Role.OWNER, null)
                .await()
                .secret();
        DemoConfig.keep(file, issued);
        return issued;
    }

    private static Optional<String> kept(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException fault) {
            throw new UncheckedIOException("cannot read the demonstration's token in " + file, fault);
        }
    }

    private static boolean valid(Database database, String token) {
        return new AccessStore(InstantSource.system())
                .findByApiToken(database.pool(), Tokens.hash(token))
                .await()
                .isPresent();
    }
}
