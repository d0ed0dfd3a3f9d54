package org.relais.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.channel.GroupChange;
import org.relais.channel.GroupChange.Ability;
import org.relais.consent.Purpose;
import org.relais.delivery.DeliveryWorld;
import org.relais.group.GroupEntryStore.Used;
import org.relais.group.GroupStore.Account;
import org.relais.group.InviteLinkStore.Made;
import org.relais.group.InviteLinkStore.Taken;
import org.relais.testing.NeedsDatabase;

/** Links and counts stay right when nodes die, people become one or are erased, and time passes. */
@NeedsDatabase
class GroupStoresTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Account BOT = new Account("fake", "1");
    private static final String LINK = "https://chat.example.org/+one";

    private final Vertx vertx = Vertx.vertx();
    private final DeliveryWorld world = new DeliveryWorld(vertx);
    private final GroupStore groups = new GroupStore();
    private final InviteLinkStore links = new InviteLinkStore();
    private final GroupEntryStore entries = new GroupEntryStore();
    private final GroupRecordStore records = new GroupRecordStore();
    private long group;
    private long action;

    @BeforeEach
    void anOpenAction() {
        long sender = world.sender("fake", "1");
        note(Ability.INVITES, "Quartier");
        group = world.number("select id from chat_group");
        assertThat(sender).isEqualTo(world.number("select sender_id from chat_group"));
        action = action(world.message());
    }

    private long action(long message) {
        return world.number(
                """
                insert into action (organisation_id, kind, state, title, message_id, offer_id, reminder_id, content_id,
                                    audience, created_by, created_at, opened_at, group_id)
                values (%1$d, 'share', 'open', 'A', %2$d, %2$d, %2$d, %2$d, '{}', 'test', now(), now(), %3$d) returning id
                """
                        .formatted(world.organisationId, message, group));
    }

    @AfterEach
    void close() {
        world.close();
        DeliveryWorld.await(vertx.close());
    }

    private static <T> T done(Future<T> future) {
        return DeliveryWorld.await(future);
    }

    private void note(Ability ability, String title) {
        done(groups.note(world.pool, BOT, new GroupChange("-1", title, false, ability, null), ability, NOON)
                .map(true));
    }

    /** Somebody who takes part and is to have a link. */
    private long wanting(String code) {
        long person = world.person();
        long delivery = world.queue(person, Purpose.REPLY);
        world.execute("insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, offered_at,"
                + " accepted_at, active_at) values (" + world.organisationId + ", " + action + ", " + person + ", "
                + delivery
                + ", 'accepted', now(), now(), now())");
        want(person, code);
        return person;
    }

    private void want(long person, String code) {
        done(links.want(world.pool, world.organisationId, action, person, code, NOON)
                .map(true));
    }

    private List<Taken> toMake(Instant now) {
        return done(links.toMake(world.pool, now, 10));
    }

    @Test
    void aNodeThatDiesLeavesTheLinkToAnother() {
        long person = wanting("relais-one1");
        want(person, "relais-two2");
        List<Taken> first = toMake(NOON);
        assertThat(first).singleElement().satisfies(taken -> assertThat(taken.code())
                .isEqualTo("relais-one1"));
        assertThat(toMake(NOON.plusSeconds(30))).as("under way").isEmpty();
        List<Taken> second = toMake(NOON.plusSeconds(90));
        assertThat(second).hasSize(1);
        long id = second.get(0).id();
        assertThat(done(links.made(world.pool, id, LINK)).map(Made::contactId)).contains(person);
        assertThat(done(links.made(world.pool, id, LINK + "2")))
                .as("the first node comes back")
                .isEmpty();
        assertThat(toMake(NOON.plusSeconds(900))).isEmpty();
    }

    @Test
    void nothingIsMadeForWhoHasStoppedOrSaidNoNorAfterTheEnd() {
        long person = wanting("relais-one1");
        world.execute("update assignment set state = 'declined', declined_at = now()");
        assertThat(toMake(NOON)).isEmpty();
        world.execute("update assignment set state = 'accepted'");
        world.stop(person);
        assertThat(toMake(NOON)).isEmpty();
        long other = wanting("relais-two2");
        assertThat(other).isNotEqualTo(person);
        world.execute("update action set state = 'ended', ended_at = now()");
        assertThat(toMake(NOON)).isEmpty();
        done(new GroupRetentionStore()
                .close(world.pool, world.organisationId, Instant.now().plusSeconds(60))
                .map(true));
        assertThat(world.number("select count(*) from invite_link")).isZero();
    }

    @Test
    void whoIsErasedMeanwhileHasNoLinkAndItIsRevoked() {
        long person = wanting("relais-one1");
        long id = toMake(NOON).get(0).id();
        assertThat(done(records.export(world.pool, world.organisationId, person)))
                .hasSize(1);
        done(world.pool
                .withTransaction(tx -> records.erase(tx, world.organisationId, List.of(person)))
                .map(true));
        assertThat(done(links.made(world.pool, id, LINK)))
                .get()
                .extracting(Made::contactId)
                .isNull();
        assertThat(done(links.toRevoke(world.pool, NOON, 10)))
                .extracting(Taken::link)
                .containsExactly(LINK);
        done(links.delete(world.pool, id).map(true));
        assertThat(world.number("select count(*) from invite_link")).isZero();
    }

    @Test
    void twoWhoBecomeOneHaveOneLink() {
        long one = wanting("relais-one1");
        long other = wanting("relais-two2");
        toMake(NOON).forEach(taken -> assertThat(done(links.made(world.pool, taken.id(), LINK + taken.id())))
                .isPresent());
        Used used =
                done(entries.link(world.pool, BOT, "-1", "relais-one1", "77")).orElseThrow();
        assertThat(enters(used, 'a')).isPresent();
        done(world.pool
                .withTransaction(tx -> records.merged(tx, world.organisationId, one, other))
                .map(true));
        assertThat(done(links.toRevoke(world.pool, NOON, 10)))
                .extracting(Taken::code)
                .containsExactly("relais-one1");
        assertThat(world.number("select count(*) from group_entry where volunteer_id = " + other))
                .isOne();
        assertThat(world.number("select count(*) from invite_link where contact_id = " + other))
                .isOne();
    }

    private Optional<Long> enters(Used used, char who) {
        byte[] fingerprint = new byte[32];
        fingerprint[0] = (byte) who;
        return done(entries.record(world.pool, used, List.of(Buffer.buffer(fingerprint)), NOON));
    }

    @Test
    void whoEnteredIsForgottenAndStillCounted() {
        wanting("relais-one1");
        Used used =
                done(entries.link(world.pool, BOT, "-1", "relais-one1", "77")).orElseThrow();
        assertThat(enters(used, 'a')).isPresent();
        assertThat(enters(used, 'a')).as("once").isEmpty();
        assertThat(done(entries.link(world.pool, BOT, "-2", "relais-one1", "77")))
                .as("another group")
                .isEmpty();
        GroupRetentionStore retention = new GroupRetentionStore();
        for (int days : new int[] {59, 61}) {
            done(retention
                    .close(world.pool, world.organisationId, NOON.plus(Duration.ofDays(days)))
                    .map(true));
            assertThat(world.number("select count(*) from group_entry where fingerprint is not null"))
                    .isEqualTo(days < 60 ? 1 : 0);
        }
        assertThat(world.number("select count(*) from group_entry")).isOne();
    }

    @Test
    void aGroupThatIsLeftIsForgottenUnlessAnActionNamesIt() {
        note(Ability.REMOVED, "Quartier");
        assertThat(done(groups.all(world.pool, world.organisationId)))
                .extracting(ChatGroup::ability)
                .containsExactly(Ability.REMOVED);
        world.execute("update action set group_id = null");
        note(Ability.REMOVED, "Quartier");
        assertThat(world.number("select count(*) from chat_group")).isZero();
        note(Ability.REMOVED, "Jamais vu");
        assertThat(world.number("select count(*) from chat_group")).isZero();
    }

    @Test
    void theSupergroupMayBeToldOfBeforeTheMove() {
        GroupChange known = new GroupChange("-100", "Quartier", false, Ability.NO_RIGHT, null);
        done(groups.note(world.pool, BOT, known, Ability.NO_RIGHT, NOON).map(true));
        assertThat(done(groups.move(world.pool, BOT, "-1", "-100", NOON))).isTrue();
        assertThat(done(groups.all(world.pool, world.organisationId)))
                .extracting(found -> found.id() + " " + found.ability())
                .containsExactly(group + " NO_RIGHT");
        assertThat(done(groups.move(world.pool, BOT, "-1", "-100", NOON))).isFalse();
        assertThat(world.text("select chat from chat_group")).isEqualTo("-100");
    }
}
