package org.relais.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.vertx.ext.web.Route;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.ServiceUnderTest;
import org.relais.testing.LogLines;
import org.relais.testing.NeedsDatabase;

/** Holds the orders that the composition of the service has to keep. */
@NeedsDatabase
class ApplicationTest {
    @RegisterExtension
    private final LogLines steps = new LogLines(Lifecycle.class.getName());

    @Test
    void startAndShutdownKeepTheirOrder() {
        steps.at(Level.DEBUG);
        ServiceUnderTest service = ServiceUnderTest.start();
        List<String> started = taken();
        service.close();

        assertThat(started)
                .containsExactly(
                        "start notifications",
                        "start senders",
                        "start published rates",
                        "start inbox",
                        "start delivery",
                        "start broadcasts",
                        "start tasks",
                        "start imports");
        assertThat(taken())
                .containsExactly(
                        "stop inbox",
                        "stop broadcasts",
                        "stop delivery",
                        "stop tasks",
                        "stop senders",
                        "close channels",
                        "close imports");
    }

    @Test
    void repliesRoutesAndTasksKeepTheirOrder() {
        try (ServiceUnderTest service = ServiceUnderTest.start()) {
            // Sharing comes last: its figures are part of the answer to STATS. An organiser's button is that before its
            // label
            // is read as words.
            List<String> handlers = service.wired(application -> application.replyHandlers().stream()
                    .map(handler -> handler.getClass().getSimpleName())
                    .toList());
            assertThat(handlers)
                    .containsExactly(
                            "LinkedChatReplies",
                            "AnswerReplies",
                            "ActionReplies",
                            "KeptBackReplies",
                            "CallReplies",
                            "EventReplies",
                            "QuestionReplies",
                            "ReferralReplies",
                            "ShareReplies",
                            "FriendOffers");
            // Webhooks come first: a router asks its routes one after the other.
            assertThat(doors(service.routes()))
                    .containsExactly(
                            "webhook",
                            "api",
                            "",
                            "console",
                            "sign-in",
                            "password",
                            "passkey",
                            "invitation",
                            "public",
                            "m",
                            "s",
                            "u",
                            "a",
                            "e",
                            "n",
                            "pictures",
                            "d");
            List<String> tasks = service.wired(Application::tasks);
            assertThat(tasks)
                    .containsExactly(
                            "making links into groups",
                            "telling changes of events",
                            "places of people who have stopped",
                            "giving free places of events",
                            "removals that volunteers reported",
                            "the purge of tries to bring people",
                            "noting who has shared",
                            "ending actions",
                            "reminding volunteers",
                            "the upkeep of calls",
                            "lists of people to call",
                            "open broadcasts",
                            "removal of pictures that no message needs",
                            "removals of senders",
                            "the purge of old imports",
                            "fetching of what people sent",
                            "ending pauses",
                            "removal of what people sent long ago",
                            "removal of reports closed long ago",
                            "sealing the ledger",
                            "the index of names",
                            "counters of people",
                            "the ledger's anchors",
                            "stops of sections",
                            "retention",
                            "looks at senders",
                            "templates of senders",
                            "alarms",
                            "mails of alarms",
                            "forgetting of alarms",
                            "forgetting of hours",
                            "places in the feed",
                            "the end of the feed",
                            "posts to webhooks",
                            "what messages cost",
                            "the end of links and sessions");
        }
    }

    private List<String> taken() {
        List<String> taken =
                steps.all().stream().map(ILoggingEvent::getFormattedMessage).toList();
        steps.clear();
        return taken;
    }

    /** First parts of the paths, each once, in the order in which they are mounted. */
    private static List<String> doors(List<Route> routes) {
        return routes.stream()
                .map(Route::getPath)
                .flatMap(path -> Stream.ofNullable(path))
                .map(path -> Objects.requireNonNull(path).split("/", -1)[1])
                .distinct()
                .toList();
    }
}
