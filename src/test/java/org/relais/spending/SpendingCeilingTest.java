package org.relais.spending;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** What is under way counts before it is billed, so that a broadcast stops at its ceiling and not behind it. */
@NeedsDatabase
class SpendingCeilingTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static final int PEOPLE = 8;
    /** Divides no whole number below 37. */
    private static final BigDecimal PRICE = new BigDecimal("0.37");

    private static ApiClient.Caller owner() {
        return WORLD.caller(Role.OWNER);
    }

    private static long went(long broadcast) {
        return WORLD.count("delivery where broadcast_id = " + broadcast
                + " and state in ('sending', 'accepted', 'delivered', 'read', 'unknown')");
    }

    @Test
    void aBroadcastStopsWhereItsCeilingIs() {
        for (int person = 0; person < PEOPLE; person++) {
            WORLD.onWhatsApp("Person " + person);
        }
        Await.until(
                "all that was answered is billed",
                () -> WORLD.count("delivery where state in ('queued', 'sending', 'accepted') or not charged") == 0);
        owner().ok(owner().put(
                        "/spending/rates",
                        new JsonObject()
                                .put("currency", "EUR")
                                .put("csv", "whatsapp,FR,service," + PRICE + ",2020-01-01")));
        BigDecimal spent = spent();
        long ceiling = spent.longValue() + 2;
        long fitting = BigDecimal.valueOf(ceiling)
                .subtract(spent)
                .divideToIntegralValue(PRICE)
                .longValueExact();
        assertThat(fitting).isBetween(1L, PEOPLE - 1L);
        ceiling(ceiling);
        // The node that paces has read it: the second sign of life from now on is given behind what followed the first.
        heartbeat();
        heartbeat();

        long broadcast = WORLD.created(
                "/broadcasts",
                ApiBody.broadcast("Fête", ApiBody.everyone(), "Bonjour").put("channel", "whatsapp"));
        WORLD.post("/broadcasts/" + broadcast + "/send", ApiBody.evenIfNobody());
        Await.until("it is paused", () -> "spending_ceiling"
                .equals(WORLD.get("/broadcasts/" + broadcast).getString("stateReason")));
        Await.until("what fits went, and is billed", () -> isFilled(broadcast, fitting));
        assertThat(went(broadcast)).isEqualTo(fitting);
        assertThat(spent())
                .isEqualByComparingTo(spent.add(PRICE.multiply(BigDecimal.valueOf(fitting))))
                .isLessThan(BigDecimal.valueOf(ceiling));
        assertThat(WORLD.get("/spending").getBoolean("reached"))
                .as("no further one fits")
                .isTrue();
        assertThat(WORLD.rows("select ceiling_alarms(organisation_id, now()) as alarms from spending")
                        .get(0)
                        .getBoolean("alarms"))
                .isTrue();

        ceiling(ceiling + 100);
        assertThat(WORLD.get("/spending").getBoolean("reached")).isFalse();
        WORLD.post("/broadcasts/" + broadcast + "/resume", new JsonObject());
        Await.until(
                "the rest has gone",
                () -> WORLD.get("/broadcasts/" + broadcast).getString("state").equals("finished"));
        assertThat(went(broadcast)).isEqualTo(PEOPLE);
        Await.until(
                "all of it is billed and read, so that no receipt is under way",
                () -> WORLD.count("delivery where broadcast_id = " + broadcast + " and charged and state = 'read'")
                        == PEOPLE);
        onlyWhatIsNearTheCeilingIsCountedAndNothingOld(broadcast);
    }

    /** Two claims at once each leave out what does not fit beside the other: then the rest goes when it is resumed. */
    private static boolean isFilled(long broadcast, long fitting) {
        JsonObject now = WORLD.get("/broadcasts/" + broadcast);
        boolean stands = "spending_ceiling".equals(now.getString("stateReason"))
                && WORLD.count("delivery where broadcast_id = " + broadcast
                                + " and (state in ('sending', 'accepted') or state <> 'queued' and not charged)")
                        == 0;
        if (stands && went(broadcast) < fitting) {
            WORLD.post("/broadcasts/" + broadcast + "/resume", new JsonObject());
        }
        return stands && WORLD.get("/broadcasts/" + broadcast + "/spending").getLong("billed") == fitting;
    }

    private static BigDecimal spent() {
        return new BigDecimal(WORLD.get("/spending").getValue("spent").toString());
    }

    /** As seen by one transaction, of which nothing stays. */
    private static void onlyWhatIsNearTheCeilingIsCountedAndNothingOld(long broadcast) {
        SqlConnection connection = Await.result(WORLD.service.pool().getConnection());
        Transaction transaction = Await.result(connection.begin());
        try {
            long before = fitting(connection);
            number(
                    connection,
                    "update delivery set state = 'accepted', charged = false where id in"
                            + " (select id from delivery where broadcast_id = " + broadcast + " limit 2)"
                            + " returning id");
            long read = read(connection);
            assertThat(fitting(connection)).isEqualTo(before - 2);
            assertThat(read(connection)).as("nothing is counted where all fits").isEqualTo(read);

            number(connection, "update spending set ceiling = 0 returning ceiling");
            long young = fitting(connection);
            assertThat(read(connection)).as("the rest is").isGreaterThan(read);
            number(
                    connection,
                    "update delivery set settled_at = now() - interval '25 hours'" + " where broadcast_id = "
                            + broadcast + " and not charged returning id");
            assertThat(fitting(connection)).as("phones that are off").isEqualTo(young + 2);
        } finally {
            Await.result(transaction.rollback().eventually(connection::close));
        }
    }

    private static long fitting(SqlConnection connection) {
        return number(connection, "select spending_room(organisation_id, 'whatsapp', now()) from spending");
    }

    /** Rows of the outbox that the transaction has read so far. */
    private static long read(SqlConnection connection) {
        return number(
                connection,
                "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables"
                        + " where relname = 'delivery'");
    }

    @CanIgnoreReturnValue
    private static long number(SqlConnection connection, String statement) {
        return Await.result(connection.query(statement).execute())
                .iterator()
                .next()
                .getLong(0);
    }

    private static void heartbeat() {
        String before = lastSign();
        Await.until("the node lives", () -> !lastSign().equals(before));
    }

    private static String lastSign() {
        return WORLD.rows("select max(seen_until)::text as sign from delivery_node")
                .get(0)
                .getString("sign");
    }

    private static void ceiling(long amount) {
        owner().ok(owner().put("/spending/ceiling", new JsonObject().put("ceiling", amount)));
    }
}
