package org.relais.console;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.database.SqlFaults;
import org.relais.organisation.Role;
import org.relais.organisation.SessionStore;
import org.relais.task.RequestScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers of this node that last: a session that has ended or whose organiser has a lesser role than when it began, on whichever
 * node, is told nothing more within a second or two.
 * One statement a second asks for all of them, and none is sent while there are none.
 */
final class OpenStreams {
    private static final Logger LOG = LoggerFactory.getLogger(OpenStreams.class);
    private static final long LOOK_EVERY_MILLIS = 1_000;

    private final Pool pool;
    private final SessionStore sessions;
    private final List<Stream> open = new ArrayList<>();
    private boolean looking;

    OpenStreams(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.sessions = new SessionStore(clock);
    }

    private record Stream(long session, Role role, HttpServerResponse response, Context context) {
        boolean over() {
            return response.ended() || response.closed();
        }

        boolean allowed(@Nullable Role now) {
            return now != null && now.includes(role);
        }
    }

    /** Watches the answer that is about to begin; on its event loop. */
    void watch(PageRequest visit) {
        Vertx vertx = visit.context().vertx();
        Context context = vertx.getOrCreateContext();
        synchronized (open) {
            open.add(new Stream(
                    visit.sessionId(), visit.organiser().role(), visit.context().response(), context));
            if (!looking) {
                looking = true;
                RequestScope.outside(() -> later(vertx));
            }
        }
    }

    private void later(Vertx vertx) {
        vertx.setTimer(LOOK_EVERY_MILLIS, timer -> look(vertx));
    }

    private void look(Vertx vertx) {
        List<Stream> asked;
        synchronized (open) {
            open.removeIf(Stream::over);
            looking = !open.isEmpty();
            asked = List.copyOf(open);
        }
        if (!asked.isEmpty()) {
            sessions.open(pool, asked.stream().map(Stream::session).distinct().toList())
                    .onSuccess(still -> cut(asked, still))
                    .onFailure(fault -> LOG.debug("streams are not looked at for now: {}", SqlFaults.describe(fault)))
                    .onComplete(done -> later(vertx));
        }
    }

    private static void cut(List<Stream> asked, Map<Long, Role> still) {
        asked.stream()
                .filter(stream -> !stream.allowed(still.get(stream.session())))
                .forEach(stream -> stream.context().runOnContext(now -> {
                    if (!stream.over()) {
                        stream.response().reset();
                    }
                }));
    }
}
