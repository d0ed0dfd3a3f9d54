package org.relais.cli;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.relais.consent.stopword.StopDetector;
import org.relais.consent.stopword.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command that says line by line what the stop detector understands; operators try wordings with it. */
@Command(
        name = "classify",
        mixinStandardHelpOptions = true,
        description = {
            "Reads messages from standard input, one a line, UTF-8, and prints what each asks for:",
            "OPT_OUT, OPT_IN, HELP, HOLD or NONE, a tab, and the message."
        })
public final class ClassifyCommand implements Callable<Integer> {
    @Option(
            names = "--explain",
            description =
                    "Also print the rule that decided, its language, and the rights exercised, each behind a tab.")
    private boolean explain;

    private final InputStream in;
    private final OutputStream out;

    /** On the standard streams of the process, whatever the character set of the platform. */
    public ClassifyCommand() {
        this(System.in, System.out);
    }

    /** On given streams, which are left open. */
    ClassifyCommand(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /**
     * Reads to the end of the input.
     *
     * @return exit code 0
     * @throws IOException when a stream fails
     */
    @Override
    public Integer call() throws IOException {
        StopDetector detector = StopDetector.load();
        // Malformed UTF-8 becomes U+FFFD: a message is never refused for its bytes.
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        BufferedWriter answers = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null) {
            answers.write(answer(detector.detect(line), line));
            answers.write('\n');
            if (!lines.ready()) {
                answers.flush(); // a person types, or another program waits for the answer
            }
            line = lines.readLine();
        }
        answers.flush();
        return 0;
    }

    private String answer(Verdict verdict, String line) {
        String answer = verdict.intent() + "\t" + line;
        if (!explain) {
            return answer;
        }
        String language = verdict.language() == null ? "-" : verdict.language();
        String rights = verdict.rights().stream()
                .map(Enum::name)
                .sorted()
                .reduce((a, b) -> a + "," + b)
                .orElse("-");
        return answer + "\t" + verdict.rule() + "\t" + language + "\t" + rights;
    }
}
