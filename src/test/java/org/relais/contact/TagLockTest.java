package org.relais.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.consent.ConsentWorld.phone;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.consent.ConsentWorld;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** Tags for many at once, while somebody locks the consents of the same people one after the other. */
@NeedsDatabase
class TagLockTest {
    /** What goes through the whole table comes to the older one last, whose row was written later. */
    private static final String BY_SCAN =
            """
            set local enable_indexscan = off; set local enable_bitmapscan = off;
            set local enable_nestloop = off; set local enable_mergejoin = off
            """;

    @Test
    void theirConsentsAreLockedInTheOrderOfTheirIdsWhateverThePlan() {
        try (ConsentWorld world = new ConsentWorld()) {
            long older = world.subscriber(phone("+33600000001"));
            long younger = world.subscriber(phone("+33600000002"));
            world.asAdministrator("update contact set name = name || '.' where id = " + older);
            SqlConnection stop = world.pool().getConnection().await();
            Transaction begun = stop.begin().await();
            stop.query(consent(older)).execute().await();
            Future<ContactStore.Tagged> tagged = world.pool()
                    .withTransaction(
                            transaction -> transaction.query(BY_SCAN).execute().compose(set -> new ContactStore()
                                    .tag(
                                            transaction,
                                            world.organisation,
                                            List.of(older, younger),
                                            new ContactStore.Tags(List.of("helps"), List.of()),
                                            world.now.get())));
            Await.until(
                    "the tags wait for the older one",
                    () -> world.count("select count(*) from pg_stat_activity"
                                    + " where datname = current_database() and wait_event_type = 'Lock'")
                            > 0);

            stop.query(consent(younger) + " nowait").execute().await();

            begun.commit().await();
            stop.close().await();
            assertThat(tagged.await().changed()).isEqualTo(2);
        }
    }

    private static String consent(long contactId) {
        return "select from consent where contact_id = " + contactId + " for no key update";
    }
}
