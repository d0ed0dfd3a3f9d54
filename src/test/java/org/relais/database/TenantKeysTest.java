package org.relais.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;

/**
 * Keeps it possible to spread one database over several by organisation (Citus and the like ask for it): every table of
 * organisations has {@code organisation_id}, and every primary and unique key contains it. Whatever does not is named here
 * with its reason; a new one has to be mended, or named too.
 */
@NeedsDatabase
class TenantKeysTest {
    /** Of the installation, not of organisations: the same on every database, or of it alone. */
    private static final Set<String> OF_THE_INSTALLATION = Set.of(
            "archive_file",
            "channel_policy",
            "claim_batch",
            "claim_start",
            "delivery_node",
            "federation",
            "feed_head",
            "flyway_schema_history",
            "handshake",
            "ledger_seal",
            "pool_recipient",
            "published_rate",
            "recipient_pool",
            "sent_form",
            "shard",
            "suppression_key");

    /** Rows that hang on one other row, by whose id they are always asked for: they would get the column with it. */
    private static final Set<String> PARTS = Set.of(
            "broadcast_change",
            "broadcast_total",
            "console_session",
            "contact_name_todo",
            "event_notice",
            "import_chunk",
            "import_row",
            "ledger_text",
            "sender_check",
            "sender_credential",
            "sender_health",
            "sender_hour",
            "sign_in_link");

    /**
     * Must be unique over all organisations, which a key with the organisation can't say: what comes in with it does not
     * know whose it is. Several databases ask each other ({@code ShardDirectory}).
     */
    private static final Set<String> OF_ALL_ORGANISATIONS = Set.of(
            "api_token_token_hash_key",
            "inbox_channel_sender_external_id_event_key_key",
            "invitation_token_hash_key",
            "organisation_pkey",
            "organisation_slug_key",
            "picture_name_key",
            "sender_channel_external_id_removed_at_key");

    /**
     * Begin with the id of a row of ours that already belongs to one organisation, and are what an ON CONFLICT names or are
     * written with every message: the organisation behind it would change no meaning, and cost each of them eight bytes.
     */
    private static final Set<String> BEGIN_WITH_AN_ID = Set.of(
            "action_offer_pkey",
            "broadcast_answer_once",
            "call_answer_pkey",
            "call_entry_action_id_contact_id_key",
            "call_list_pkey",
            "consent_pkey",
            "conversation_pkey",
            "delivery_once_per_broadcast",
            "delivery_one_confirmation",
            "event_answer_once",
            "event_pkey",
            "inbound_message_sender_id_event_key_key",
            "inbound_media_pkey",
            "inbox_case_pkey",
            "ledger_link_event_id_key",
            "named_sharing_pkey",
            "question_answer_once",
            "question_form_pkey",
            "rights_request_open",
            "share_event_once",
            "share_join_once",
            "share_term_pkey",
            "welcome_entry_pkey",
            "welcome_pkey");

    @Test
    void everyTableOfOrganisationsHasTheirColumn() {
        Set<String> without = names(
                """
                select c.relname from pg_class c
                where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                  and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id')
                  and c.relname <> 'organisation'
                """);
        Set<String> named = new TreeSet<>(OF_THE_INSTALLATION);
        named.addAll(PARTS);
        assertThat(without).isEqualTo(named);
    }

    @Test
    void everyKeyOfOrganisationsContainsThem() {
        Set<String> without = keysWithout("organisation_id");
        Set<String> named = new TreeSet<>(OF_ALL_ORGANISATIONS);
        named.addAll(BEGIN_WITH_AN_ID);
        assertThat(without).isEqualTo(named);
    }

    /** So that no row of one organisation can name an organiser, a person or a sender of another. */
    @Test
    void whatChatsAndAlarmsReferToIsOfTheSameOrganisation() {
        assertThat(
                        names(
                                """
                select f.conrelid::regclass || ': ' || pg_get_constraintdef(f.oid) from pg_constraint f
                where f.contype = 'f' and f.confrelid <> 'organisation'::regclass and f.conrelid::regclass::text in ('linked_chat', 'link_code', 'link_attempt', 'alarm',
                                                                         'alarm_mail', 'handwritten_message')
                  and pg_get_constraintdef(f.oid) not like 'FOREIGN KEY (organisation_id, %) REFERENCES %(organisation_id, id)%'
                """))
                .isEmpty();
    }

    /** Primary keys that are an id alone stand aside: it is unique over all databases, and what other tables refer to. */
    private static Set<String> keysWithout(String column) {
        return names(
                """
                select i.relname from pg_index x
                join pg_class i on i.oid = x.indexrelid
                join pg_class t on t.oid = x.indrelid
                where t.relnamespace = current_schema()::regnamespace and x.indisunique
                  and (t.relname = 'organisation' or exists (select from pg_attribute a
                                                             where a.attrelid = t.oid and a.attname = '%1$s'))
                  and not exists (select from pg_attribute a
                                  where a.attrelid = t.oid and a.attnum = any (x.indkey) and a.attname = '%1$s')
                  and not (x.indisprimary and t.relname <> 'organisation'
                           and exists (select from pg_attribute a
                                       where a.attrelid = t.oid and a.attnum = x.indkey[0] and a.attidentity <> ''))
                """
                        .formatted(column));
    }

    private static Set<String> names(String sql) {
        try (Connection connection =
                        TestDatabase.administrator(TestDatabase.fresh()).connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            Set<String> names = new TreeSet<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }
}
