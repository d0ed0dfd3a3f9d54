package org.relais.consent.privacy;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.relais.consent.ConsentService;
import org.relais.consent.ConsentStore;
import org.relais.consent.ConsentStore.Key;
import org.relais.consent.Fingerprints;
import org.relais.consent.MissingKeyException;
import org.relais.contact.AddressStore;
import org.relais.contact.MessageUnderWayException;
import org.relais.contact.PersonRecords;
import org.relais.database.Paging;
import org.relais.ledger.EventSource;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEntry;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationStore;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removal of the data of people whose time is over, once a day: occasional contacts after their one contact (CNIL: two
 * months), regular ones and those who stopped after the organisation's period of silence, and what was collected for an
 * event after it. Members stay as long as they are members.
 */
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int BATCH = 200;

    private final RetentionStore store = new RetentionStore();
    private final AuditStore audit;
    private final Pool pool;
    private final OrganisationStore organisations;
    private final Fingerprints fingerprints;
    private final ConsentService consent;
    private final Erasure erasure;
    private final List<EventBoundData> events;
    private final ConsentStore consents = new ConsentStore();
    private final AddressStore addresses = new AddressStore();
    private final InstantSource clock;
    private final int batch;

    /**
     * What is there to be removed.
     *
     * @param records what other parts keep about people
     * @param events who knows what was collected for an event
     */
    public record Kept(List<PersonRecords> records, List<EventBoundData> events) {
        public Kept {
            records = List.copyOf(records);
            events = List.copyOf(events);
        }
    }

    /** @param consent waits for what is on its way to people before they are forgotten */
    public Retention(Pool pool, ConsentService consent, Fingerprints fingerprints, Kept kept, InstantSource clock) {
        this(pool, consent, fingerprints, kept, clock, BATCH);
    }

    Retention(Pool pool, ConsentService consent, Fingerprints fingerprints, Kept kept, InstantSource clock, int batch) {
        this.pool = pool;
        this.consent = consent;
        this.organisations = new OrganisationStore(clock);
        this.audit = new AuditStore(clock);
        this.fingerprints = fingerprints;
        this.erasure = new Erasure(new Ledger(clock, new SecureRandom()), fingerprints, kept.records(), clock);
        this.events = kept.events();
        this.clock = clock;
        this.batch = batch;
    }

    /**
     * Removes what is due of every organisation, a batch per transaction, and keeps a report of each; returns those by
     * which something was removed.
     */
    public Future<List<Report>> run() {
        if (!fingerprints.available()) {
            return Future.failedFuture(new MissingKeyException());
        }
        Instant now = clock.instant();
        return organisations.all(pool).compose(all -> {
            List<Report> reports = new ArrayList<>();
            return Sequence.each(all, organisation -> run(organisation, now).onSuccess(report -> {
                        if (report.removed() > 0) {
                            reports.add(report);
                        }
                    }))
                    .map(reports);
        });
    }

    /**
     * The reports of an organisation.
     *
     * @param limit 1 to 1,000
     */
    public Future<List<Report>> reports(long organisationId, Paging paging, int limit) {
        return store.reports(pool, organisationId, paging, limit);
    }

    private Future<Report> run(Organisation organisation, Instant now) {
        long id = organisation.id();
        return clear(id, ErasureReason.OCCASIONAL, (client, limit) -> store.occasional(client, id, now, limit), 0)
                .compose(occasional -> clear(
                                id, ErasureReason.SILENCE, (client, limit) -> store.silent(client, id, now, limit), 0)
                        .compose(silent -> people(id, now).compose(people -> rows(id, now)
                                .compose(rows -> keep(new Report(0, id, now, occasional, silent, people, rows))))))
                .onSuccess(report -> LOG.info(
                        "retention: {}: {} occasional contacts, {} silent ones and {} known for past events only erased,"
                                + " {} answers to past events removed",
                        organisation.slug(),
                        report.occasional(),
                        report.silent(),
                        report.eventPeople(),
                        report.eventRows()));
    }

    private Future<Long> people(long organisationId, Instant now) {
        Future<Long> all = Future.succeededFuture(0L);
        for (EventBoundData part : events) {
            all = all.compose(before -> clear(
                    organisationId,
                    ErasureReason.EVENT,
                    (client, limit) -> part.people(client, organisationId, now, limit),
                    before));
        }
        return all;
    }

    private Future<Long> rows(long organisationId, Instant now) {
        Future<Long> all = Future.succeededFuture(0L);
        for (EventBoundData part : events) {
            all = all.compose(before -> rows(part, organisationId, now, before));
        }
        return all;
    }

    private Future<Long> rows(EventBoundData part, long organisationId, Instant now, long before) {
        return pool.withTransaction(transaction -> part.clear(transaction, organisationId, now, batch))
                .compose(count -> count < batch
                        ? Future.succeededFuture(before + count)
                        : rows(part, organisationId, now, before + count));
    }

    /** Every run leaves its report; one that removed something is in the audit trail as well. */
    private Future<Report> keep(Report report) {
        Actor actor = Actor.service(report.organisationId(), "retention");
        return pool.withTransaction(transaction -> store.keep(transaction, report)
                .compose(id -> report.removed() == 0
                        ? Future.succeededFuture(report)
                        : audit.write(transaction, actor, "retention.run", "retention:" + id, report.counts())
                                .map(report)));
    }

    private static final LedgerEntry.Origin ORIGIN = new LedgerEntry.Origin(EventSource.RETENTION, null, null, null);

    /**
     * Who is forgotten would be a stranger to their own stop, and it would not wait for what is on its way to them: so nothing more
     * is claimed to them first, and what was claimed is waited for.
     */
    private Future<Long> clear(long organisationId, ErasureReason reason, Due due, long before) {
        return pool.withTransaction(transaction ->
                        due.find(transaction, batch).compose(found -> silence(transaction, organisationId, found)))
                .compose(silent -> Sequence.each(silent, contact -> consent.enforceAgain(organisationId, contact))
                        .compose(over -> erase(organisationId, reason, due, silent))
                        .compose(erased -> erased == 0 || silent.size() < batch
                                ? Future.succeededFuture(before + erased)
                                : clear(organisationId, reason, due, before + erased)));
    }

    private Future<List<Long>> silence(SqlConnection transaction, long organisationId, List<Long> found) {
        return consents.lock(transaction, Key.of(organisationId, found))
                .compose(locked -> addresses.silence(transaction, organisationId, found, "retention"))
                .map(found);
    }

    /**
     * Those whose time is still over: whoever writes meanwhile stays, and their address is in use again. Who is just being answered
     * although their time is over leaves all of them to the next run.
     */
    private Future<Integer> erase(long organisationId, ErasureReason reason, Due due, List<Long> silent) {
        return pool.withTransaction(transaction -> due.find(transaction, batch).compose(found -> {
                    List<Long> gone = found.stream().filter(silent::contains).toList();
                    return erasure.erase(transaction, organisationId, gone, reason, ORIGIN, Set.of())
                            .map(gone.size());
                }))
                .recover(fault -> fault instanceof MessageUnderWayException
                        ? Future.succeededFuture(0)
                        : Future.failedFuture(fault));
    }

    private interface Due {
        Future<List<Long>> find(SqlClient transaction, int limit);
    }

    /**
     * What one run removed of one organisation.
     *
     * @param id 0 until it is kept
     * @param at when the run began
     * @param occasional people whose one contact was not answered
     * @param silent regular people, and people who had stopped, not heard of any more
     * @param eventPeople people who were known only for events that are over
     * @param eventRows answers and the like of everybody else to events that are over
     */
    public record Report(
            long id, long organisationId, Instant at, long occasional, long silent, long eventPeople, long eventRows) {

        long removed() {
            return occasional + silent + eventPeople + eventRows;
        }

        /** The counts by name. */
        public JsonObject counts() {
            return new JsonObject()
                    .put("occasional", occasional)
                    .put("silent", silent)
                    .put("eventPeople", eventPeople)
                    .put("eventRows", eventRows);
        }
    }
}
