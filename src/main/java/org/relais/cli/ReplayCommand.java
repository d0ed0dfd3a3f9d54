package org.relais.cli;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import org.relais.channel.ChannelProvider;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.EventJson;
import org.relais.channel.JsonPayload;
import org.relais.channel.MalformedPayloadException;
import org.relais.channel.WebhookCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Command that shows what a webhook payload means to Relais: one JSON line per event, fields as in {@link EventJson}. Nothing is
 * stored and no signature is asked for.
 */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Print the events of a webhook payload as JSON lines.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the events were printed", "1:the payload is malformed", "2:wrong usage or unreadable file"})
public final class ReplayCommand implements Callable<Integer> {
    private static final int MALFORMED = 1;
    private static final int USAGE = 2;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "<channel>",
            completionCandidates = Kinds.class,
            description = "channel the payload came by: ${COMPLETION-CANDIDATES}")
    private String channel = "";

    @Parameters(
            index = "1",
            paramLabel = "<payload.json>",
            description = "file with the body as received; - for standard input")
    private String file = "";

    @Option(
            names = "--account",
            paramLabel = "<account>",
            description = "last segment of the webhook's path, where the channel has one per sender")
    private String account = "";

    /** The channels there are. */
    static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ChannelRegistry.providers().keySet().iterator();
        }
    }

    @Override
    public Integer call() {
        Map<String, ChannelProvider> providers = ChannelRegistry.providers();
        ChannelProvider provider = providers.get(channel);
        if (provider == null) {
            return fail(USAGE, "unknown channel " + channel + ", known are " + String.join(", ", providers.keySet()));
        }
        Buffer body;
        try {
            body = read();
        } catch (IOException | InvalidPathException cause) {
            return fail(USAGE, "cannot read " + file);
        }
        return print(provider.replayCodec(), body);
    }

    private int print(WebhookCodec codec, Buffer body) {
        try {
            PrintWriter out = spec.commandLine().getOut();
            codec.decode(account, body, Instant.now())
                    .forEach(event -> out.println(EventJson.encode(event).encode()));
            out.flush();
            return 0;
        } catch (MalformedPayloadException cause) {
            return fail(MALFORMED, String.valueOf(cause.getMessage()));
        }
    }

    /** At most one byte more than a codec takes, so that a wrong file can't fill the memory. */
    private Buffer read() throws IOException {
        try (InputStream stream = "-".equals(file) ? System.in : Files.newInputStream(Path.of(file))) {
            return Buffer.buffer(stream.readNBytes(JsonPayload.MAX_BYTES + 1));
        }
    }

    private int fail(int code, String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("replay: " + line);
        err.flush();
        return code;
    }
}
