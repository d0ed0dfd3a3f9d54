package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.Purpose;
import org.relais.conversation.OrganisationTexts;
import org.relais.delivery.DeliveryContent;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.inbox.DataLinkStore.Asker;
import org.relais.inbox.OrganiserAnswerService.Result;
import org.relais.organisation.Actor;
import org.relais.organisation.Permission;
import org.relais.template.MessageSpec;
import org.relais.template.MessageSpecCodec;
import org.relais.template.TextTemplate;
import org.relais.text.WrittenDate;

/**
 * Answers to requests for access that came by chat: a request by electronic means is answered by electronic means (GDPR
 * article 12(3)), in the chat where it was made, with a link at which the person, and nobody else, fetches their data.
 */
public final class DataLinkService {
    /** How long a link opens. */
    private static final Duration OPEN = Duration.ofDays(7);

    /** How often: on a telephone, once more on a computer, and after a mistake. */
    private static final int OPENINGS = 5;

    /** The configuration has no key to make links with. */
    private static final String NO_KEY = "no_link_key";

    private final Pool pool;
    private final RightsRequestService requests;
    private final Sending sending;
    private final ReplyWindow window;
    private final @Nullable DataLinks links;
    private final InstantSource clock;
    private final DataLinkStore store = new DataLinkStore();

    /** What a message goes out by. @param wake told the organisation's id when something waits in the outbox */
    public record Sending(ChannelRegistry channels, Outbox outbox, LongConsumer wake) {}

    /**
     * Whose a link is.
     *
     * @param language the person's; null: the organisation's
     * @param usable whether it still opens
     */
    public record Reader(
            long organisationId, long contactId, @Nullable String language, Instant until, boolean usable) {}

    /** @param links null: there is no key for them, and none is sent */
    public DataLinkService(
            Pool pool, RightsRequestService requests, Sending sending, @Nullable DataLinks links, InstantSource clock) {
        this.pool = pool;
        this.requests = requests;
        this.sending = sending;
        this.window = new ReplyWindow(sending.channels());
        this.links = links;
        this.clock = clock;
    }

    /**
     * Sends the person of an open request for access their link, which answers the request, or as long as that one opens
     * another instead of it; whether they may be written to is
     * decided here, so that the organiser is told, and again by the claim.
     */
    public Future<Result> send(Actor actor, long requestId) {
        DataLinks known = links;
        if (known == null) {
            return Future.succeededFuture(new Result.Refused(NO_KEY));
        }
        return actor.permitted(Permission.CONTACTS)
                .compose(permitted ->
                        pool.<Result>withTransaction(tx -> store.lock(tx, actor.organisationId(), requestId)
                                .compose(locked -> store.asker(tx, actor.organisationId(), requestId, clock.instant()))
                                .compose(found -> found.map(asker -> judged(tx, actor, requestId, asker, known))
                                        .orElseGet(() -> Future.succeededFuture(new Result.Unknown())))))
                .onSuccess(result -> {
                    if (result instanceof Result.Sent) {
                        sending.wake().accept(actor.organisationId());
                    }
                });
    }

    private Future<Result> judged(SqlConnection tx, Actor actor, long requestId, Asker asker, DataLinks known) {
        Instant now = clock.instant();
        String refusal = refusal(asker, now);
        return refusal != null
                ? Future.succeededFuture(new Result.Refused(refusal))
                : OrganisationTexts.of(tx, actor.organisationId(), asker.language())
                        .compose(texts -> sending.outbox().enqueue(tx, delivery(actor, asker, texts, now)))
                        .compose(id -> store.message(tx, id.orElseThrow()))
                        .compose(message -> store.keep(
                                tx,
                                actor.organisationId(),
                                requestId,
                                message.orElseThrow(),
                                known.hash(message.orElseThrow(), asker.contactId()),
                                now.plus(OPEN)))
                        .compose(kept -> requests.sent(tx, actor, requestId))
                        .map(new Result.Sent());
    }

    private NewDelivery delivery(Actor actor, Asker asker, OrganisationTexts texts, Instant now) {
        String language = texts.language("rights.link");
        String text = texts.text(
                "rights.link",
                Map.of(
                        "link",
                        DataLinks.place(),
                        "date",
                        WrittenDate.of(LocalDate.ofInstant(now.plus(OPEN), java.time.ZoneOffset.UTC), language)));
        return new NewDelivery(
                actor.organisationId(),
                asker.contactId(),
                asker.addressId(),
                null,
                null,
                null,
                asker.stopped() ? Purpose.STOPPED_REPLY : Purpose.REPLY,
                new DeliveryContent.Inline(
                        MessageSpecCodec.encode(MessageSpec.of(language, TextTemplate.parseOrLiteral(text)))),
                new io.vertx.core.json.JsonObject(),
                now,
                // Queued too long it would be an answer the platform refuses.
                window.until(asker.channel(), asker.lastInboundAt()),
                null);
    }

    private @Nullable String refusal(Asker asker, Instant now) {
        return asker.refusal() != null ? asker.refusal() : window.refusal(asker.channel(), asker.lastInboundAt(), now);
    }

    /** Whose link has this code; empty for none. Nothing is counted: messengers and their robots open every link. */
    public Future<Optional<Reader>> find(String code) {
        return store.find(pool, DataLinks.hash(code), clock.instant(), OPENINGS);
    }

    /** Counts that the link of this code was opened; false when it does not open any more. */
    public Future<Boolean> open(String code) {
        return store.open(pool, DataLinks.hash(code), clock.instant(), OPENINGS);
    }
}
