package org.relais.inbound.reply;

import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.function.LongConsumer;

/**
 * What every worker of the inbox needs.
 *
 * @param failures notes attempts that failed
 * @param wakeOutbox told, with the organisation's id, that something was queued and committed
 */
record WorkerContext(Pool pool, WorkStore work, FailedEvents failures, InstantSource clock, LongConsumer wakeOutbox) {}
