package org.relais.health;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;
import org.relais.channel.TemplateName;

/** What is known of how senders stand, for pages that are about something else: alarms, approved templates. */
public final class SenderReports {
    private final InstantSource clock;
    private final HealthStore store = new HealthStore();

    public SenderReports(InstantSource clock) {
        this.clock = clock;
    }

    /** The senders of an organisation that may not hear stops. */
    public Future<List<SenderReport>> alarms(SqlClient client, long organisationId) {
        return store.reports(client, organisationId, null, clock.instant())
                .map(all -> all.stream().filter(SenderReport::alarms).toList());
    }

    /** The templates that the platforms of an organisation's senders have approved, as their last looks found them. */
    public Future<List<TemplateName>> approvedTemplates(SqlClient client, long organisationId) {
        return store.reports(client, organisationId, null, clock.instant()).map(all -> all.stream()
                .flatMap(report -> report.checks().values().stream())
                .flatMap(done -> done.results().stream())
                .filter(result -> result.code().equals("template.approved"))
                .map(result -> new TemplateName(
                        String.valueOf(result.arguments().get("name")),
                        String.valueOf(result.arguments().get("language"))))
                .distinct()
                .toList());
    }

    /** How many senders of all organisations may not hear stops. */
    public Future<Long> alarming(SqlClient client) {
        return store.alarmed(client);
    }
}
