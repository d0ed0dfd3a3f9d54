package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.delivery.FakeChannel;
import org.relais.testing.NeedsDatabase;

/** The legal mention: in every message, or once in so many days where the organisation wants it, never less often. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class MentionSpacingTest {
    private BroadcastWorld world;

    @BeforeEach
    void open(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 100);
        world.world.people(1, "regular", "subscribed", "fake");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private String sent() {
        world.fake.texts.clear();
        world.awaitOver(world.send(BroadcastWorld.draft()));
        assertThat(world.fake.texts).hasSize(1);
        return List.copyOf(world.fake.texts).get(0);
    }

    @Test
    void everyMessageHasItUnlessSaidOtherwise() {
        world.running();
        assertThat(sent()).contains("STOP");
        assertThat(sent()).contains("STOP");
    }

    /** Some with it and some without: the conversation has each as it was sent. */
    @Test
    void theConversationShowsItWhereItWasRead() {
        world.world.execute("update organisation set mention_every_days = 7 where id = " + world.organisationId);
        world.running();
        List<String> read = List.of(sent(), sent());
        world.world.execute("update consent set mention_sent_at = mention_sent_at - interval '8 days'");
        String third = sent();
        List<String> shown =
                world.conversation().stream().map(sent -> sent.text().text()).toList();
        assertThat(shown).containsExactly(read.get(0), read.get(1), third);
        assertThat(shown.get(0)).contains("STOP");
        assertThat(shown.get(1)).doesNotContain("STOP");
    }

    @Test
    void onceInSevenDaysWhereTheOrganisationWantsIt() {
        world.world.execute("update organisation set mention_every_days = 7 where id = " + world.organisationId);
        world.running();
        assertThat(sent()).as("the first message").contains("STOP");
        assertThat(world.world.number("select count(*) from consent where mention_sent_at is not null"))
                .isOne();
        assertThat(sent()).as("the next one").doesNotContain("STOP");
        world.world.execute("update consent set mention_sent_at = mention_sent_at - interval '6 days 23 hours'");
        assertThat(sent()).as("within seven days").doesNotContain("STOP");
        world.world.execute("update consent set mention_sent_at = mention_sent_at - interval '2 hours'");
        assertThat(sent()).as("after seven days").contains("STOP");
    }
}
