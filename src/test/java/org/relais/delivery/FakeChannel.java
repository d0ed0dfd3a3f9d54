package org.relais.delivery;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.relais.channel.Channel;
import org.relais.channel.Features;
import org.relais.channel.InboundEvent;
import org.relais.channel.Limits;
import org.relais.channel.OutboundMessage;
import org.relais.channel.SendOutcome;
import org.relais.channel.SenderProfile;
import org.relais.channel.TemplateName;
import org.relais.channel.WebhookCodec;
import org.relais.consent.LeaseClock;
import org.relais.consent.SendPermit;
import org.relais.contact.AddressId;

/** A platform in this process whose answers a test writes; it keeps what began, and when. */
public final class FakeChannel implements Channel {
    public static final Limits FAST = new Limits(100_000, Duration.ZERO, 1, Long.MAX_VALUE);

    private final String kind;
    private final Limits limits;
    private final List<String> externalIds;
    private final Function<SendPermit, Future<SendOutcome>> answer;

    public final ConcurrentLinkedQueue<Begun> begun = new ConcurrentLinkedQueue<>();
    /** Texts of free-form messages, in the order in which they began. */
    public final ConcurrentLinkedQueue<String> texts = new ConcurrentLinkedQueue<>();

    public final ConcurrentLinkedQueue<Long> stops = new ConcurrentLinkedQueue<>();

    private volatile int windowHours;
    private String carrier = "";
    private LeaseClock clock = LeaseClock.system();

    public record Begun(long contactId, long deliveryId, long nanos) {}

    public FakeChannel(
            String kind, Limits limits, List<String> externalIds, Function<SendPermit, Future<SendOutcome>> answer) {
        this.kind = kind;
        this.limits = limits;
        this.externalIds = externalIds;
        this.answer = answer;
    }

    public static FakeChannel accepting() {
        return answering(permit -> Future.succeededFuture(SendOutcome.accepted("m" + permit.deliveryId())));
    }

    public static FakeChannel answering(Function<SendPermit, Future<SendOutcome>> answer) {
        return new FakeChannel("fake", FAST, List.of("1"), answer);
    }

    /** Reads permits against this clock. */
    public FakeChannel at(JumpingClock jumping) {
        clock = new LeaseClock(jumping, jumping::nanoTime);
        return this;
    }

    /** Takes free-form text only for this long after a person's last message. */
    public FakeChannel withWindow(int hours) {
        windowHours = hours;
        return this;
    }

    /** This sender has an approved template that carries any message. */
    public FakeChannel carriedBy(String externalId) {
        carrier = externalId;
        return this;
    }

    @Override
    public Optional<TemplateName> carrierTemplate(String senderExternalId) {
        return senderExternalId.equals(carrier) ? Optional.of(new TemplateName("carrier", "fr")) : Optional.empty();
    }

    /** How many requests to this person began. */
    public long begunTo(long contactId) {
        return begun.stream().filter(one -> one.contactId() == contactId).count();
    }

    /** How many requests to this person began after {@code nanos}, a reading of {@link System#nanoTime}. */
    public long begunAfter(long contactId, long nanos) {
        return begun.stream()
                .filter(one -> one.contactId() == contactId && one.nanos() - nanos > 0)
                .count();
    }

    public Future<Void> stopped(
            long organisationId, long contactId, AddressId address, String code, long deliveryId, Instant at) {
        stops.add(contactId);
        return Future.succeededFuture();
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public List<SenderProfile> senders() {
        return externalIds.stream()
                .map(id -> new SenderProfile(id, "voisins", "n", "h", limits))
                .toList();
    }

    @Override
    public Features features() {
        return new Features(4_096, 4_096, 3, 20, true, true, windowHours, true, false, false);
    }

    @Override
    public WebhookCodec codec() {
        throw new UnsupportedOperationException("this platform sends no webhooks");
    }

    @Override
    public Future<SendOutcome> send(SendPermit permit, OutboundMessage message) {
        if (!permit.spend(clock.read())) {
            return Future.succeededFuture(SendOutcome.of(SendOutcome.Kind.EXPIRED, "permit_expired"));
        }
        begun.add(new Begun(permit.claim().contactId(), permit.deliveryId(), System.nanoTime()));
        if (message instanceof OutboundMessage.Text text) {
            texts.add(text.text());
        }
        return answer.apply(permit);
    }

    @Override
    public Future<Void> acknowledge(InboundEvent event) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> connect(String senderExternalId, String publicUrl) {
        return Future.succeededFuture();
    }

    @Override
    public Optional<String> joinLink(String senderExternalId, String payload) {
        return Optional.empty();
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
