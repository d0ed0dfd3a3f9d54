package org.relais.consent.federation;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.MissingKeyException;
import org.relais.consent.SectionStore;
import org.relais.consent.federation.SectionExchangeStore.Stopped;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Federation;
import org.relais.organisation.FederationStore;
import org.relais.organisation.Permission;
import org.relais.task.Sequence;

/**
 * Federations as the operator sets them up. A section joins at once: from that commit on every stop of any section is a stop in
 * all. Then what was under way at that moment is waited for, since it may not have known; and then everybody who had stopped
 * before, in the new section or in another, is made known to the others page by page, while stops go on.
 */
public final class FederationService {
    private static final int PAGE = 500;
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final FederationStore federations = new FederationStore();
    private final SectionStore sections = new SectionStore();
    private final SectionExchangeStore exchange = new SectionExchangeStore();
    private final Vertx vertx;
    private final Pool pool;
    private final Fingerprints fingerprints;
    private final ConsentService consent;
    private final AuditStore audit;
    private final InstantSource clock;

    public FederationService(
            Vertx vertx, Pool pool, Fingerprints fingerprints, ConsentService consent, InstantSource clock) {
        this.vertx = vertx;
        this.pool = pool;
        this.fingerprints = fingerprints;
        this.consent = consent;
        this.audit = new AuditStore(clock);
        this.clock = clock;
    }

    /** Fails with SQLSTATE 23505 when there is one of that name. */
    public Future<Long> create(String name) {
        return federations.create(pool, name, clock.instant());
    }

    /**
     * Makes the actor's organisation a section. Completes when whoever has stopped in one of the sections has in all, and
     * nothing to them is open. Done again, it goes on where it broke off.
     *
     * @return how many people of other sections have been stopped for it; fails with {@link IllegalStateException} when the
     *     organisation is a section of another federation, with {@link MissingKeyException} when there is no key
     */
    public Future<Long> add(Actor actor, Federation federation) {
        if (!fingerprints.available()) {
            return Future.failedFuture(new MissingKeyException());
        }
        return actor.permitted(Permission.ORGANISATION)
                .compose(permitted -> join(actor, federation))
                .compose(joined -> exchange.underWay(pool))
                .compose(this::outlive)
                .compose(known -> sections.others(pool, actor.organisationId()))
                .compose(others -> tellEach(actor.organisationId(), others));
    }

    /** What is on the section's list stays there. Fails with {@link IllegalStateException} when it is none of this federation. */
    public Future<Void> remove(Actor actor, Federation federation) {
        return actor.permitted(Permission.ORGANISATION)
                .compose(permitted -> pool.withTransaction(transaction -> federations
                        .leave(transaction, federation.id(), actor.organisationId())
                        .compose(left -> left
                                ? audit.write(
                                        transaction, actor, "federation.leave", subject(federation), name(federation))
                                : Future.failedFuture(new IllegalStateException(
                                        "the organisation is no section of " + federation.name())))));
    }

    private Future<Void> join(Actor actor, Federation federation) {
        return pool.withTransaction(transaction -> federations
                .join(transaction, federation.id(), actor.organisationId())
                .compose(joined -> joined
                        ? audit.write(transaction, actor, "federation.join", subject(federation), name(federation))
                        : federations
                                .of(transaction, actor.organisationId())
                                .compose(present -> present.filter(one -> one.id() == federation.id())
                                                .isPresent()
                                        ? Future.succeededFuture()
                                        : Future.failedFuture(new IllegalStateException(
                                                "the organisation is a section of another federation")))));
    }

    private static String subject(Federation federation) {
        return "federation:" + federation.id();
    }

    private static JsonObject name(Federation federation) {
        return new JsonObject().put("name", federation.name());
    }

    private Future<Void> outlive(List<String> transactions) {
        return exchange.areUnderWay(pool, transactions)
                .compose(so -> so
                        ? vertx.timer(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS).compose(again -> outlive(transactions))
                        : Future.succeededFuture());
    }

    private Future<Long> tellEach(long joined, List<Long> others) {
        Future<Long> all = others.isEmpty() ? Future.succeededFuture(0L) : tell(joined, others, 0, 0);
        for (long other : others) {
            all = all.compose(before -> tell(other, List.of(joined), 0, before));
        }
        return all;
    }

    /** Tells some sections who has stopped in one, from one page of its people on. */
    private Future<Long> tell(long from, List<Long> to, long after, long stopped) {
        return exchange.pageEnd(pool, from, after, PAGE)
                .compose(last -> last.isEmpty()
                        ? Future.succeededFuture(stopped)
                        : exchange.stopped(pool, from, after, last.get())
                                .compose(page -> list(page, to).compose(listed -> stop(from, page, to)))
                                .compose(more -> tell(from, to, last.get(), stopped + more)));
    }

    private Future<Void> list(List<Stopped> page, List<Long> to) {
        List<SectionStore.Entry> entries = new ArrayList<>();
        for (Stopped one : page) {
            for (long section : to) {
                entries.add(new SectionStore.Entry(
                        section,
                        Buffer.buffer(fingerprints.of(section, one.identifier())),
                        one.identifier(),
                        one.stoppedAt(),
                        null));
            }
        }
        return entries.isEmpty()
                ? Future.succeededFuture()
                : sections.enter(pool, entries, fingerprints.currentKeyId(), clock.instant());
    }

    /** Those who are people of the other sections stop there as after a stop of today. */
    private Future<Integer> stop(long from, List<Stopped> page, List<Long> to) {
        List<Long> people = page.stream().map(Stopped::contactId).distinct().toList();
        return exchange.openElsewhere(pool, people, to, clock.instant())
                .compose(open -> Sequence.each(open, contactId -> consent.enforceAgain(from, contactId))
                        .map(open.size()));
    }
}
