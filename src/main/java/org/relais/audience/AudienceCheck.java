package org.relais.audience;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.relais.input.Fault;
import org.relais.input.FaultCode;

/** What is wrong with an audience that only the organisation's own rows can tell: broadcasts and actions of others. */
public final class AudienceCheck {
    private final AudienceFacetStore facets = new AudienceFacetStore();

    /** Each with its field under {@code audience}; empty when it may be stored. */
    public Future<List<Fault>> faults(SqlClient client, long organisationId, Audience audience) {
        if (audience.equals(Audience.UNREADABLE)) {
            return Future.succeededFuture(List.of(Fault.of("audience", FaultCode.AUDIENCE_UNREADABLE)));
        }
        return facets.unknownBroadcasts(client, organisationId, audience)
                .compose(broadcasts -> facets.unknownActions(client, organisationId, audience)
                        .map(actions -> faults(audience, broadcasts, actions)));
    }

    private static List<Fault> faults(Audience audience, Set<Long> broadcasts, Set<Long> actions) {
        List<Fault> faults = new ArrayList<>();
        for (int at = 0; at < audience.answers().size(); at++) {
            if (broadcasts.contains(audience.answers().get(at).broadcastId())) {
                faults.add(Fault.of("audience.answers[" + at + "].broadcast", FaultCode.BROADCAST_UNKNOWN));
            }
        }
        for (int at = 0; at < audience.rows().size(); at++) {
            AudienceCondition condition = audience.rows().get(at).condition();
            String row = "audience.rows[" + at + "]";
            if (Audience.broadcast(condition).filter(broadcasts::contains).isPresent()) {
                faults.add(Fault.of(row, FaultCode.BROADCAST_UNKNOWN));
            }
            if (Audience.action(condition).filter(actions::contains).isPresent()) {
                faults.add(Fault.of(row, FaultCode.ACTION_UNKNOWN));
            }
        }
        return faults;
    }
}
