package org.relais.bench;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.relais.bench.measure.Throughput;
import org.relais.channel.Channel;
import org.relais.channel.Features;
import org.relais.channel.InboundEvent;
import org.relais.channel.Limits;
import org.relais.channel.OutboundMessage;
import org.relais.channel.SendOutcome;
import org.relais.channel.SenderProfile;
import org.relais.channel.WebhookCodec;
import org.relais.consent.LeaseClock;
import org.relais.consent.SendPermit;

/** A platform in this process that takes every message at once, so that only the engine and its database are measured. */
final class InstantChannel implements Channel {
    private static final Limits LIMITS = new Limits(100_000, Duration.ZERO, 1, Long.MAX_VALUE);
    private static final Features FEATURES = new Features(4_096, 4_096, 3, 20, true, true, 0, true, false, false);

    private final Throughput throughput;
    private final LeaseClock clock = LeaseClock.system();

    /** @param every a mark is set at every so many messages */
    InstantChannel(int every) {
        this.throughput = new Throughput(every);
    }

    synchronized double perSecond() {
        return throughput.perSecond();
    }

    @Override
    public String kind() {
        return "telegram";
    }

    @Override
    public List<SenderProfile> senders() {
        List<SenderProfile> senders = new ArrayList<>();
        for (int bot = 0; bot < Bots.COUNT; bot++) {
            senders.add(new SenderProfile(Long.toString(Bots.id(bot)), "bench", "bot " + bot, "bot" + bot, LIMITS));
        }
        return senders;
    }

    @Override
    public Features features() {
        return FEATURES;
    }

    @Override
    public WebhookCodec codec() {
        throw new UnsupportedOperationException("this platform calls nobody");
    }

    @Override
    public Future<SendOutcome> send(SendPermit permit, OutboundMessage message) {
        LeaseClock.Reading now = clock.read();
        if (!permit.spend(now)) {
            return Future.succeededFuture(SendOutcome.of(SendOutcome.Kind.EXPIRED, "permit_expired"));
        }
        synchronized (this) {
            throughput.count(now.nanos());
        }
        return Future.succeededFuture(SendOutcome.accepted("m" + permit.deliveryId()));
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
