package org.relais;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Callable;
import org.relais.app.Version;
import org.relais.app.process.UsageException;
import org.relais.bench.BenchCommand;
import org.relais.cli.ArchiveCommand;
import org.relais.cli.BackupCommand;
import org.relais.cli.ClassifyCommand;
import org.relais.cli.DoctorCommand;
import org.relais.cli.EraseCommand;
import org.relais.cli.FederationCommand;
import org.relais.cli.KeysCommand;
import org.relais.cli.LedgerCommand;
import org.relais.cli.MigrateCommand;
import org.relais.cli.OrganisationCommand;
import org.relais.cli.ProofCommand;
import org.relais.cli.ReplayCommand;
import org.relais.cli.RestoreCommand;
import org.relais.cli.SandboxCommand;
import org.relais.cli.ServeCommand;
import org.relais.cli.ShardsCommand;
import org.relais.cli.SignInCommand;
import org.relais.cli.TokenCommand;
import org.relais.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point; without a command, the demonstration. */
@Command(
        name = "relais",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Messages to volunteers on the messengers they use, with every opt-out enforced before anything further is"
                    + " sent.",
            "Without a command: the demonstration, with everything embedded."
        },
        subcommands = {
            ServeCommand.class,
            MigrateCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ArchiveCommand.class,
            DoctorCommand.class,
            DemoCommand.class,
            OrganisationCommand.class,
            FederationCommand.class,
            TokenCommand.class,
            SignInCommand.class,
            LedgerCommand.class,
            KeysCommand.class,
            ShardsCommand.class,
            EraseCommand.class,
            ProofCommand.class,
            ReplayCommand.class,
            ClassifyCommand.class,
            SandboxCommand.class,
            BenchCommand.class
        })
public final class Main implements Callable<Integer> {
    /** Each a file of resources under {@code log}. */
    private static final List<String> LOG_FORMATS = List.of("text", "json");

    /** Runs a command and ends the process with its exit code: 0 done, 1 failed, 2 wrong usage or configuration. */
    public static void main(String[] arguments) {
        String format = System.getenv().getOrDefault("RELAIS_LOG_FORMAT", "text");
        if (!LOG_FORMATS.contains(format)) {
            // Before anything is logged: in a format that there is not, nothing would be.
            System.err.println("relais: RELAIS_LOG_FORMAT is " + String.join(" or ", LOG_FORMATS) + ", not " + format);
            System.exit(2);
        }
        System.exit(run(arguments));
    }

    /** Whatever it is that a command ends by: this thread alone would leave the event loops, and the process with them. */
    private static int run(String[] arguments) {
        CommandLine command = commandLine();
        try {
            return command.execute(arguments);
        } catch (Throwable unexpected) {
            return report(unexpected, command);
        }
    }

    public static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((fault, command, parsed) -> report(fault, command));
    }

    @Override
    public Integer call() throws Exception {
        return new DemoCommand().call();
    }

    /** One clear line for whoever typed the command; the whole fault only when the log level asks for it. */
    private static int report(Throwable fault, CommandLine command) {
        // The message of an error is a name at most.
        String message = fault instanceof Error ? fault.toString() : fault.getMessage();
        String said = message == null ? fault.getClass().getSimpleName() : message;
        command.getErr().println("relais: " + (fault instanceof FileSystemException file ? unusable(file) : said));
        return fault instanceof UsageException ? 2 : 1;
    }

    /** The exception names the file, and the reason by its type alone. */
    private static String unusable(FileSystemException fault) {
        return fault instanceof NoSuchFileException
                ? "there is no " + fault.getFile()
                : fault instanceof AccessDeniedException
                        ? "no access to " + fault.getFile()
                        : fault.getFile() + ": " + fault.getReason();
    }
}
