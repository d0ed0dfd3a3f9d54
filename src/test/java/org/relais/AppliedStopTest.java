package org.relais;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.testing.ApiBody;
import org.relais.testing.Await;
import org.relais.testing.Failover;
import org.relais.testing.Http;
import org.relais.testing.PostgresCluster;
import org.relais.testing.PostgresServer;
import org.relais.testing.ServiceFixture;
import org.relais.testing.StopJudge;

/** A stop is answered once a standby has applied it, and not at all where commits wait for none; what is sent waits for a standby's disk alone. */
@Failover
class AppliedStopTest {
    private static final String STOPPED = "select count(*) from consent s join contact c on c.id = s.contact_id"
            + " where s.state = 'unsubscribed' and c.name = '%s'";

    private final Http http = new Http();

    private final ServiceFixture world = new ServiceFixture();

    @SuppressWarnings("NullAway.Init")
    private static PostgresCluster cluster;

    @SuppressWarnings("NullAway.Init")
    private static ServiceUnderTest service;

    @BeforeAll
    static void start() {
        Optional<Path> binaries = PostgresServer.newestBinaries();
        assumeTrue(binaries.isPresent(), "no PostgreSQL of the system is installed: no standby was waited for");
        cluster = PostgresCluster.start(binaries.orElseThrow());
        service = ServiceUnderTest.startWithStandby(cluster.address());
    }

    @AfterAll
    static void close() {
        if (service != null) {
            service.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void use() {
        world.use(service);
    }

    @Test
    void aStopWaitsUntilAStandbyHasAppliedItAndWhatIsSentDoesNot() {
        StopJudge judge = new StopJudge(world.phones, "Tour ");
        String ada = joined("Ada", 1);
        String omar = joined("Omar", 2);
        world.idle();
        world.eventually(() -> world.count("inbox where processed_at is null") == 0);

        cluster.pauseReplay();
        long before = world.phones.now();
        world.sent("Tour 1", ApiBody.contacts(world.contact("Ada")), "Tour 1.");
        assertThat(world.received(ada, before, 1)).singleElement().asString().startsWith("Tour 1.");
        world.phones.post(
                "/phones/" + omar + "/messages",
                new JsonObject().put("text", "STOP").put("stop", true));
        Await.until("it waits for the standbys", () -> cluster.primary()
                .query("select count(*) > 0 from pg_stat_activity where wait_event = 'SyncRep'")
                .equals("t"));
        assertThat(judge.stops()).as("answered").isZero();
        assertThat(cluster.onStandbys(STOPPED.formatted("Omar"))).containsOnly("0");

        cluster.resumeReplay();
        Await.until("it is answered", () -> judge.stops() == 1);
        assertThat(cluster.onStandbys(STOPPED.formatted("Omar")))
                .as("as soon as it is answered")
                .contains("1");
        world.idle();
        assertThat(judge.late()).isZero();
    }

    /** Its own page asks for each: what it last heard may be a minute old. */
    @Test
    void noPageTakesAStopWhileCommitsWaitForNoStandby() {
        joined("Zoe", 3);
        String page = service.unsubscribePage(world.contact("Zoe"));
        assertThat(health()).contains("yes, because commits wait for ANY 1 (*)");
        waitFor("");
        HttpResponse<String> refused = post(page);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("2");
        assertThat(cluster.primary().query(STOPPED.formatted("Zoe"))).isEqualTo("0");
        assertThat(health()).contains("no, because commits wait for no standby");

        waitFor("nobody_of_this_name");
        assertThat(post(page).statusCode())
                .as("rather than a commit without end")
                .isEqualTo(503);

        waitFor("ANY 1 (*)");
        assertThat(post(page).statusCode()).isEqualTo(200);
        assertThat(cluster.primary().query(STOPPED.formatted("Zoe"))).isEqualTo("1");
    }

    private String joined(String name, int number) {
        String phone = world.phones.telegramPhone(7_700_000 + number, name);
        world.said(phone, "/start");
        return phone;
    }

    private static void waitFor(String standbys) {
        cluster.primary().query("alter system set synchronous_standby_names = '" + standbys + "'");
        cluster.primary().query("select pg_reload_conf()");
        Await.until(
                "the server has read it",
                () -> cluster.primary().query("show synchronous_standby_names").equals(standbys));
    }

    private String health() {
        return Await.found(
                "health has looked",
                () -> http.get(service.address() + "/health").body(),
                health -> health.contains("durability"));
    }

    private HttpResponse<String> post(String page) {
        return http.send(HttpRequest.newBuilder(URI.create(page)).POST(HttpRequest.BodyPublishers.noBody()));
    }
}
