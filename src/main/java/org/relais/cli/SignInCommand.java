package org.relais.cli;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.relais.app.process.UsageException;
import org.relais.console.ConsoleRoutes;
import org.relais.organisation.Actor;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationLimits;
import org.relais.organisation.OrganisationService;
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

    @Option(names = "--name", description = "Name; the address when it is not given.")
    private @Nullable String name;

    @Option(names = "--role", defaultValue = "OWNER", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Role role = Role.OWNER;

    @Override
    public Integer call() throws Exception {
        if (!OrganisationLimits.isEmail(email)) {
            throw new UsageException("--email is an address such as ana@example.org");
        }
        try (CommandContext workplace = CommandContext.open(config)) {
            Organisation owner = TokenCommand.find(workplace, organisation);
            OrganisationService service = new OrganisationService(
                    workplace.database().pool(), new Tokens(new SecureRandom()), InstantSource.system());
            String token = service.invite(
                            Actor.command(owner.id()),
                            new OrganisationService.Invitation(
                                    email, name == null ? email : name, role, owner.language(), VALIDITY))
                    .await();
            System.out.println(
                    ConsoleRoutes.signInLink(workplace.config().http().publicUrl(), token));
            return 0;
        }
    }
}
