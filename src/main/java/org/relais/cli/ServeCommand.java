package org.relais.cli;

import java.util.concurrent.Callable;
import org.relais.app.process.RunningProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command that runs the service until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Runs the service with the senders of the configuration, until it is told to stop.")
public final class ServeCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        try (RunningProcess process = RunningProcess.start(config::read)) {
            System.out.println("Relais listens on " + process.address());
            process.awaitStop();
        }
        return 0;
    }
}
