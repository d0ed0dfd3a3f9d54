package org.relais.consent.replay;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Fingerprints;
import org.relais.consent.replay.ExportedLine.End;
import org.relais.consent.replay.ExportedLine.Head;
import org.relais.consent.replay.ExportedLine.Link;
import org.relais.consent.replay.ExportedLine.Listed;
import org.relais.digest.Sha256;
import org.relais.ledger.ChainEvent;
import org.relais.ledger.LedgerSealer;
import org.relais.ledger.VerifyStore;
import org.relais.ledger.VerifyStore.SealedLink;
import org.relais.organisation.Organisation;

/**
 * An organisation's ledger and suppression list as a file, from which {@link LedgerReplay} makes good what a restored
 * backup has forgotten. Pseudonymous: contacts by their ids, people's identifiers as keyed fingerprints, their words
 * not at all. For commands: it blocks the thread it is called on.
 */
public final class LedgerExport {
    private static final int PAGE = 2_000;

    private final VerifyStore links = new VerifyStore();
    private final ExportStore store = new ExportStore();
    private final LedgerSealer sealer;
    private final Pool pool;
    private final Fingerprints fingerprints;
    private final InstantSource clock;

    public LedgerExport(Pool pool, Fingerprints fingerprints, InstantSource clock) {
        this.sealer = new LedgerSealer(pool, clock);
        this.pool = pool;
        this.fingerprints = fingerprints;
        this.clock = clock;
    }

    /**
     * Writes what is sealed by now; the file is there whole, or not at all, and readable by its owner only.
     *
     * @param since only what was recorded from then on; null for everything
     * @throws IllegalArgumentException when there is no directory for the file, or a directory in its place
     * @throws IllegalStateException when the chain doesn't hold: a broken ledger is no evidence
     * @throws org.relais.consent.MissingKeyException when there is no key to seal the file with
     */
    public Written write(Organisation organisation, @Nullable Instant since, Path file) throws IOException {
        fingerprints.require();
        Path whole = file.toAbsolutePath();
        Path directory = whole.getParent();
        if (directory == null || !Files.isDirectory(directory) || Files.isDirectory(whole)) {
            throw new IllegalArgumentException("no file can be written at " + file + ": "
                    + (Files.isDirectory(whole) ? "it is a directory" : "there is no such directory"));
        }
        sealer.seal().await();
        Path begun = Files.createTempFile(directory, "." + whole.getFileName(), ".part", ownerOnly());
        try {
            Written written;
            try (Sink sink = new Sink(Files.newOutputStream(begun))) {
                written = write(organisation, since, sink);
            }
            Files.move(begun, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return written;
        } finally {
            Files.deleteIfExists(begun);
        }
    }

    private Written write(Organisation organisation, @Nullable Instant since, Sink sink) throws IOException {
        long id = organisation.id();
        long after = store.before(pool, id, since).await();
        Buffer hash = after == 0 ? null : store.hash(pool, id, after).await().orElseThrow();
        sink.put(new Head(organisation.slug(), id, after, hash, since, clock.instant()));
        long last = writeLinks(id, after, hash, sink);
        // Afterwards: a stop that comes in between is on the list, and so in the file.
        long listed = writeListed(id, since, sink);
        sink.put(new End(
                last - after, listed, fingerprints.currentKeyId(), Buffer.buffer(fingerprints.seal(sink.digest()))));
        return new Written(last - after, listed, last);
    }

    private long writeLinks(long organisationId, long after, @Nullable Buffer hash, Sink sink) throws IOException {
        long position = after;
        Buffer previous = hash;
        List<SealedLink> page =
                links.links(pool, organisationId, position, PAGE).await();
        while (!page.isEmpty()) {
            for (SealedLink link : page) {
                ChainEvent event = link.event();
                if (event == null
                        || link.position() != position + 1
                        || !event.link(previous, link.position(), link.sealedAt())
                                .equals(link.hash())) {
                    throw new IllegalStateException("the ledger is broken at position " + (position + 1)
                            + ": nothing was exported; 'relais ledger verify' says more");
                }
                sink.put(new Link(link.position(), link.hash(), link.sealedAt(), event));
                position = link.position();
                previous = link.hash();
            }
            page = links.links(pool, organisationId, position, PAGE).await();
        }
        return position;
    }

    private long writeListed(long organisationId, @Nullable Instant since, Sink sink) throws IOException {
        long count = 0;
        Buffer last = Buffer.buffer();
        List<Listed> page =
                store.listed(pool, organisationId, since, last, PAGE).await();
        while (!page.isEmpty()) {
            for (Listed listed : page) {
                sink.put(listed);
                last = listed.fingerprint();
                count++;
            }
            page = store.listed(pool, organisationId, since, last, PAGE).await();
        }
        return count;
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /**
     * @param links how many events stand in the file
     * @param listed how many entries of the suppression list
     * @param position of the last event, in the chain
     */
    public record Written(long links, long listed, long position) {}

    /** Lines on their way into the file, and the digest of those written. */
    private static final class Sink implements AutoCloseable {
        private final DigestOutputStream out;

        private Sink(OutputStream file) {
            this.out = new DigestOutputStream(new java.io.BufferedOutputStream(file), Sha256.begun());
        }

        private void put(ExportedLine line) throws IOException {
            out.write((line.json().encode() + "\n").getBytes(StandardCharsets.UTF_8));
        }

        private byte[] digest() {
            return out.getMessageDigest().digest();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
