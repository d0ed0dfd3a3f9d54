package org.relais.app;

import java.time.Duration;
import java.util.List;
import org.relais.api.ApiRoutes;
import org.relais.api.broadcast.SpendingApi;
import org.relais.console.ConsoleFeature;
import org.relais.console.organisation.SpendingPages;
import org.relais.spending.SpendingService;

/** What messages cost. */
final class SpendingModule implements FeatureModule {
    private static final Duration LOOKS = Duration.ofSeconds(3);

    private final SpendingService spending;

    SpendingModule(ServiceContext context) {
        this.spending = new SpendingService(context.pool(), context.clock());
    }

    SpendingService spending() {
        return spending;
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(new SpendingApi(spending));
    }

    @Override
    public List<ConsoleFeature> consolePages() {
        return List.of(new SpendingPages(spending));
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        tasks.every(LOOKS, "what messages cost", spending::look);
    }
}
