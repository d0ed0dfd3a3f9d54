package org.relais.api;

import io.vertx.sqlclient.Tuple;
import org.relais.ServiceUnderTest;

/** What a test wants to know of, or do to, the database behind the service. */
final class ServiceCounts {
    private ServiceCounts() {}

    /** How many deeds were written down about a thing. */
    static long audited(ServiceUnderTest service, String subject) {
        return ServiceUnderTest.wait(service.pool()
                .preparedQuery("select count(*) as deeds from audit_event where subject = $1")
                .execute(Tuple.of(subject))
                .map(rows -> rows.iterator().next().getLong("deeds")));
    }

    /** Runs a statement that brings about what nobody can by the API. */
    static void run(ServiceUnderTest service, String sql) {
        ServiceUnderTest.wait(service.pool().query(sql).execute());
    }
}
