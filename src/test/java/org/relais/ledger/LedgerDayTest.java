package org.relais.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Row;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** Who comes by themself is told apart from whom the organisation enters, and an erasure from a stop. */
@NeedsDatabase
class LedgerDayTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    @Test
    void whoCameWhoWasAddedAndWhoStopped() {
        WORLD.onTelegram("Ada");
        String leaving = WORLD.onTelegram("Bea");
        WORLD.onTelegram("Cyd");
        WORLD.rows(
                "insert into ledger_event (organisation_id, kind, state_after, occurred_at, recorded_at, source) values ("
                        + WORLD.service.organisationId()
                        + ", 'created', 'subscribed', now(), now(), 'import') returning id");
        WORLD.said(leaving, "STOP");
        WORLD.erase(WORLD.contact("Cyd"));
        WORLD.eventually(() ->
                WORLD.count("ledger_event e left join ledger_link l on l.event_id = e.id" + " where l.event_id is null")
                        == 0);
        List<Row> days = WORLD.rows("select joined, added, stopped from ledger_day");
        assertThat(days).singleElement().satisfies(day -> {
            assertThat(day.getLong("joined")).isEqualTo(3);
            assertThat(day.getLong("added")).isEqualTo(1);
            assertThat(day.getLong("stopped")).isEqualTo(1);
        });
        List<LedgerDayStore.Hour> hours = Await.result(new LedgerDayStore()
                .hours(WORLD.service.pool(), WORLD.service.organisationId(), java.time.Instant.EPOCH));
        assertThat(hours.stream().mapToLong(LedgerDayStore.Hour::joined).sum()).isEqualTo(3);
        assertThat(hours.stream().mapToLong(LedgerDayStore.Hour::added).sum()).isEqualTo(1);
        assertThat(hours.stream().mapToLong(LedgerDayStore.Hour::stopped).sum()).isEqualTo(1);
    }
}
