package org.relais.group;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.relais.channel.Channel;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.GroupChange.Ability;
import org.relais.channel.InviteAnswer;
import org.relais.consent.Purpose;
import org.relais.conversation.OrganisationTexts;
import org.relais.delivery.DeliveryContent;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.group.GroupStore.Account;
import org.relais.group.InviteLinkStore.Made;
import org.relais.group.InviteLinkStore.Taken;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maker of the links that volunteers are to have, who revokes those that are nobody's any more; one request after the other. A
 * link is kept and its message queued in one transaction; a node that dies between the platform's answer and that leaves one
 * link behind that nobody was told of, and another node makes the volunteer's. Whether the message goes is the claim's to say,
 * as always. What a platform refuses is noted of the group, and nothing is promised to anybody.
 */
public final class InviteLinkMaker {
    private static final Logger LOG = LoggerFactory.getLogger(InviteLinkMaker.class);
    private static final int AT_ONCE = 20;
    /** What comes later than this answers no yes that was said just now, and waits for contact hours. */
    private static final Duration JUST_SAID = Duration.ofMinutes(10);

    private final Pool pool;
    private final ChannelRegistry channels;
    private final Outbox outbox;
    private final LongConsumer wake;
    private final InstantSource clock;
    private final InviteLinkStore links = new InviteLinkStore();
    private final GroupStore groups = new GroupStore();

    /** @param wake tells the engine that an organisation has something queued, after its commit */
    public InviteLinkMaker(Pool pool, ChannelRegistry channels, Outbox outbox, LongConsumer wake, InstantSource clock) {
        this.pool = pool;
        this.channels = channels;
        this.outbox = outbox;
        this.wake = wake;
        this.clock = clock;
    }

    /** To be called every few seconds. */
    public Future<Void> run() {
        // A platform that wants less, or does not answer, is left alone for the rest: those come again after the lease.
        Set<Account> resting = new HashSet<>();
        return links.toMake(pool, clock.instant(), AT_ONCE)
                .compose(taken -> Sequence.each(
                        taken, one -> resting.contains(one.account()) ? Future.succeededFuture() : make(one, resting)))
                .compose(made -> links.toRevoke(pool, clock.instant(), AT_ONCE))
                .compose(taken -> Sequence.each(taken, this::revoke));
    }

    private Future<Void> make(Taken taken, Set<Account> resting) {
        return channels.find(taken.account().channel())
                .map((Channel channel) -> channel.invite(taken.account().externalId(), taken.chat(), taken.code()))
                .orElseGet(() -> Future.succeededFuture(InviteAnswer.of(InviteAnswer.Outcome.LATER)))
                .compose(answer -> {
                    if (answer.outcome() == InviteAnswer.Outcome.LATER) {
                        resting.add(taken.account());
                    }
                    String link = answer.link();
                    return link == null ? refused(taken, answer) : made(taken, link);
                });
    }

    private Future<Void> made(Taken taken, String link) {
        return pool.withTransaction(tx -> links.made(tx, taken.id(), link)
                        .compose(made -> made.isEmpty() || made.get().contactId() == null
                                ? Future.succeededFuture()
                                : tell(tx, made.get(), made.get().contactId(), link)))
                .onSuccess(told -> wake.accept(taken.organisationId()));
    }

    private Future<Void> tell(SqlClient tx, Made made, long contactId, String link) {
        Instant now = clock.instant();
        String key = made.channel() ? "group.link.channel" : "group.link";
        return OrganisationTexts.of(tx, made.organisationId(), made.language())
                .map(texts -> texts.say(key, Map.of("title", made.title(), "link", link)))
                .map(message -> made.wantedAt().isAfter(now.minus(JUST_SAID))
                        ? NewDelivery.now(
                                NewDelivery.Chat.preferred(made.organisationId(), contactId),
                                Purpose.REPLY,
                                DeliveryContent.of(message),
                                now)
                        : NewDelivery.broadcast(
                                made.organisationId(), contactId, DeliveryContent.of(message.mentioning()), now, null))
                .compose(delivery -> outbox.enqueue(tx, delivery))
                .mapEmpty();
    }

    private Future<Void> refused(Taken taken, InviteAnswer answer) {
        Instant now = clock.instant();
        LOG.info("a link into group {} was not made: {}", taken.groupId(), answer.outcome());
        return switch (answer.outcome()) {
            case NO_RIGHT -> disabled(taken, Ability.NO_RIGHT, now);
            case GONE -> disabled(taken, Ability.REMOVED, now);
            case MOVED -> moved(taken, answer);
            case DONE, NOTHING, LATER -> Future.succeededFuture();
        };
    }

    /** It is made as soon as the platform says that the sender may invite again. */
    private Future<Void> disabled(Taken taken, Ability ability, Instant now) {
        return groups.disable(pool, taken.organisationId(), taken.groupId(), ability, now)
                .compose(done -> links.release(pool, taken.id()));
    }

    private Future<Void> moved(Taken taken, InviteAnswer answer) {
        String chat = answer.movedTo();
        return chat == null
                ? Future.succeededFuture()
                : pool.withTransaction(tx -> groups.move(tx, taken.account(), taken.chat(), chat, clock.instant()))
                        .compose(moved -> moved ? links.release(pool, taken.id()) : Future.succeededFuture());
    }

    private Future<Void> revoke(Taken taken) {
        String link = taken.link();
        Future<InviteAnswer> answer = link == null
                ? Future.succeededFuture(InviteAnswer.of(InviteAnswer.Outcome.NOTHING))
                : channels.find(taken.account().channel())
                        .map((Channel channel) -> channel.revoke(taken.account().externalId(), taken.chat(), link))
                        .orElseGet(() -> Future.succeededFuture(InviteAnswer.of(InviteAnswer.Outcome.NOTHING)));
        return answer.compose(said -> switch (said.outcome()) {
            case MOVED -> moved(taken, said);
            case LATER -> Future.succeededFuture();
            // Who may not end it never will, and nobody can enter a group that is gone.
            case DONE, NOTHING, NO_RIGHT, GONE -> links.delete(pool, taken.id());
        });
    }
}
