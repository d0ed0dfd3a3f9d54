package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.relais.database.DatabaseAddress;
import org.relais.testing.Await;
import org.relais.testing.CuttingProxy;
import org.relais.testing.ServiceFixture;
import org.relais.testing.Slow;
import org.relais.testing.StopJudge;
import org.relais.testing.TestDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to the database breaks at every statement in turn of a stop and of the broadcast that it meets, before the
 * server has heard of it and after the server has done it: no message begins after an answered stop, no stop is lost, and
 * all goes on by itself. Every fifth statement by default; {@code -Drelais.cut.every=1} for each.
 */
@Slow
class CutConnectionTest {
    private static final Logger LOG = LoggerFactory.getLogger(CutConnectionTest.class);
    private static final int EVERY = Integer.getInteger("relais.cut.every", 5);

    private final DatabaseAddress direct = TestDatabase.fresh();

    @ParameterizedTest
    @EnumSource
    void noStatementIsWhereAStopGetsLost(CuttingProxy.Moment moment) {
        try (CuttingProxy proxy = new CuttingProxy(direct);
                ServiceUnderTest service = ServiceUnderTest.start(proxy.address())) {
            ServiceFixture world = ServiceFixture.of(service);
            List<String> stopped = new ArrayList<>();
            boolean cut = true;
            for (int statement = 0; cut; statement += EVERY) {
                String phone = world.onTelegram("Ada " + statement);
                stopped.add(phone);
                world.broadcast("Tour " + statement + ".");
                proxy.cutAt(statement, moment);
                world.phones.stopAndWait(phone, "STOP");
                eventuallyNone("inbox where processed_at is null");
                cut = proxy.stopCutting();
            }
            eventuallyNone("broadcast where state <> 'finished'");
            eventuallyNone("delivery where state in ('queued', 'sending')");
            judge(world, stopped);
        }
    }

    private void judge(ServiceFixture world, List<String> stopped) {
        StopJudge judge = new StopJudge(world.phones, "Tour ");
        LOG.info("{} stops cut at every {}th statement, {} deliveries unknown", stopped.size(), EVERY, unknown());
        assertThat(stopped).as("stops that were cut").hasSizeGreaterThan(3);
        assertThat(count("consent where state = 'unsubscribed'"))
                .as("none is lost")
                .isEqualTo(stopped.size());
        assertThat(judge.stops()).isEqualTo(stopped.size());
        assertThat(judge.late()).isZero();
        assertThat(judge.twice(stopped)).isZero();
    }

    private long unknown() {
        return count("delivery where state = 'unknown'");
    }

    private void eventuallyNone(String fromWhere) {
        Await.until("no " + fromWhere, () -> count(fromWhere) == 0);
    }

    /** Not by way of the proxy, whose statements are counted. */
    private long count(String fromWhere) {
        try (Connection connection = direct.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + fromWhere)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }
}
