package org.relais.console.organisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.delivery.DeliveryWorld;
import org.relais.spending.Spending;
import org.relais.spending.SpendingService;
import org.relais.testing.NeedsDatabase;

/** What a month has cost is rounded once, and is the same in the list of months. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class SpentOnTest {
    private static final InstantSource NOW = InstantSource.fixed(Instant.parse("2026-05-12T10:00:00Z"));

    @Test
    void theTotalIsRoundedOnceAsABillIs(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            List<Long> broadcasts = List.of(world.broadcast(world.message()), world.broadcast(world.message()));
            world.execute("insert into spending_rate values (%d, 'fake', '*', '*', '2020-01-01', 0.0248)"
                    .formatted(world.organisationId));
            // 7 messages each, 0.1736: rounded 0.17 thrice, and 0.52 together.
            for (long broadcast : List.of(0L, broadcasts.get(0), broadcasts.get(1))) {
                charge(world, "2026-05-01", broadcast, 7);
            }
            charge(world, "2026-03-01", broadcasts.get(0), 20);

            SpendingService service = new SpendingService(world.pool, NOW);
            List<SpentOn> shown = SpentOn.of(await(service.of(world.organisationId, null)));
            assertThat(shown).extracting(SpentOn::cost).containsOnly(new BigDecimal("0.17"));
            assertThat(SpentOn.total(shown)).isEqualByComparingTo("0.52");

            List<Spending.Month> months =
                    SpendingPages.withEmpty(await(service.months(world.organisationId)), YearMonth.of(2026, 5));
            assertThat(months)
                    .extracting(Spending.Month::month)
                    .containsExactly(YearMonth.of(2026, 5), YearMonth.of(2026, 4), YearMonth.of(2026, 3));
            assertThat(months)
                    .extracting(month -> month.cost().stripTrailingZeros().toPlainString())
                    .containsExactly("0.52", "0", "0.5");
        }
    }

    private static void charge(DeliveryWorld world, String month, long broadcast, int messages) {
        world.execute("insert into charge_total values (%d, '%s', 'fake', 'FR', 'service', true, %d, 0, 0, %d)"
                .formatted(world.organisationId, month, broadcast, messages));
    }
}
