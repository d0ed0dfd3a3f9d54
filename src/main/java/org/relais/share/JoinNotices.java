package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.relais.conversation.OrganisationTexts;
import org.relais.delivery.DeliveryContent;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.template.MessageSpec;
import org.relais.template.TextTemplate;

/**
 * Notices to whoever passed a message on that somebody has joined by it: at most once a day, as a broadcast's kin, so that the
 * claim lets none out to somebody who has stopped. Only who agreed to it on the page they came by is named.
 */
final class JoinNotices {
    private static final Duration OF_USE = Duration.ofDays(1);

    private final Outbox outbox;
    private final InstantSource clock;
    private final JoinStore joins = new JoinStore();

    JoinNotices(Outbox outbox, InstantSource clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** @param contactId who has joined */
    Future<Void> tell(SqlClient tx, long organisationId, long contactId) {
        Instant now = clock.instant();
        return joins.takeNotice(tx, organisationId, contactId, now)
                .compose(told -> told.isEmpty()
                        ? Future.succeededFuture()
                        : OrganisationTexts.of(tx, organisationId, told.get().language())
                                .compose(texts -> outbox.enqueue(tx, delivery(organisationId, told.get(), texts, now)))
                                .mapEmpty());
    }

    private static NewDelivery delivery(
            long organisationId, JoinStore.Notice notice, OrganisationTexts texts, Instant now) {
        String language = texts.language("share.joined");
        String friend = notice.friend();
        String text = friend == null
                ? texts.text("share.joined", Map.of("count", notice.joined()))
                : texts.text("share.joined.named", Map.of("name", friend, "count", notice.joined()));
        MessageSpec message =
                MessageSpec.of(language, TextTemplate.literal(text)).mentioning();
        return NewDelivery.broadcast(
                organisationId, notice.volunteerId(), DeliveryContent.of(message), now, now.plus(OF_USE));
    }
}
