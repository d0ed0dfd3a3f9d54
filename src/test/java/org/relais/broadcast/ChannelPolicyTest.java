package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.consent.PolicyOverrides;
import org.relais.delivery.FakeChannel;
import org.relais.organisation.Actor;
import org.relais.organisation.Door;
import org.relais.organisation.ForbiddenException;
import org.relais.organisation.Role;
import org.relais.testing.NeedsDatabase;

/** A platform whose terms bar parties: refused when a broadcast starts, refused at the claim, until an owner writes. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class ChannelPolicyTest {
    private static final String STATEMENT = "I have read the terms and take the responsibility for it. Ada Martin";

    private BroadcastWorld world;
    private PolicyOverrides overrides;
    private Actor owner;

    @BeforeEach
    void open(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 100);
        world.world.execute("insert into channel_policy values ('fake', 'party')");
        world.world.execute("update organisation set kind = 'party' where id = " + world.organisationId);
        world.world.people(3, "regular", "subscribed", "fake");
        overrides = new PolicyOverrides(world.world.pool, world.clock());
        owner = new Actor(world.organisationId, "organiser:1", Role.OWNER, Door.API);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aBroadcastDoesNotStartAndSaysWhy() {
        long id = world.create(BroadcastWorld.draft());
        assertThatThrownBy(() -> await(world.service.send(world.actor(), id)))
                .rootCause()
                .hasMessageContaining("closed to this kind of organisation by the platform's terms")
                .hasMessageContaining("an owner can override that in writing");
        assertThat(world.state(id)).isEqualTo(BroadcastState.DRAFT);
        assertThat(await(overrides.closed(world.organisationId))).contains("fake");
        assertThat(await(overrides.barred(world.organisationId))).contains("fake");
    }

    @Test
    void anOwnersWrittenWordOpensIt() {
        await(overrides.grant(owner, "fake", STATEMENT));
        assertThat(await(overrides.closed(world.organisationId))).doesNotContain("fake");
        long id = world.running().send(BroadcastWorld.draft());
        world.awaitOver(id);
        assertThat(world.progress(id).recipients()).isEqualTo(3);
        assertThat(world.world.number(
                        "select count(*) from delivery where state = 'accepted' and broadcast_id = " + id))
                .isEqualTo(3);
        assertThat(world.world.number("select count(*) from ledger_event where kind = 'policy_override' and wording = '"
                        + STATEMENT + "' and source = 'api' and actor = 'organiser:1'"))
                .isOne();
    }

    @Test
    void takenBackWhileMessagesWaitTheClaimRefusesThem() {
        await(overrides.grant(owner, "fake", STATEMENT));
        world.runner.start();
        long id = world.send(BroadcastWorld.draft());
        world.awaitState(id, BroadcastState.SENDING);
        assertThat(await(overrides.withdraw(owner, "fake"))).isTrue();
        world.engine();
        world.awaitOver(id);
        assertThat(world.fake.begun).isEmpty();
        assertThat(world.world.number("select count(*) from delivery where state = 'suppressed' and reason ="
                        + " 'channel_policy' and broadcast_id = " + id))
                .isEqualTo(3);
    }

    @Test
    void onlyAnOwnerMayWriteIt() {
        for (Role role : List.of(Role.ORGANISER, Role.VIEWER)) {
            assertThatThrownBy(() -> await(overrides.grant(
                            new Actor(world.organisationId, "organiser:2", role, Door.CONSOLE), "fake", STATEMENT)))
                    .rootCause()
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("needs the role owner");
        }
        assertThat(await(overrides.closed(world.organisationId))).contains("fake");
    }
}
