package org.relais.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.inbound.reply.Fixture;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEntry;
import org.relais.testing.NeedsDatabase;

/** A merge, a disclosure and an erasure reach what people wrote. */
@NeedsDatabase
class InboundPersonStoreTest {
    private final Fixture fixture = new Fixture();
    private final InboundPersonStore records = new InboundPersonStore();
    private long updates;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aMergeMovesEverythingAndKeepsOneOfWhatThereMayBeOneOf() {
        long one = person(9001);
        long other = person(9002);
        Fixture.wait(fixture.pool()
                .withTransaction(tx ->
                        fixture.identities.merge(tx, fixture.organisationId, one, other, LedgerEntry.Origin.system())));
        assertThat(fixture.count("inbound_message where contact_id = " + one)).isEqualTo(4);
        assertThat(fixture.count("conversation where contact_id = " + one)).isOne();
        assertThat(fixture.rows("select data from conversation").get(0).getJsonObject(0))
                .as("the one that was moved last goes on")
                .isEqualTo(new JsonObject().put("chat", 9002));
        assertThat(fixture.rows("select received_at, contact_id from rights_request where state = 'open'"))
                .extracting(row -> row.getLong("contact_id"))
                .containsExactly(one);
        assertThat(fixture.count("inbox where contact_id = " + other)).isZero();
    }

    @Test
    void aDisclosureTellsAllAndAnErasureLeavesNothingPersonal() {
        long contactId = person(9001);
        JsonArray told = Fixture.wait(records.export(fixture.pool(), fixture.organisationId, contactId));
        assertThat(told.encode())
                .contains("Je peux apporter une table")
                .contains("Where did you get my number?")
                .contains("\"record\":\"conversation\"")
                .contains("\"record\":\"event\"")
                .contains("9001");
        long bystander = person(9002);
        Fixture.wait(fixture.pool().withTransaction(tx -> records.erase(tx, fixture.organisationId, List.of(contactId))
                // Words that brought something about stand in the ledger, which is told to forget them too.
                .compose(erased -> new Ledger(fixture.now::get, new SecureRandom())
                        .forget(tx, fixture.organisationId, List.of(contactId)))));
        assertThat(Fixture.wait(records.export(fixture.pool(), fixture.organisationId, contactId))
                        .encode())
                .as("a pseudonym and dates")
                .doesNotContain("table")
                .doesNotContain("number?")
                .doesNotContain("9001");
        assertThat(fixture.count("inbox where event::text like '%9001%'")).isZero();
        assertThat(fixture.count("inbound_message where contact_id = " + bystander))
                .isEqualTo(2);
    }

    @Test
    void aRedeliveryAfterAnErasureBringsNobodyBack() {
        long contactId = person(9001);
        Fixture.wait(
                fixture.pool().withTransaction(tx -> records.erase(tx, fixture.organisationId, List.of(contactId))));
        long before = fixture.count("inbox");
        assertThat(fixture.telegram(
                        PlatformWebhooks.telegramText(1, 9001, "Je peux apporter une table", Fixture.START)))
                .isEqualTo(200);
        fixture.work();
        assertThat(fixture.count("inbox")).isEqualTo(before);
        assertThat(fixture.count("inbound_message")).isZero();
    }

    /** Somebody who has written, asked and stands in a dialogue. */
    private long person(long chat) {
        Instant at = fixture.now.get();
        assertThat(fixture.telegram(PlatformWebhooks.telegramText(++updates, chat, "Je peux apporter une table", at)))
                .isEqualTo(200);
        assertThat(fixture.telegram(PlatformWebhooks.telegramText(++updates, chat, "Where did you get my number?", at)))
                .isEqualTo(200);
        fixture.work();
        long contactId = fixture.rows("select contact_id from address where identifier = '" + chat + "'")
                .get(0)
                .getLong(0);
        Instant later = fixture.now.updateAndGet(now -> now.plusSeconds(60));
        Fixture.wait(new ConversationStore()
                .put(
                        fixture.pool(),
                        fixture.organisationId,
                        new Conversation(
                                contactId, "test.step", new JsonObject().put("chat", chat), later.plusSeconds(600)),
                        later));
        return contactId;
    }
}
