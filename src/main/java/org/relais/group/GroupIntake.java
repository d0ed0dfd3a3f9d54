package org.relais.group;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.relais.channel.GroupChange;
import org.relais.channel.GroupChange.Ability;
import org.relais.channel.InboundEvent;
import org.relais.consent.Fingerprints;
import org.relais.contact.AddressId;
import org.relais.conversation.OrganisationTexts;
import org.relais.delivery.DeliveryContent;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.group.GroupEntryStore.Notice;
import org.relais.group.GroupEntryStore.Used;
import org.relais.group.GroupStore.Account;

/**
 * What platforms tell of groups, noted before the webhook is answered: where senders stand, and who entered by a volunteer's
 * link. Fails when it could not be noted, so that the platform comes again; what comes twice changes nothing twice.
 */
public final class GroupIntake {
    /** A notice that comes later says nothing new. */
    private static final Duration OF_USE = Duration.ofDays(1);

    private final Pool pool;
    private final Fingerprints fingerprints;
    private final Outbox outbox;
    private final LongConsumer wake;
    private final InstantSource clock;
    private final GroupStore groups = new GroupStore();
    private final GroupEntryStore entries = new GroupEntryStore();

    /** @param wake tells the engine that an organisation has something queued, after its commit */
    public GroupIntake(Pool pool, Fingerprints fingerprints, Outbox outbox, LongConsumer wake, InstantSource clock) {
        this.pool = pool;
        this.fingerprints = fingerprints;
        this.outbox = outbox;
        this.wake = wake;
        this.clock = clock;
    }

    /** @param event of kind {@link InboundEvent.Kind#GROUP} */
    public Future<Void> note(InboundEvent event) {
        GroupChange change = event.groupChange();
        if (change == null) {
            return Future.succeededFuture();
        }
        Ability ability = change.ability();
        return ability == null
                ? entered(event, change)
                : pool.withTransaction(tx -> groups.note(tx, account(event), change, ability, clock.instant()));
    }

    /**
     * A group goes on under another id.
     *
     * @param event of kind {@link InboundEvent.Kind#IDENTITY_CHANGED}
     * @return whether it is an address of ours as well, as a group that was imported is: then it is to be moved too
     */
    public Future<Boolean> moved(InboundEvent event) {
        if (event.previous().isEmpty() || event.from().isEmpty()) {
            return Future.succeededFuture(false);
        }
        String from = event.previous().get(0).identifier();
        String to = event.from().get(0).identifier();
        return pool.withTransaction(tx -> groups.move(tx, account(event), from, to, clock.instant())
                .compose(moved -> groups.isAddressed(tx, account(event), from, to)));
    }

    private Future<Void> entered(InboundEvent event, GroupChange change) {
        String link = change.link();
        return link == null || event.from().isEmpty()
                ? Future.succeededFuture()
                : pool.withTransaction(tx -> entered(tx, event, change.chat(), link))
                        .onSuccess(told -> told.ifPresent(wake::accept))
                        .mapEmpty();
    }

    /** The organisation, when something is queued. */
    private Future<Optional<Long>> entered(SqlClient tx, InboundEvent event, String chat, String link) {
        AddressId who = event.from().get(0);
        return entries.link(tx, account(event), chat, link, who.identifier()).compose(used -> {
            List<Buffer> known = used.map(of -> fingerprints.everyKey(of.organisationId(), who))
                    .orElse(List.of());
            return known.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : entries.record(tx, used.get(), known, clock.instant())
                            .compose(entry -> entry.isEmpty()
                                    ? Future.succeededFuture(Optional.empty())
                                    : tell(tx, used.get(), entry.get()));
        });
    }

    private Future<Optional<Long>> tell(SqlClient tx, Used used, long entry) {
        Instant now = clock.instant();
        return entries.takeNotice(tx, entry, now)
                .compose(notice -> notice.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : OrganisationTexts.of(
                                        tx, used.organisationId(), notice.get().language())
                                .compose(texts ->
                                        outbox.enqueue(tx, delivery(used.organisationId(), notice.get(), texts, now)))
                                .map(queued -> queued.map(id -> used.organisationId())));
    }

    private static NewDelivery delivery(long organisationId, Notice notice, OrganisationTexts texts, Instant now) {
        return NewDelivery.broadcast(
                organisationId,
                notice.volunteerId(),
                DeliveryContent.of(
                        texts.say("group.entered", Map.of("title", notice.title(), "count", notice.entered()))
                                .mentioning()),
                now,
                now.plus(OF_USE));
    }

    private static Account account(InboundEvent event) {
        return new Account(event.channel(), event.senderExternalId());
    }
}
