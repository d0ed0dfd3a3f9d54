package org.relais;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.database.DatabaseAddress;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.PostgresServer;
import org.relais.testing.ServiceFixture;
import org.relais.testing.TestDatabase;

/** The whole way of a stop on each PostgreSQL that is supported: joined, stopped, broadcast to, and joined again. */
@NeedsDatabase
class PostgresVersionsTest {
    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17})
    void aStopHoldsOn(int version) {
        Optional<Path> binaries = PostgresServer.binaries(version);
        assumeTrue(binaries.isPresent(), "PostgreSQL " + version + " is not installed: its stop path was not run");
        try (PostgresServer server = PostgresServer.start(binaries.get(), Map.of())) {
            theWayOfAStop(server.address(), version);
        }
    }

    @Test
    void aStopHoldsOnTheEmbeddedOne() {
        theWayOfAStop(TestDatabase.fresh(), 18);
    }

    static void theWayOfAStop(DatabaseAddress address, int version) {
        try (ServiceUnderTest service = ServiceUnderTest.start(address)) {
            ServiceFixture world = ServiceFixture.of(service);
            assertThat(world.rows("select current_setting('server_version_num')::int / 10000 as major")
                            .get(0)
                            .getInteger("major"))
                    .isEqualTo(version);
            String ada = world.onTelegram("Ada");
            String omar = world.onTelegram("Omar");
            long before = world.phones.now();
            world.phones.stopAndWait(omar, "STOP");
            assertThat(world.received(omar, before, 1))
                    .singleElement()
                    .asString()
                    .contains("START");

            long afterStop = world.phones.now();
            world.broadcast("Réunion mardi à 18 h.");
            assertThat(world.received(ada, afterStop, 1))
                    .singleElement()
                    .asString()
                    .contains("Réunion");
            world.idle();
            assertThat(world.count("delivery where purpose = 'broadcast' and state = 'accepted'"))
                    .isEqualTo(1);
            assertThat(world.phones
                            .get("/messages?phone=" + omar + "&after=" + afterStop)
                            .getInteger("count"))
                    .isZero();
        }
    }
}
