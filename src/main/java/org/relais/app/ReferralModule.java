package org.relais.app;

import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.action.ActionKind;
import org.relais.action.ActionService;
import org.relais.action.ReportedStops;
import org.relais.action.referral.ReferralCodes;
import org.relais.action.referral.ReferralDialogue;
import org.relais.action.referral.ReferralIntake;
import org.relais.action.referral.ReferralKind;
import org.relais.action.referral.ReferralMessage;
import org.relais.action.referral.ReferralReplies;
import org.relais.action.referral.ReferralRoutes;
import org.relais.action.referral.ReferralService;
import org.relais.api.ApiRoutes;
import org.relais.api.action.ReferralsApi;
import org.relais.console.action.KindPages;
import org.relais.console.action.SharePages;
import org.relais.contact.PhoneNumbers;
import org.relais.conversation.ReplyHandler;
import org.relais.group.InviteLinks;
import org.relais.input.RateLimiter;
import org.relais.share.ShareService;
import org.relais.share.UnsubscribeLinks;
import org.relais.template.OrganisationProfiles;

/**
 * People whom volunteers bring by name. Without {@code security.linkKey} nobody can be brought: they could not be
 * removed.
 */
final class ReferralModule implements ActionKindModule {
    private static final Duration STOPS = Duration.ofSeconds(2);

    private final ServiceContext context;
    private final ReferralService service;
    private final ReportedStops stops;
    private final ShareService shares;
    private final @Nullable Doors doors;

    /** Both ways to name somebody, in the chat and on a page. */
    private record Doors(ReferralCodes codes, ReferralReplies replies, ReferralRoutes routes) {}

    ReferralModule(
            ServiceContext context,
            OrganisationProfiles profiles,
            ConsentModule consent,
            ShareModule share,
            DeliveryModule delivery,
            RateLimiter limiter) {
        this.context = context;
        this.service = new ReferralService(context.pool(), context.clock());
        this.shares = share.service();
        this.stops = ReportedStops.ofReferrals(context.pool(), consent.consent());
        byte[] linkKey = context.config().security().linkKey();
        this.doors = linkKey == null
                ? null
                : doors(linkKey, dialogue(linkKey, consent, share, delivery), profiles, delivery, limiter);
    }

    private ReferralDialogue dialogue(
            byte[] linkKey, ConsentModule consent, ShareModule share, DeliveryModule delivery) {
        UnsubscribeLinks stopLinks = new UnsubscribeLinks(linkKey, context.publicUrl());
        return new ReferralDialogue(
                new ReferralIntake(consent.fingerprints(), consent.identities(), consent.consent(), context.clock()),
                new ReferralMessage(share.personal(), contactId -> stopLinks.link(0, contactId)),
                delivery.outbox(),
                context.clock());
    }

    private Doors doors(
            byte[] linkKey,
            ReferralDialogue dialogue,
            OrganisationProfiles profiles,
            DeliveryModule delivery,
            RateLimiter limiter) {
        ReferralCodes codes = new ReferralCodes(linkKey, context.publicUrl());
        return new Doors(
                codes,
                new ReferralReplies(dialogue, new PhoneNumbers(), context.clock()),
                new ReferralRoutes(context.pool(), codes, dialogue, profiles, limiter, delivery.wake()));
    }

    @Override
    public KindPages pages(ActionService actions) {
        return new SharePages(context.pool(), actions, service, shares, context.clock());
    }

    /** Actions of the kind share, which name people too. */
    @Override
    public ActionKind kind() {
        return new ReferralKind(
                new InviteLinks(context.random(), context.clock()), doors == null ? null : doors.codes());
    }

    /** Answers contact cards. */
    ReplyHandler replies() {
        return doors == null ? ReplyHandler.NOBODY : doors.replies();
    }

    @Override
    public void mount(Router router) {
        if (doors != null) {
            doors.routes().mount(router);
        }
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(new ReferralsApi(service));
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        tasks.every(STOPS, "removals that volunteers reported", stops::seeThrough)
                .every(Duration.ofDays(1), "the purge of tries to bring people", service::purge);
    }
}
