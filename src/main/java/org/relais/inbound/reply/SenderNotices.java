package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.SendOutcome;
import org.relais.delivery.RecipientPools;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore;
import org.relais.template.catalogue.TemplateChanges;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a platform tells about a sender or a template rather than about a person: it is put where organisers look, and a
 * sender that the platform has closed is paused.
 */
final class SenderNotices {
    private static final Logger LOG = LoggerFactory.getLogger(SenderNotices.class);
    private static final String PLATFORM = "platform";

    private final SenderStore senders;
    private final AuditStore audit;
    private final RecipientPools pools;
    private final TemplateChanges templates = new TemplateChanges();

    SenderNotices(SenderStore senders, AuditStore audit, RecipientPools pools) {
        this.senders = senders;
        this.audit = audit;
        this.pools = pools;
    }

    Future<Void> note(SqlClient tx, Sender sender, InboundEvent event) {
        String action = event.kind() == InboundEvent.Kind.TEMPLATE_STATUS ? "template.status" : "sender.alert";
        LOG.warn(
                "{}: {} sender {} of organisation {}: {}",
                action,
                sender.channel(),
                sender.id(),
                sender.organisationId(),
                event.errorCode());
        return audit.write(
                        tx,
                        Actor.service(sender.organisationId(), PLATFORM),
                        action,
                        "sender:" + sender.id(),
                        detail(event))
                .compose(written -> pauses(event.failure())
                        ? senders.pause(tx, sender.organisationId(), sender.id(), reason(event), null)
                                .mapEmpty()
                        : Future.succeededFuture())
                .compose(paused -> learn(tx, sender, event.recipientsPerDay()))
                .compose(learnt -> event.template() == null
                        ? Future.succeededFuture()
                        : templates.apply(tx, sender, event.template()));
    }

    private Future<Void> learn(SqlClient tx, Sender sender, @Nullable Long recipientsPerDay) {
        return recipientsPerDay == null
                ? Future.succeededFuture()
                : pools.learn(tx, sender.id(), null, recipientsPerDay);
    }

    private static boolean pauses(@Nullable SendOutcome failure) {
        return failure != null && failure.kind() == SendOutcome.Kind.PAUSE_SENDER;
    }

    private static String reason(InboundEvent event) {
        return Objects.requireNonNullElse(event.errorCode(), PLATFORM);
    }

    private static JsonObject detail(InboundEvent event) {
        JsonObject detail = new JsonObject();
        if (event.errorCode() != null) {
            detail.put("code", event.errorCode());
        }
        if (event.text() != null) {
            detail.put("text", event.text());
        }
        if (event.language() != null) {
            detail.put("language", event.language());
        }
        return detail;
    }
}
