package org.relais.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.Main;
import org.relais.testing.Unit;
import picocli.CommandLine;

/** What is wrong with a command's own words is said before any database is opened. */
@Unit
class LedgerCommandTest {
    private static final String[] EXPORT = {"ledger", "export", "--organisation", "x", "--file", "y", "--since"};

    @TempDir
    private Path directory;

    private final StringWriter said = new StringWriter();

    @Test
    void aTimeInTheFutureOrOneThatIsNoneExportsNothing() {
        assertThat(run(EXPORT, "2999-01-01")).isEqualTo(2);
        assertThat(said.toString()).contains("--since lies in the future");
        assertThat(run(EXPORT, "yesterday")).isEqualTo(2);
        assertThat(said.toString()).contains("--since is a day such as");
    }

    @Test
    void aFileOfAnchorsThatIsMissingIsNamed() {
        Path missing = directory.resolve("anchors.jsonl");
        assertThat(run(new String[] {"ledger", "verify", "--organisation", "x", "--anchors"}, missing.toString()))
                .isEqualTo(1);
        assertThat(said.toString()).isEqualToIgnoringNewLines("relais: there is no " + missing);
    }

    @Test
    void aFileWithoutAnchorsComparesNothingAndIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("anchors.jsonl"), "no anchor\n{}\n");
        assertThat(run(new String[] {"ledger", "verify", "--organisation", "x", "--anchors"}, file.toString()))
                .isEqualTo(2);
        assertThat(said.toString()).contains("holds no anchors");
    }

    private int run(String[] command, String last) {
        String[] whole = java.util.Arrays.copyOf(command, command.length + 1);
        whole[command.length] = last;
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(said, true));
        return line.execute(whole);
    }
}
