package org.relais.app;

import java.time.Duration;
import java.util.List;
import org.relais.api.ApiRoutes;
import org.relais.api.organisation.GroupsApi;
import org.relais.group.GroupIntake;
import org.relais.group.InviteLinkMaker;

/** Groups and channels that senders are in, and volunteers' links into them. */
final class GroupModule implements FeatureModule {
    private static final Duration LINKS = Duration.ofSeconds(2);

    private final ServiceContext context;
    private final GroupIntake intake;
    private final InviteLinkMaker links;

    GroupModule(ServiceContext context, ConsentModule consent, DeliveryModule delivery) {
        this.context = context;
        this.intake = new GroupIntake(
                context.pool(), consent.fingerprints(), delivery.outbox(), delivery.wake(), context.clock());
        this.links = new InviteLinkMaker(
                context.pool(), context.channels(), delivery.outbox(), delivery.wake(), context.clock());
    }

    /** Notes what platforms tell of groups. */
    GroupIntake intake() {
        return intake;
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(new GroupsApi(context.pool()));
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        tasks.every(LINKS, "making links into groups", links::run);
    }
}
