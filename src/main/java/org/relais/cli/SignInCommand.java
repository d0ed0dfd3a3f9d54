package org.relais.cli;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.relais.app.process.UsageException;
import org.relais.console.ConsoleRoutes;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Actor;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationLimits;
import org.relais.organisation.OrganisationService;
import org.relais.organisation.Organiser;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that prints a one-time link to the console, for a new organiser or one who is there already. */
@Command(
        name = "sign-in",
        mixinStandardHelpOptions = true,
        description = "Prints a link that signs an organiser in to the console, once, within the hour.")
public final class SignInCommand implements Callable<Integer> {
    /** How long a printed link is valid. */
    public static final Duration VALIDITY = Duration.ofHours(1);

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--organisation", required = true, description = "Slug of the organisation.")
    private String organisation = "";

    @Option(names = "--email", required = true, description = "E-mail address; who it is in the console.")
    private String email = "";

    @Option(names = "--name", description = "Name; as it is for somebody who is known, else the address.")
    private @Nullable String name;

    @Option(names = "--role", description = "${COMPLETION-CANDIDATES}; as it is for somebody who is known, else OWNER.")
    private @Nullable Role role;

    @Override
    public Integer call() throws Exception {
        if (!OrganisationLimits.isEmail(email)) {
            throw new UsageException("--email is an address such as ana@example.org");
        }
        try (CommandContext workplace = CommandContext.open(config)) {
            Organisation owner = TokenCommand.find(workplace, organisation);
            OrganisationService service = new OrganisationService(
                    workplace.database().pool(), new Tokens(new SecureRandom()), InstantSource.system());
            String token = new AccessStore(InstantSource.system())
                    .organisers(workplace.database().pool(), owner.id())
                    .compose(all -> service.invite(Actor.command(owner.id()), invitation(owner, all)))
                    .await();
            System.out.println(
                    ConsoleRoutes.signInLink(workplace.config().http().publicUrl(), token));
            return 0;
        }
    }

    /** Whoever lost the way in comes back as who they are: with their own name and role, unless others are given. */
    private OrganisationService.Invitation invitation(Organisation owner, List<Organiser> all) {
        Optional<Organiser> known =
                all.stream().filter(one -> one.email().equalsIgnoreCase(email)).findFirst();
        return new OrganisationService.Invitation(
                email,
                name != null ? name : known.map(Organiser::name).orElse(email),
                role != null ? role : known.map(Organiser::role).orElse(Role.OWNER),
                owner.language(),
                VALIDITY);
    }
}
