package org.relais.ledger.anchor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.relais.ledger.ChainHead;
import org.relais.ledger.LedgerAnchors;

/**
 * A file that is only ever added to, best on a disk of another machine or one that refuses to forget. What is in it says
 * how far it has come, so a file that was taken away is written anew; each node has its own.
 */
public final class AnchorFile implements AnchorDestination {
    private static final int PAGE = 1_000;

    private final UnsentAnchorStore store = new UnsentAnchorStore();
    private final Vertx vertx;
    private final Pool pool;
    private final Path path;

    public AnchorFile(Vertx vertx, Pool pool, Path path) {
        this.vertx = vertx;
        this.pool = pool;
        this.path = path;
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public Future<Integer> send() {
        return vertx.executeBlocking(() -> positions(path)).compose(this::append);
    }

    private Future<Integer> append(Map<Long, Long> positions) {
        return store.after(pool, positions, PAGE).compose(heads -> {
            if (heads.isEmpty()) {
                return Future.succeededFuture(0);
            }
            heads.forEach(head -> positions.merge(head.organisationId(), head.position(), Math::max));
            Buffer lines = AnchorLines.of(heads);
            return vertx.executeBlocking(() -> write(path, lines))
                    .compose(written -> heads.size() < PAGE
                            ? Future.succeededFuture(heads.size())
                            : append(positions).map(more -> heads.size() + more));
        });
    }

    /** The last position of each chain; a line that was broken off is none. */
    private static Map<Long, Long> positions(Path path) throws IOException {
        Map<Long, Long> positions = new TreeMap<>();
        if (!Files.exists(path)) {
            return positions;
        }
        try (BufferedReader lines = Files.newBufferedReader(path)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                    ChainHead head = LedgerAnchors.decode(new JsonObject(line));
                    positions.merge(head.organisationId(), head.position(), Math::max);
                } catch (RuntimeException brokenOff) {
                    continue;
                }
            }
        }
        return positions;
    }

    /** Returns when the disk has it. */
    private static int write(Path path, Buffer lines) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        boolean brokenOff = endsWithinALine(path);
        try (FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(
                    brokenOff ? Buffer.buffer("\n").appendBuffer(lines).getBytes() : lines.getBytes());
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        return lines.length();
    }

    /** Whether the last writing was broken off, by a crash or a full disk. */
    private static boolean endsWithinALine(Path path) throws IOException {
        if (!Files.exists(path) || Files.size(path) == 0) {
            return false;
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return file.read(last, file.size() - 1) == 1 && last.get(0) != '\n';
        }
    }
}
