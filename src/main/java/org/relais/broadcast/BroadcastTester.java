package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceMember;
import org.relais.audience.AudienceStore;
import org.relais.audience.Target;
import org.relais.broadcast.BroadcastService.TestResult;
import org.relais.consent.Purpose;
import org.relais.delivery.DeliveryContent;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.organisation.SenderStore.SenderState;
import org.relais.task.Sequence;
import org.relais.template.MessageSpec;

/** Tests of a broadcast, which are its message to a few people: who would not get the broadcast gets no test of it either. */
final class BroadcastTester {
    private final Composer composer;
    private final Outbox outbox;
    private final InstantSource clock;
    private final AudienceStore audiences = new AudienceStore();

    BroadcastTester(Composer composer, Outbox outbox, InstantSource clock) {
        this.composer = composer;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** For each of the people the delivery, or the reason why they get none. */
    Future<Map<Long, TestResult>> test(
            SqlClient transaction,
            Broadcast broadcast,
            Variant which,
            MessageSpec message,
            List<Long> contactIds,
            Composer.Surroundings around) {
        String channel = broadcast.channel();
        SenderState found = channel == null ? null : around.senders().get(channel);
        Long senderId = found == null ? null : found.sender().id();
        Target target = new Target(broadcast.organisationId(), Audience.of(contactIds), Purpose.BROADCAST, channel);
        return audiences
                .dryRun(
                        transaction,
                        target,
                        composer.closed(around, message, channel, clock.instant()),
                        0,
                        BroadcastService.MOST_TESTERS)
                .compose(people -> testAll(transaction, broadcast, broadcast.textId(which), senderId, people))
                .map(results -> {
                    contactIds.forEach(id -> results.putIfAbsent(id, new TestResult(null, "unknown_contact")));
                    return results;
                });
    }

    private Future<Map<Long, TestResult>> testAll(
            SqlClient transaction,
            Broadcast broadcast,
            long messageId,
            @Nullable Long senderId,
            List<AudienceMember> people) {
        Map<Long, TestResult> results = new TreeMap<>();
        return Sequence.each(people, person -> testOne(transaction, broadcast, messageId, senderId, person)
                        .onSuccess(result -> results.put(person.contactId(), result)))
                .map(done -> results);
    }

    private Future<TestResult> testOne(
            SqlClient transaction,
            Broadcast broadcast,
            long messageId,
            @Nullable Long senderId,
            AudienceMember person) {
        if (person.refusal() != null) {
            return Future.succeededFuture(new TestResult(null, person.refusal()));
        }
        return outbox.enqueue(
                        transaction,
                        NewDelivery.now(
                                new NewDelivery.Chat(broadcast.organisationId(), person.contactId(), null, senderId),
                                Purpose.TEST,
                                new DeliveryContent.Stored(messageId),
                                clock.instant()))
                .map(id -> new TestResult(id.orElse(null), id.isPresent() ? null : "no_address"));
    }
}
