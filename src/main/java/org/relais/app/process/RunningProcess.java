package org.relais.app.process;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.app.Service;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;
import org.relais.database.EmbeddedDatabase;
import org.relais.sandbox.Sandbox;
import org.relais.tracing.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service as a process: embedded database and sandbox where the configuration asks for them, the service itself,
 * and a stop by signal that settles what is open before the database goes.
 */
public final class RunningProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningProcess.class);

    /** How long a part may take to end that has nothing to settle. */
    private static final Duration REST = Duration.ofSeconds(3);

    /** For those parts and an embedded server together. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(20);

    /** Beyond what the service bounds itself, so that it says first what does not end. */
    private static final Duration TO_SAY = Duration.ofSeconds(1);

    private final @Nullable Tracing tracing;
    private final Vertx vertx;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Duration patience;
    private final List<DatabaseLocation> located = new ArrayList<>();
    private final Map<Integer, Future<Database>> databases = new TreeMap<>();
    private @Nullable Sandbox sandbox;
    private @Nullable Service service;

    private RunningProcess(RelaisConfig config) {
        this.tracing = config.tracing() == null ? null : new Tracing(config.tracing());
        this.vertx = ObservedVertx.create(config.metrics(), tracing);
        this.patience = Service.longestClose(config).plus(TO_SAY);
    }

    /** Starts everything; when a step fails, what had started is stopped again and the fault says why in one line. */
    public static RunningProcess start(Function<Vertx, RelaisConfig> configuration)
            throws EmbeddedDatabase.StartException {
        return start(configuration, (vertx, database) -> {});
    }

    /**
     * As {@link #start(Function)}, with work to be done on the migrated database and the running sandbox before the service
     * starts.
     */
    public static RunningProcess start(Function<Vertx, RelaisConfig> configuration, Preparation preparation)
            throws EmbeddedDatabase.StartException {
        RelaisConfig config = read(configuration);
        RunningProcess process = new RunningProcess(config);
        Runtime.getRuntime().addShutdownHook(new Thread(process::stopFromSignal, "relais-stop"));
        boolean started = false;
        try {
            process.open(config, preparation);
            started = true;
            return process;
        } finally {
            // A future that is waited for throws whatever it failed with, also what no signature names.
            if (!started) {
                process.close();
            }
        }
    }

    /** With a Vert.x of its own: what that of the service measures stands in the configuration. */
    private static RelaisConfig read(Function<Vertx, RelaisConfig> configuration) {
        Vertx reading = Vertx.vertx();
        try {
            return configuration.apply(reading);
        } finally {
            reading.close().await();
        }
    }

    /** What a command does before the service starts. */
    public interface Preparation {
        void prepare(Vertx vertx, Database database);
    }

    private void open(RelaisConfig config, Preparation preparation) throws EmbeddedDatabase.StartException {
        if (config.security().suppressionKeys().isEmpty()) {
            throw new UsageException("security.suppressionKeys: is required: without the key of the suppression list"
                    + " nothing may be sent");
        }
        for (int number : config.database().numbers()) {
            RelaisConfig.DatabaseSettings settings =
                    config.database().shard(number).orElseThrow();
            DatabaseLocation location = DatabaseLocation.own(settings);
            located.add(location);
            databases.put(
                    number,
                    Database.open(vertx, location.access().ofShard(number), settings.poolSize(), Database.FOR_EVER));
        }
        if (config.sandbox().enabled()) {
            LOG.warn(
                    "sandbox.enabled: the platforms are simulated, on port {}. Never so with real people",
                    config.sandbox().port());
            sandbox = SandboxSenders.start(vertx, config).await();
        }
        if (databases.size() == 1) {
            preparation.prepare(vertx, database());
            service = Service.start(vertx, config, database()).await();
        } else {
            service = Service.start(vertx, config, databases).await();
        }
    }

    public Vertx vertx() {
        return vertx;
    }

    public Service service() {
        if (service == null) {
            throw new IllegalStateException("the service has not started");
        }
        return service;
    }

    /** The open database of the service; of several the first. */
    public Database database() {
        Future<Database> first = databases.get(0);
        if (first == null) {
            throw new IllegalStateException("the database is not open");
        }
        return first.await();
    }

    /** Where the service listens. */
    public String address() {
        return "http://localhost:" + service().port();
    }

    /** Returns when somebody asks the process to stop. */
    public void awaitStop() throws InterruptedException {
        stopAsked.await();
    }

    /** Whatever does not end in time is ended with the process: leases run out, as after a crash. */
    private void stopFromSignal() {
        stopAsked.countDown();
        Thread closing = new Thread(this::close, "relais-close");
        closing.setDaemon(true);
        closing.start();
        try {
            if (!stopped.await(patience.plus(LONGEST_REST).toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("something does not end: the process ends without it");
                Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(String what, Future<?> ending, Duration patience) {
        try {
            ending.timeout(patience.toMillis(), TimeUnit.MILLISECONDS).await();
        } catch (Exception fault) {
            LOG.warn("{} did not end cleanly: {}", what, fault.toString());
        }
    }

    /** Stops everything, once; whoever calls again waits for the first. */
    @Override
    public synchronized void close() {
        if (stopped.getCount() == 0) {
            return;
        }
        try {
            if (service != null) {
                end("the service", service.close(), patience);
            }
            if (sandbox != null) {
                end("the sandbox", sandbox.close(), REST);
            }
            databases.values().stream()
                    .filter(Future::succeeded)
                    .forEach(open -> end("the database", open.result().close(), REST));
            end("the event loops", vertx.close(), REST);
            if (tracing != null) {
                tracing.close();
            }
            for (DatabaseLocation location : located) {
                location.stop();
            }
        } catch (IOException | RuntimeException fault) {
            LOG.warn("the process did not stop cleanly: {}", fault.toString());
        } finally {
            stopped.countDown();
        }
    }
}
