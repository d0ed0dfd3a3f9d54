package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.relais.contact.PersonRecords;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the data of people whose time is over, once a day: occasional contacts after their one contact (CNIL: two
 * months), regular ones and those who stopped after the organisation's period of silence. Members stay as long as they
 * are members.
 */
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int BATCH = 200;

    private final RetentionStore store = new RetentionStore();
    private final Pool pool;
    private final OrganisationStore organisations;
    private final Fingerprints fingerprints;
    private final Erasure erasure;
    private final InstantSource clock;
    private final int batch;

    public Retention(Pool pool, Fingerprints fingerprints, List<PersonRecords> records, InstantSource clock) {
        this(pool, fingerprints, records, clock, BATCH);
    }

    Retention(Pool pool, Fingerprints fingerprints, List<PersonRecords> records, InstantSource clock, int batch) {
        this.pool = pool;
        this.organisations = new OrganisationStore(clock);
        this.fingerprints = fingerprints;
        this.erasure = new Erasure(new Ledger(clock, new SecureRandom()), fingerprints, records, clock);
        this.clock = clock;
        this.batch = batch;
    }

    /** Removes what is due of every organisation, a batch per transaction; reports those of which something was removed. */
    public Future<List<Report>> run() {
        if (!fingerprints.available()) {
            return Future.failedFuture(new MissingKeyException());
        }
        Instant now = clock.instant();
        return organisations.all(pool).compose(all -> {
            List<Report> reports = new ArrayList<>();
            Future<Void> done = Future.succeededFuture();
            for (Organisation organisation : all) {
                done = done.compose(before -> run(organisation, now)).map(report -> {
                    if (report.occasional() + report.silent() > 0) {
                        reports.add(report);
                    }
                    return null;
                });
            }
            return done.map(reports);
        });
    }

    private Future<Report> run(Organisation organisation, Instant now) {
        long id = organisation.id();
        return clear(id, ErasureReason.OCCASIONAL, (client, limit) -> store.occasional(client, id, now, limit), 0)
                .compose(occasional -> clear(
                                id, ErasureReason.SILENCE, (client, limit) -> store.silent(client, id, now, limit), 0)
                        .map(silent -> new Report(id, occasional, silent)))
                .onSuccess(report -> LOG.info(
                        "retention: {}: {} occasional contacts and {} silent ones erased",
                        organisation.slug(),
                        report.occasional(),
                        report.silent()));
    }

    private Future<Long> clear(long organisationId, ErasureReason reason, Due due, long before) {
        return pool.withTransaction(transaction -> due.find(transaction, batch)
                        .compose(found -> erasure.erase(transaction, organisationId, found, reason, null)
                                .map(found.size())))
                .compose(count -> count < batch
                        ? Future.succeededFuture(before + count)
                        : clear(organisationId, reason, due, before + count));
    }

    private interface Due {
        Future<List<Long>> find(SqlClient transaction, int limit);
    }

    /**
     * @param occasional people whose one contact was not answered
     * @param silent regular people, and people who had stopped, not heard of any more
     */
    public record Report(long organisationId, long occasional, long silent) {}
}
