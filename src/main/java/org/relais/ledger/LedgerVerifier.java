package org.relais.ledger;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.ledger.Verification.Broken;
import org.relais.ledger.Verification.Fault;
import org.relais.ledger.VerifyStore.SealedLink;

/**
 * Verifier of an organisation's chain from its first link: says where it is broken: a changed, removed, inserted,
 * reordered or backdated event, changed or vanished words, an end cut off.
 */
public final class LedgerVerifier {
    private static final int PAGE = 2_000;

    /** No transaction runs that long, and no two clocks of ours differ that much. */
    private static final Duration DISORDER = Duration.ofHours(1);

    private final VerifyStore store = new VerifyStore();
    private final SealStore seals = new SealStore();
    private final AnchorStore anchors = new AnchorStore();
    private final Pool pool;
    private final InstantSource clock;

    public LedgerVerifier(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Verifies the whole chain, against the heads noted in the database. */
    public Future<Verification> verify(long organisationId) {
        return verify(organisationId, List.of());
    }

    /** @param noted heads that were kept elsewhere as well */
    public Future<Verification> verify(long organisationId, List<ChainHead> noted) {
        return anchors.all(pool, organisationId).compose(kept -> {
            Walk walk = new Walk(organisationId);
            kept.forEach(walk::expect);
            noted.stream()
                    .filter(head -> head.organisationId() == organisationId)
                    .forEach(walk::expectOutside);
            return walk(walk).compose(walked -> finish(walk));
        });
    }

    private Future<Void> walk(Walk walk) {
        return store.links(pool, walk.organisationId, walk.position, PAGE).compose(links -> {
            for (SealedLink link : links) {
                if (!walk.step(link)) {
                    return Future.succeededFuture();
                }
            }
            return links.isEmpty() ? meetHead(walk) : walk(walk);
        });
    }

    /** Links and head are written together, so a head further on than the last link means either new links or none left. */
    private Future<Void> meetHead(Walk walk) {
        return seals.heads(pool, List.of(walk.organisationId)).compose(heads -> {
            @Nullable ChainHead head = heads.get(walk.organisationId);
            if (head == null || head.position() <= walk.position) {
                walk.end(head);
                return Future.succeededFuture();
            }
            return store.links(pool, walk.organisationId, walk.position, 1).compose(more -> {
                if (more.isEmpty()) {
                    walk.end(head);
                    return Future.succeededFuture();
                }
                return walk(walk);
            });
        });
    }

    private Future<Verification> finish(Walk walk) {
        return store.unchained(pool, walk.organisationId)
                .compose(stray -> store.unsealed(pool, walk.organisationId).map(unsealed -> {
                    Broken broken = walk.broken == null && stray.isPresent()
                            ? new Broken(0, stray.get(), Fault.UNCHAINED)
                            : walk.broken;
                    return new Verification(
                            walk.position,
                            unsealed,
                            walk.compared,
                            walk.comparedOutside,
                            walk.head(),
                            clock.instant(),
                            broken);
                }));
    }

    /** How far one verification has come. */
    private static final class Walk {
        private final long organisationId;
        private final TreeMap<Long, Buffer> expected = new TreeMap<>();
        private long position;
        private @Nullable Buffer hash;
        private Instant sealedAt = Instant.EPOCH;
        private Instant recordedUntil = Instant.EPOCH;
        private final Set<Long> outside = new HashSet<>();
        private int compared;
        private int comparedOutside;
        private @Nullable Broken broken;

        private Walk(long organisationId) {
            this.organisationId = organisationId;
        }

        private void expect(ChainHead head) {
            Buffer other = expected.putIfAbsent(head.position(), head.hash());
            if (other != null && !other.equals(head.hash())) {
                broken = new Broken(head.position(), null, Fault.OTHER_HEAD);
            }
        }

        private void expectOutside(ChainHead head) {
            expect(head);
            outside.add(head.position());
        }

        /** False when the chain is broken here. */
        private boolean step(SealedLink link) {
            Fault fault = broken == null ? fault(link) : null;
            if (fault != null) {
                broken = new Broken(position + 1, fault == Fault.MISSING_LINK ? null : link.eventId(), fault);
            }
            if (broken != null) {
                return false;
            }
            position = link.position();
            hash = link.hash();
            sealedAt = link.sealedAt();
            return true;
        }

        private @Nullable Fault fault(SealedLink link) {
            ChainEvent event = link.event();
            if (link.position() != position + 1) {
                return Fault.MISSING_LINK;
            }
            if (event == null) {
                return Fault.MISSING_EVENT;
            }
            if (event.organisationId() != organisationId
                    || !event.link(hash, link.position(), link.sealedAt()).equals(link.hash())) {
                return Fault.ALTERED;
            }
            if (event.recordedAt().isBefore(recordedUntil.minus(DISORDER))) {
                return Fault.BACKDATED;
            }
            if (event.recordedAt().isAfter(recordedUntil)) {
                recordedUntil = event.recordedAt();
            }
            Buffer noted = expected.get(link.position());
            if (noted != null) {
                compared++;
                comparedOutside += outside.contains(link.position()) ? 1 : 0;
                if (!noted.equals(link.hash())) {
                    return Fault.OTHER_HEAD;
                }
            }
            return words(link, event);
        }

        private static @Nullable Fault words(SealedLink link, ChainEvent event) {
            VerifyStore.Words words = link.words();
            if (words == null) {
                return event.textHash() == null || link.erased() ? null : Fault.REMOVED_WORDS;
            }
            Buffer hash = Ledger.wordsHash(words.text(), words.reference(), words.salt());
            return hash.equals(event.textHash()) ? null : Fault.ALTERED_WORDS;
        }

        private void end(@Nullable ChainHead head) {
            Map.Entry<Long, Buffer> last = expected.lastEntry();
            boolean cut = head == null ? position > 0 : head.position() > position;
            if (cut || (last != null && last.getKey() > position)) {
                broken = new Broken(position + 1, null, Fault.TRUNCATED);
            } else if (head != null
                    && (head.position() != position || !head.hash().equals(hash))) {
                broken = new Broken(position, null, Fault.OTHER_HEAD);
            }
        }

        private @Nullable ChainHead head() {
            return hash == null ? null : new ChainHead(organisationId, position, hash, sealedAt);
        }
    }
}
