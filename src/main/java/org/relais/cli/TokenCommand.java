package org.relais.cli;

import java.time.InstantSource;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.relais.app.process.UsageException;
import org.relais.organisation.Actor;
import org.relais.organisation.ApiTokens;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationLimits;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that creates an API token and prints its secret, once. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Creates an API token and prints its secret; it is not shown again.")
public final class TokenCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--organisation", required = true, description = "Slug of the organisation.")
    private String organisation = "";

    @Option(names = "--name", defaultValue = "command line", description = "What it is for (${DEFAULT-VALUE}).")
    private String name = "";

    @Option(
            names = "--role",
            defaultValue = "ORGANISER",
            completionCandidates = Roles.class,
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Role role = Role.ORGANISER;

    /** The roles that a token may have: actions are given to people. */
    static final class Roles implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(Role.values())
                    .filter(role -> role != Role.COORDINATOR)
                    .map(Role::name)
                    .iterator();
        }
    }

    @Override
    public Integer call() throws Exception {
        if (name.isBlank() || name.length() > OrganisationLimits.ACCESS_NAME) {
            throw new UsageException("--name has 1 to 100 characters");
        }
        if (role == Role.COORDINATOR) {
            throw new UsageException("--role COORDINATOR is for people only");
        }
        try (CommandContext workplace = CommandContext.open(config)) {
            Organisation owner = find(workplace, organisation);
            ApiTokens.Issued issued = workplace
                    .apiTokens()
                    .issue(Actor.command(owner.id()), name, role, null)
                    .await();
            System.err.println("token " + issued.id() + " (" + role.sqlName() + ") of " + owner.slug() + ":");
            System.out.println(issued.secret());
            return 0;
        }
    }

    static Organisation find(CommandContext workplace, String slug) {
        return new OrganisationStore(InstantSource.system())
                .findBySlug(workplace.database().pool(), slug)
                .await()
                .orElseThrow(() -> new UsageException("there is no organisation " + slug));
    }
}
