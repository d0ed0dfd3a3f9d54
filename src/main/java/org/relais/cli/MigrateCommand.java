package org.relais.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command that brings the schema to this version, for a service that is not given the owner's password. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = "Brings the schema to this version as database.owner, and grants database.user what it needs. The"
                + " service does the same when it starts, if it is given the owner's password.")
public final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        try (CommandContext context = CommandContext.migrate(config)) {
            System.out.println("the schema of " + context.database().address() + " is of this version");
            context.warnOfRole();
            return 0;
        }
    }
}
