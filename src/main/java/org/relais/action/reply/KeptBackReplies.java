package org.relais.action.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.relais.action.reply.KeptBackStore.KeptBack;
import org.relais.audience.AudienceStore;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.ReplyResult;
import org.relais.delivery.Outbox;
import org.relais.task.Sequence;

/**
 * What fell in the time in which somebody was asked whether to stop, for whoever goes on: one message comes as it is, several
 * are listed once, each to be had by its button. It is the delivery itself that is queued again, so that it counts, is
 * answered and is judged as that broadcast's.
 */
public final class KeptBackReplies implements ReplyHandler {
    private static final String PART = "kept";
    private static final String SHOW = "show";
    private static final int MOST = 3;
    /** What is due later than that waits for the contact hours. */
    private static final Duration AT_ONCE = Duration.ofMinutes(1);

    private final Outbox outbox;
    private final InstantSource clock;
    private final KeptBackStore store = new KeptBackStore();
    private final AudienceStore audiences = new AudienceStore();

    public KeptBackReplies(Outbox outbox, InstantSource clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public Future<Optional<ReplyResult>> handle(SqlClient tx, Reply reply) {
        ButtonPayload button = reply.button();
        return button == null || !button.is(PART, SHOW) || button.id(0).isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : store.one(tx, reply.contactId(), button.id(0).getAsLong(), clock.instant())
                        .compose(found -> useful(tx, reply, found, 1))
                        .compose(useful -> useful.isEmpty()
                                ? say(tx, reply, "kept.over")
                                : sent(tx, reply, useful.get(0), clock.instant())
                                        .compose(due ->
                                                due.isAfter(clock.instant().plus(AT_ONCE))
                                                        ? say(tx, reply, "kept.morning")
                                                        : Future.succeededFuture(ReplyResult.silent())))
                        .map(Optional::of);
    }

    @Override
    public Future<ReplyResult> missed(SqlClient tx, Reply reply, long holdEventId) {
        Instant now = clock.instant();
        return store.since(tx, reply.contactId(), holdEventId, reply.language(), now)
                .compose(found -> useful(tx, reply, found, MOST))
                .compose(useful -> useful.size() > 1
                        ? listed(tx, reply, useful)
                        : Sequence.each(useful, one -> sent(tx, reply, one, now.plus(Outbox.BEHIND_ANSWER)))
                                .map(ReplyResult.silent()));
    }

    /** Those in whose audience the person is still, of each thing one. */
    private Future<List<KeptBack>> useful(SqlClient tx, Reply reply, List<KeptBack> found, int most) {
        List<KeptBack> useful = new ArrayList<>();
        Set<Object> things = new HashSet<>();
        return Sequence.each(
                        found,
                        one -> useful.size() == most || things.contains(one.thing())
                                ? Future.succeededFuture()
                                : audiences
                                        .page(
                                                tx,
                                                reply.organisationId(),
                                                one.audience().among(List.of(reply.contactId())),
                                                0,
                                                Long.MAX_VALUE,
                                                1)
                                        .onSuccess(people -> {
                                            if (!people.isEmpty() && things.add(one.thing())) {
                                                useful.add(one);
                                            }
                                        }))
                .map(done -> List.copyOf(useful));
    }

    /** Completes with when it is due. */
    private Future<Instant> sent(SqlClient tx, Reply reply, KeptBack one, Instant notBefore) {
        return outbox.release(tx, reply.contactId(), List.of(one.deliveryId()), notBefore)
                .map(due -> due.orElse(notBefore));
    }

    private static Future<ReplyResult> listed(SqlClient tx, Reply reply, List<KeptBack> useful) {
        List<String> titles = useful.stream().map(KeptBack::title).toList();
        List<String> labels = ReplyChoices.labels(titles);
        List<ReplyChoices.Choice> choices = new ArrayList<>();
        return OrganisationTexts.of(tx, reply).map(texts -> {
            List<String> lines = new ArrayList<>();
            for (KeptBack one : useful) {
                choices.add(new ReplyChoices.Choice(
                        labels.get(choices.size()), ButtonPayload.of(PART, SHOW, one.deliveryId())));
                lines.add(texts.text("actions.line.offered", Map.of("number", choices.size(), "title", one.title())));
            }
            return ReplyResult.of(new ReplyChoices(choices)
                    .message(texts.language("kept.list"), texts.text("kept.list") + "\n\n" + String.join("\n", lines)));
        });
    }

    private static Future<ReplyResult> say(SqlClient tx, Reply reply, String key) {
        return OrganisationTexts.of(tx, reply).map(texts -> ReplyResult.of(texts.say(key)));
    }
}
