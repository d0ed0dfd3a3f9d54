package org.relais.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.ServiceUnderTest;
import org.relais.channel.EventBuilder;
import org.relais.channel.InboundEvent;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.database.Database;
import org.relais.delivery.DeliveryWorld;
import org.relais.share.ShareFigures.Branch;
import org.relais.share.ShareFigures.Counts;
import org.relais.share.ShareFigures.OfVolunteer;
import org.relais.template.MessageSpecCodec;
import org.relais.template.MessageStore;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** Who brought whom stays a tree, and figures stay right, whatever becomes of the people. */
@NeedsDatabase
class JoinStoreTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final DeliveryWorld world = new DeliveryWorld(vertx);
    private final JoinStore joins = new JoinStore();
    private final ShareStore events = new ShareStore();
    private final ShareRecordStore records = new ShareRecordStore();
    private final ShareFigures figures = new ShareFigures();
    private long message;

    @BeforeEach
    void shareable() {
        message = ServiceUnderTest.wait(new MessageStore()
                .insert(
                        world.pool,
                        world.organisationId,
                        MessageSpecCodec.decode(ShareWorld.spec(Map.of("fr", "Salut"))),
                        NOON));
    }

    @AfterEach
    void close() {
        world.close();
        ServiceUnderTest.wait(vertx.close());
    }

    /** What one person may pass on is found by their own rows, however many people were sent something. */
    @Test
    void whatIsOpenIsFoundWithoutReadingOthers() {
        world.sender("fake", "1");
        long ada = world.person();
        world.broadcastTo(List.of(ada));
        world.execute("update delivery set message_id = " + message + ", state = 'accepted', settled_at = now()");
        world.broadcastTo(world.people(3_000, "regular", "subscribed", "fake"));
        InboundEvent query = new EventBuilder("fake", "1", "key", NOON)
                .kind(InboundEvent.Kind.SHARE_QUERY)
                .from(List.of(identifier(ada)))
                .build();
        OpenShareStore open = new OpenShareStore();
        ServiceUnderTest.wait(open.open(world.pool, query, null, NOON, 10));
        world.execute("analyze");
        Pool pool = Database.pool(vertx, world.address, 1);
        world.execute("select pg_stat_force_next_flush()");
        long before = read();

        assertThat(ServiceUnderTest.wait(open.open(pool, query, null, NOON, 10)))
                .singleElement()
                .satisfies(found -> assertThat(found.messageId()).isEqualTo(message));

        ServiceUnderTest.wait(pool.close());
        Await.until("PostgreSQL counts the look-up", () -> read() > before);
        assertThat(read() - before).isLessThan(500);
    }

    private AddressId identifier(long contactId) {
        Row row = ServiceUnderTest.wait(world.pool
                        .query("select kind, identifier from address where contact_id = " + contactId)
                        .execute())
                .iterator()
                .next();
        return new AddressId("fake", AddressKind.of(row.getString("kind")), row.getString("identifier"));
    }

    private long read() {
        return world.number(
                """
                select (select coalesce(sum(seq_tup_read), 0) + coalesce(sum(idx_tup_fetch), 0) from pg_stat_user_tables
                        where relname in ('delivery', 'address', 'contact', 'consent', 'broadcast', 'message'))::bigint
                """);
    }

    private SharedMessage by(long volunteer) {
        return new SharedMessage(
                message,
                world.organisationId,
                MessageSpecCodec.decode(ShareWorld.spec(Map.of("fr", "Salut"))),
                volunteer,
                "Ada",
                "fr",
                new JsonObject(),
                null);
    }

    private boolean brings(long volunteer, long contact) {
        return ServiceUnderTest.wait(joins.record(world.pool, by(volunteer), volunteer, contact, null, NOON));
    }

    private void visits(long volunteer) {
        ServiceUnderTest.wait(events.record(world.pool, by(volunteer), ShareStore.Kind.VISIT, null, NOON));
    }

    private void merge(long from, long into) {
        ServiceUnderTest.wait(world.pool.withTransaction(
                transaction -> records.merged(transaction, world.organisationId, from, into)));
    }

    private List<String> tree() {
        return ServiceUnderTest.wait(figures.tree(world.pool, world.organisationId, null)).stream()
                .map(branch -> branch.broughtBy() + ">" + branch.contactId() + "@" + branch.depth())
                .toList();
    }

    private Counts counts() {
        return ServiceUnderTest.wait(figures.ofMessage(world.pool, world.organisationId, message))
                .orElseThrow()
                .counts();
    }

    @Test
    void nobodyIsBroughtTwiceOrByThoseTheyBrought() {
        List<Long> people = world.people(4, "regular", "subscribed", "fake");
        long root = people.get(0);
        long child = people.get(1);
        long grandchild = people.get(2);
        assertThat(brings(root, child)).isTrue();
        assertThat(brings(child, grandchild)).isTrue();
        assertThat(brings(people.get(3), child)).as("a second time").isFalse();
        assertThat(brings(grandchild, root)).as("a circle").isFalse();
        assertThat(brings(root, root)).as("themselves").isFalse();
        assertThat(tree()).containsExactly(root + ">" + child + "@1", child + ">" + grandchild + "@2");
        assertThat(counts().joins()).isEqualTo(2);
    }

    @Test
    void mergesKeepOneJoinAndNoCircle() {
        List<Long> people = world.people(4, "regular", "subscribed", "fake");
        long root = people.get(0);
        long child = people.get(1);
        long grandchild = people.get(2);
        brings(root, child);
        brings(child, grandchild);
        visits(grandchild);
        // The grandchild turns out to be the root on another messenger.
        merge(grandchild, root);
        assertThat(tree()).containsExactly(root + ">" + child + "@1");
        assertThat(volunteer(root).counts().visits()).isOne();
        // And the fourth person turns out to be the child, who had joined before.
        brings(root, people.get(3));
        merge(people.get(3), child);
        assertThat(tree()).containsExactly(root + ">" + child + "@1");
    }

    private OfVolunteer volunteer(long contact) {
        return ServiceUnderTest.wait(figures.volunteers(world.pool, world.organisationId, message, 0, 100)).stream()
                .filter(found -> found.contactId() == contact)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anErasureLeavesTheMessagesFiguresAndNothingOfThePerson() {
        List<Long> people = world.people(3, "regular", "subscribed", "fake");
        long root = people.get(0);
        long child = people.get(1);
        brings(root, child);
        brings(child, people.get(2));
        visits(child);
        visits(root);
        assertThat(ServiceUnderTest.wait(records.export(world.pool, world.organisationId, child)))
                .hasSize(3);
        Counts before = counts();
        ServiceUnderTest.wait(world.pool.withTransaction(
                transaction -> records.erase(transaction, world.organisationId, List.of(child))));
        assertThat(counts()).isEqualTo(before);
        assertThat(ServiceUnderTest.wait(records.export(world.pool, world.organisationId, child)))
                .isEmpty();
        assertThat(ServiceUnderTest.wait(figures.tree(world.pool, world.organisationId, root)))
                .extracting(Branch::contactId)
                .isEmpty();
        List<OfVolunteer> volunteers =
                ServiceUnderTest.wait(figures.volunteers(world.pool, world.organisationId, null, 0, 100));
        assertThat(volunteers).extracting(OfVolunteer::contactId).containsExactly(0L, root);
        assertThat(volunteers.stream().mapToLong(each -> each.counts().joins()).sum())
                .isEqualTo(before.joins());
        assertThat(volunteers.stream().mapToLong(each -> each.counts().visits()).sum())
                .isEqualTo(before.visits());
        assertThat(ServiceUnderTest.wait(figures.days(world.pool, world.organisationId, message)))
                .singleElement()
                .satisfies(day -> {
                    assertThat(day.day()).hasToString("2026-11-25");
                    assertThat(day.counts()).isEqualTo(before);
                });
    }
}
