package org.relais.app;

import java.time.Duration;
import org.relais.health.PublicAddress;
import org.relais.health.SenderActivity;
import org.relais.health.SenderHealth;
import org.relais.health.SenderLooks;

/** How senders stand at their platforms. */
final class HealthModule implements FeatureModule {
    private final SenderActivity activity;
    private final SenderLooks looks;
    private final SenderHealth health;

    HealthModule(ServiceContext context) {
        this.activity = new SenderActivity(context.pool(), context.clock());
        this.looks = new SenderLooks(
                context.pool(),
                context.channels(),
                new PublicAddress(context.platforms(), context.publicUrl()),
                context.clock());
        this.health = new SenderHealth(context.pool(), context.channels(), looks, context.clock());
    }

    SenderActivity activity() {
        return activity;
    }

    SenderHealth health() {
        return health;
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        tasks.every(Duration.ofSeconds(15), "looks at senders", looks::run)
                .every(Duration.ofHours(6), "forgetting of hours", looks::forget);
    }
}
