package org.relais.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Await;
import org.relais.testing.LogLines;
import org.relais.testing.Unit;

/** The end comes, whatever a part does. */
@Unit
class LifecycleTest {
    private static final Vertx VERTX = Vertx.vertx();

    @RegisterExtension
    private final LogLines log = new LogLines(Lifecycle.class.getName());

    private final List<String> begun = new ArrayList<>();
    private final Lifecycle lifecycle = new Lifecycle(Duration.ofMillis(1), Duration.ofMillis(2));

    @AfterAll
    static void close() {
        Await.result(VERTX.close());
    }

    @Test
    void whatDoesNotEndIsNamedAndLeftBehind() {
        lifecycle
                .stopping("inbox", () -> begun("inbox", Promise.<Void>promise().future()))
                .stopping("tasks", () -> begun("tasks", Future.succeededFuture()))
                .closing(
                        "channels",
                        () -> begun("channels", Promise.<Void>promise().future()));
        Await.result(lifecycle.stop());
        Await.result(lifecycle.close());
        assertThat(begun).containsExactly("inbox", "tasks", "channels");
        assertThat(log.all())
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "stop inbox has not ended after 1 ms: the end goes on without it",
                        "close channels has not ended after 2 ms: the end goes on without it");
    }

    @Test
    void whatThrowsKeepsNoOtherFromItsEnd() {
        lifecycle
                .stopping("inbox", () -> {
                    throw new IllegalStateException("thrown");
                })
                .stopping("tasks", () -> begun("tasks", Future.succeededFuture()));
        Future<Void> stop = lifecycle.stop();
        assertThat(stop.cause()).hasMessage("thrown");
        assertThat(begun).containsExactly("tasks");
        assertThat(log.all()).isEmpty();
    }

    private Future<Void> begun(String name, Future<Void> end) {
        begun.add(name);
        return end;
    }
}
