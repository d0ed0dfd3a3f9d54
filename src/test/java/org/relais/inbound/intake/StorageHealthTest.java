package org.relais.inbound.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.inbound.reply.Fixture;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.testing.NeedsDatabase;

/** A database that answers and stores nothing. */
@NeedsDatabase
class StorageHealthTest {
    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private boolean works() {
        return Fixture.wait(fixture.intake.storage().works());
    }

    private int stop(int update) {
        return fixture.telegram(PlatformWebhooks.telegramText(update, 900, "STOP", Fixture.START));
    }

    /** What a disk without room says, to one kind of row: that nothing else is in the way is what makes it hard to see. */
    private void fill(String when) {
        fixture.asAdministrator("create function full_disk() returns trigger language plpgsql as "
                + "$$ begin raise exception sqlstate '53100'; end $$");
        fixture.asAdministrator("create trigger full_disk before insert on inbox for each row when (" + when
                + ") execute function full_disk()");
    }

    private void mend() {
        fixture.asAdministrator("drop function full_disk() cascade");
    }

    @Test
    void aTrialLeavesNothingBehind() {
        assertThat(works()).isTrue();
        assertThat(fixture.count("inbox")).isZero();
    }

    @Test
    void withoutAnyWebhookATrialTells() {
        fill("true");
        assertThat(works()).isFalse();
        mend();
        assertThat(works()).isTrue();
    }

    @Test
    void aRefusedStopTellsAtOnceAndATrialOfItsOwnSizeThatItIsOver() {
        assertThat(stop(1)).isEqualTo(200);
        fill("pg_column_size(new.event) > 30000 or new.channel = 'telegram'");
        assertThat(works()).as("a moment after a webhook was stored").isTrue();
        assertThat(stop(2)).isEqualTo(503);
        assertThat(works()).isFalse();
        mend();
        assertThat(works()).isTrue();
        assertThat(stop(2)).isEqualTo(200);
        assertThat(fixture.count("inbox")).isEqualTo(2);
    }

    @Test
    void aWebhookThatIsAtFaultItselfSaysNothingOfTheDatabase() {
        fixture.asAdministrator("alter table inbox add constraint short check (event_key <> '7')");
        JsonObject update = PlatformWebhooks.telegramText(7, 900, "STOP", Fixture.START);
        assertThat(fixture.telegram(update)).isEqualTo(503);
        assertThat(works()).isTrue();
    }

    @Test
    void withoutTheStandbyThatStopsAreToWaitForNothingWorks() {
        try (Fixture strict =
                new Fixture(Intake.Settings.DEFAULT.requiringStandby(true), WebhookRoutes.Settings.DEFAULT)) {
            assertThat(strict.telegram(PlatformWebhooks.telegramText(1, 900, "Bonjour", Fixture.START)))
                    .isEqualTo(200);
            assertThat(Fixture.wait(strict.intake.storage().works())).isFalse();
        }
    }

    @Test
    void aReadOnlyDatabaseStoresNothing() {
        assertThat(works()).isTrue();
        fixture.now.set(Fixture.START.plusSeconds(60));
        fixture.asAdministrator("do $$ begin execute 'alter database ' || quote_ident(current_database())"
                + " || ' set default_transaction_read_only = on'; end $$");
        fixture.asAdministrator("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");
        assertThat(works()).isFalse();
        fixture.asAdministrator(
                "begin read write; do $$ begin execute 'alter database ' || quote_ident(current_database())"
                        + " || ' reset default_transaction_read_only'; end $$; commit");
        fixture.asAdministrator("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");
    }
}
