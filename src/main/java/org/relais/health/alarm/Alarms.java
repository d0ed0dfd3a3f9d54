package org.relais.health.alarm;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.relais.config.MailSettings;
import org.relais.mail.Mailer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Alarms noted as they begin and end, and mailed to the owners. Each mail is taken by one node, tried again with growing pauses
 * and given up in the end; a node that dies between the server's yes and the note of it makes it come twice.
 */
public final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);
    private static final Duration KEPT = Duration.ofDays(90);

    private final Pool pool;
    private final InstantSource clock;
    private final AlarmText text;
    private final @Nullable Mailer mailer;
    private final AlarmStore store = new AlarmStore();

    /** @param mail null: nobody is mailed */
    public Alarms(Vertx vertx, Pool pool, @Nullable MailSettings mail, String publicUrl, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
        this.text = new AlarmText(publicUrl);
        this.mailer = mail == null ? null : new Mailer(vertx, mail, Mailer.SILENCE);
    }

    /** Notes what begins and ends; to be run every few seconds. */
    public Future<Void> note() {
        return store.note(pool, clock.instant(), mailer != null)
                .onSuccess(noted -> {
                    if (noted.begun() + noted.ended() > 0) {
                        LOG.info(
                                "{} alarms begin, {} end: the console shows them, {}",
                                noted.begun(),
                                noted.ended(),
                                mailer == null ? "nobody is mailed (mail)" : "what owners there are get a mail");
                    }
                })
                .mapEmpty();
    }

    /** Mails what is due, one after the other, until nothing is or the server fails; to be run every few seconds. */
    public Future<Void> mail() {
        return mailer == null ? Future.succeededFuture() : next(mailer);
    }

    private Future<Void> next(Mailer server) {
        return store.take(pool, clock.instant())
                .compose(taken -> taken.isEmpty()
                        ? Future.succeededFuture()
                        : send(server, taken.get()).compose(sent -> sent ? next(server) : Future.succeededFuture()));
    }

    private Future<Boolean> send(Mailer server, AlarmMail mail) {
        return server.send(text.message(mail))
                .map(true)
                .otherwise(fault -> {
                    LOG.warn(
                            "alarm {} can't be mailed to organiser {}, to be tried again: {}: {}",
                            mail.alarmId(),
                            mail.organiserId(),
                            fault.getClass().getSimpleName(),
                            fault.getMessage());
                    return false;
                })
                .compose(sent ->
                        sent ? store.sent(pool, mail, clock.instant()).map(true) : Future.succeededFuture(false));
    }

    /** Forgets what ended long ago. */
    public Future<Void> forget() {
        Instant before = clock.instant().minus(KEPT);
        return store.forget(pool, before).mapEmpty();
    }
}
