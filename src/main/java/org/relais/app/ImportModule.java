package org.relais.app;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.relais.api.ApiRoutes;
import org.relais.api.imports.ImportsApi;
import org.relais.channel.ChannelCatalogue;
import org.relais.console.ConsoleFeature;
import org.relais.console.contact.ImportPages;
import org.relais.contact.csv.CsvLimits;
import org.relais.imports.ImportService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files of contacts that come in. */
final class ImportModule implements FeatureModule {
    private static final Logger LOG = LoggerFactory.getLogger(ImportModule.class);

    private final ServiceContext context;
    private final ImportService service;

    ImportModule(ServiceContext context, ConsentModule consent) {
        this.context = context;
        this.service = new ImportService(
                context.vertx(),
                context.database(),
                consent.fingerprints(),
                consent.consent(),
                context.clock(),
                new ImportService.Uploads(
                        context.config().imports().directory(),
                        CsvLimits.DEFAULT,
                        ChannelCatalogue.addresses(),
                        UUID::randomUUID));
    }

    ImportService service() {
        return service;
    }

    /** Carries on what the last stop had interrupted; nobody waits for it. */
    void resume() {
        service.resume().onFailure(fault -> LOG.warn("an import could not be carried on: {}", fault.toString()));
    }

    /** Ends the thread that reads files. */
    Future<Void> close() {
        return service.close();
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(new ImportsApi(context.pool(), service, context.channels(), context.clock()));
    }

    @Override
    public List<ConsoleFeature> consolePages() {
        return List.of(new ImportPages(service, context.config().imports().directory(), context.clock()));
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        tasks.every(Duration.ofDays(1), "the purge of old imports", service::purge);
    }
}
