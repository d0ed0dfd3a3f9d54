package org.relais.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.relais.Main;

/**
 * A command of the program, run in this process.
 *
 * @param out what it printed; other parts of the process print between
 * @param errors what it printed as errors, likewise
 */
public record CommandRun(int code, String out, String errors) {

    /** Runs it to its end. */
    public static CommandRun of(String... words) {
        PrintStream outBefore = System.out;
        PrintStream errorsBefore = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        try (PrintStream intoOut = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream intoErrors = new PrintStream(errors, true, StandardCharsets.UTF_8)) {
            System.setOut(intoOut);
            System.setErr(intoErrors);
            int code = Main.commandLine().execute(words);
            return new CommandRun(code, out.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errorsBefore);
        }
    }
}
