package org.relais.app;

import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.relais.action.ActionKind;
import org.relais.action.ShareKind;
import org.relais.action.event.EventCodes;
import org.relais.action.event.EventRoutes;
import org.relais.action.event.Events;
import org.relais.action.referral.ReferralCodes;
import org.relais.action.referral.ReferralDialogue;
import org.relais.action.referral.ReferralKind;
import org.relais.action.referral.ReferralReplies;
import org.relais.action.referral.ReferralRoutes;
import org.relais.action.referral.ReferralService;
import org.relais.action.referral.ReferralStops;
import org.relais.channel.ChannelRegistry;
import org.relais.config.RelaisConfig;
import org.relais.contact.PhoneNumbers;
import org.relais.conversation.ReplyHandler;
import org.relais.delivery.DeliveryEngine;
import org.relais.delivery.Outbox;
import org.relais.share.RateLimiter;
import org.relais.share.UnsubscribeLinks;
import org.relais.template.OrganisationProfiles;

/**
 * What events and named sharing hand to the other parts.
 *
 * @param stops removals that volunteers reported
 * @param named what answers contact cards
 * @param sharing actions of the type share, which name people too
 * @param mount the public pages
 */
record Gathering(
        Events events,
        ReferralService naming,
        ReferralStops stops,
        ReplyHandler named,
        ActionKind sharing,
        Consumer<Router> mount) {
    private static final int SALT_BYTES = 32;
    private static final Duration TELLING = Duration.ofSeconds(5);
    private static final Duration STOPS = Duration.ofSeconds(2);
    private static final Duration FILLING = Duration.ofMinutes(1);

    /** Without {@code security.linkKey} there are no public pages, and nobody can be brought: they could not be removed. */
    static Gathering create(
            Pool pool,
            RelaisConfig config,
            People people,
            Sharing sharing,
            OrganisationProfiles letterheads,
            ChannelRegistry channels,
            Outbox outbox,
            DeliveryEngine engine,
            InstantSource clock) {
        byte[] linkKey = config.security().linkKey();
        ReferralService naming = new ReferralService(pool, clock);
        ReferralStops stops = new ReferralStops(pool, people.consent());
        if (linkKey == null) {
            return new Gathering(
                    new Events(pool, outbox, null, engine::wake, clock),
                    naming,
                    stops,
                    ReplyHandler.NOBODY,
                    new ReferralKind(new ShareKind(), null),
                    router -> {});
        }
        EventCodes codes = new EventCodes(linkKey, config.http().publicUrl());
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        RateLimiter door = new RateLimiter(salt, System::nanoTime);
        PhoneNumbers numbers = new PhoneNumbers();
        EventRoutes routes = new EventRoutes(pool, codes, letterheads, channels, door, clock);
        UnsubscribeLinks stopLinks = new UnsubscribeLinks(linkKey, config.http().publicUrl());
        LongFunction<String> removal = contactId -> stopLinks.link(0, contactId);
        ReferralDialogue desk = new ReferralDialogue(
                people.fingerprints(),
                people.identities(),
                people.consent(),
                sharing.personal(),
                removal,
                outbox,
                clock);
        ReferralCodes namedCodes = new ReferralCodes(linkKey, config.http().publicUrl());
        ReferralRoutes namedRoutes =
                new ReferralRoutes(pool, namedCodes, desk, letterheads, door, numbers, engine::wake);
        return new Gathering(
                new Events(pool, outbox, codes, engine::wake, clock),
                naming,
                stops,
                new ReferralReplies(desk, numbers, clock),
                new ReferralKind(new ShareKind(), namedCodes),
                router -> {
                    routes.mount(router);
                    namedRoutes.mount(router);
                });
    }

    /** Adds what has to be done from time to time. */
    ScheduledTasks upkeep(ScheduledTasks upkeep) {
        return upkeep.every(TELLING, "telling changes of events", events.upkeep()::tellAll)
                .every(TELLING, "places of people who have stopped", events.upkeep()::releaseStopped)
                .every(FILLING, "giving free places of events", events.upkeep()::fillAll)
                .every(STOPS, "removals that volunteers reported", stops::seeThrough)
                .every(Duration.ofDays(1), "the purge of tries to bring people", naming::purge);
    }
}
