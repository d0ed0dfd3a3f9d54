package org.relais.consent.replay;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Fingerprints;
import org.relais.consent.replay.ExportedLine.End;
import org.relais.consent.replay.ExportedLine.Head;
import org.relais.consent.replay.ExportedLine.Link;
import org.relais.consent.replay.ExportedLine.Listed;
import org.relais.digest.Sha256;

/** A file that {@link LedgerExport} wrote; there is none unless it is whole, unaltered, and its chain holds. */
final class LedgerFile {
    /** Details and wordings are far shorter. */
    private static final int LONGEST_LINE = 1 << 20;

    private final Path path;
    private final Head head;
    private final End end;

    private LedgerFile(Path path, Head head, End end) {
        this.path = path;
        this.head = head;
        this.end = end;
    }

    /**
     * Reads the whole file once.
     *
     * @throws IllegalArgumentException that says in which line it is no export of ours
     */
    static LedgerFile verified(Path path, Fingerprints fingerprints) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IllegalArgumentException(path + " is a directory, not an exported ledger");
        }
        Check check = new Check(fingerprints);
        read(path, check);
        return check.file(path);
    }

    Head head() {
        return head;
    }

    /** How many events stand in it. */
    long links() {
        return end.links();
    }

    /** Reads the events, then the suppression list, again. */
    void each(Consumer<Link> link, Consumer<Listed> listed) throws IOException {
        read(path, (number, line, bytes) -> {
            if (line instanceof Link one) {
                link.accept(one.of(head.organisationId()));
            } else if (line instanceof Listed one) {
                listed.accept(one);
            }
        });
    }

    private interface Reader {
        void line(long number, ExportedLine line, byte[] bytes);
    }

    private static void read(Path path, Reader reader) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            long number = 1;
            for (byte[] bytes = line(in); bytes != null; bytes = line(in)) {
                reader.line(number, parsed(number, bytes), bytes);
                number++;
            }
        }
    }

    private static ExportedLine parsed(long number, byte[] bytes) {
        try {
            return ExportedLine.read(new JsonObject(new String(bytes, StandardCharsets.UTF_8)));
        } catch (RuntimeException fault) {
            throw refused(number, "no line of an exported ledger");
        }
    }

    /** A line without its end; null at the end of the file. */
    private static byte @Nullable [] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            if (line.size() == LONGEST_LINE) {
                throw new IllegalArgumentException("the file has a line of more than a megabyte: no exported ledger");
            }
            line.write(next);
            next = in.read();
        }
        return line.toByteArray();
    }

    private static IllegalArgumentException refused(long number, String why) {
        return new IllegalArgumentException("line " + number + ": " + why);
    }

    /** The chain as it is followed, and the digest of the lines up to the seal. */
    private static final class Check implements Reader {
        private final Fingerprints fingerprints;
        private final MessageDigest digest = Sha256.begun();
        private @Nullable Head head;
        private @Nullable End end;
        private @Nullable Buffer hash;
        private long position;
        private long listed;

        private Check(Fingerprints fingerprints) {
            this.fingerprints = fingerprints;
        }

        @Override
        public void line(long number, ExportedLine line, byte[] bytes) {
            if ((number == 1) != (line instanceof Head) || end != null) {
                throw refused(number, "does not stand here in an exported ledger");
            }
            if (line instanceof Head first) {
                head = first;
                hash = first.hash();
                position = first.after();
            } else if (line instanceof Link link) {
                follow(number, link);
            } else if (line instanceof Listed) {
                listed++;
            } else if (line instanceof End last) {
                end(number, last);
            }
            digest.update(bytes);
            digest.update((byte) '\n');
        }

        private void follow(long number, Link link) {
            long organisationId = head == null ? 0 : head.organisationId();
            if (listed > 0
                    || link.position() != position + 1
                    || !link.of(organisationId)
                            .event()
                            .link(hash, link.position(), link.sealedAt())
                            .equals(link.hash())) {
                throw refused(number, "the chain of hashes is broken: the file was altered");
            }
            position = link.position();
            hash = link.hash();
        }

        private void end(long number, End last) {
            long links = head == null ? 0 : position - head.after();
            if (last.links() != links || last.listed() != listed) {
                throw refused(number, "lines are missing: the file was altered");
            }
            if (!fingerprints.sealed(last.keyId(), digest.digest(), last.seal().getBytes())) {
                throw refused(number, "the seal is not that of a suppression key of this configuration");
            }
            end = last;
        }

        private LedgerFile file(Path path) {
            if (head == null || end == null) {
                throw new IllegalArgumentException("the file is not a whole exported ledger: its end is missing");
            }
            return new LedgerFile(path, head, end);
        }
    }
}
