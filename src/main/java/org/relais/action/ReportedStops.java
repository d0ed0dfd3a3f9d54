package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentService;
import org.relais.task.Sequence;

/** Completion of removals that volunteers have reported: as after every stop, the outbox is emptied of the person. */
public final class ReportedStops {
    private final Pool pool;
    private final ConsentService consent;
    private final ReportedStopStore store;

    private ReportedStops(Pool pool, ConsentService consent, String table) {
        this.pool = pool;
        this.consent = consent;
        this.store = new ReportedStopStore(table);
    }

    /** Of people who were called. */
    public static ReportedStops ofCalls(Pool pool, ConsentService consent) {
        return new ReportedStops(pool, consent, "call_attempt");
    }

    /** Of people who were brought by a volunteer. */
    public static ReportedStops ofReferrals(Pool pool, ConsentService consent) {
        return new ReportedStops(pool, consent, "named_contact");
    }

    /** To be called every few seconds; what a process leaves undone is found by the next one. */
    public Future<Void> seeThrough() {
        return store.open(pool)
                .compose(stops -> Sequence.each(stops, stop -> consent.enforce(
                                ConsentChange.stands(stop.organisationId(), stop.contactId(), stop.eventId()))
                        .compose(enforced -> store.done(pool, stop))));
    }
}
