package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.consent.Purpose;
import org.relais.testing.SandboxControl;
import org.relais.testing.SandboxPlatforms;
import org.relais.testing.Slow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Both platforms enforce their real limits, over HTTP: whatever is sent at the allowed rate, nothing is ever refused. That
 * the rate is used as well is {@link PaceTest}'s, on a clock that no busy machine slows down; here it is only told.
 */
@Slow
@ExtendWith(VertxExtension.class)
class PlatformPaceTest {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformPaceTest.class);
    private static final int WHATSAPP_PER_SECOND = 80;
    private static final int TELEGRAM_PER_SECOND = 30;
    private static final int SECONDS = 6;
    private static final int PAIR_BURST = 45;

    private SandboxPlatforms platforms;
    private SandboxControl control;
    private DeliveryWorld world;

    @BeforeEach
    void open(Vertx vertx) {
        platforms = new SandboxPlatforms(vertx, "voisins");
        control = platforms.control();
        control.patch(
                "/settings",
                new JsonObject()
                        .put("enforceLimits", true)
                        .put("chatBurst", 1)
                        .put("windowEnforced", false)
                        .put("unknownChats", "create")
                        .put("sentStatus", false)
                        .put("deliveredStatus", false)
                        .put("readStatus", false));
        world = new DeliveryWorld(vertx);
        world.sender("whatsapp", SandboxPlatforms.NUMBER_ID);
        world.sender("telegram", SandboxPlatforms.BOT_ID);
    }

    @AfterEach
    void close() {
        world.close();
        platforms.close();
    }

    @Test
    void nothingIsRefusedAtTheAllowedRate() {
        List<Long> people = people("whatsapp", SECONDS * WHATSAPP_PER_SECOND);
        people.addAll(people("telegram", SECONDS * TELEGRAM_PER_SECOND));
        world.broadcastTo(people);
        world.engine(channels());
        eventually("all is sent", () -> world.open() == 0);

        refusedNothing(SandboxPlatforms.NUMBER_ID);
        refusedNothing(SandboxPlatforms.BOT);
        arrivedOnceEach(SandboxPlatforms.NUMBER_ID, WHATSAPP_PER_SECOND);
        arrivedOnceEach(SandboxPlatforms.BOT, TELEGRAM_PER_SECOND);
    }

    @Test
    void onePersonGetsWhatThePairAllowsAndNothingIsRefused() {
        long friend = people("whatsapp", 1).get(0);
        long chat = people("telegram", 1).get(0);
        for (int message = 0; message <= PAIR_BURST; message++) {
            world.queue(friend, Purpose.REPLY);
        }
        for (int message = 0; message < 4; message++) {
            world.queue(chat, Purpose.REPLY);
        }
        world.engine(channels());
        eventually("all is sent", () -> world.open() == 0);

        refusedNothing(SandboxPlatforms.NUMBER_ID);
        refusedNothing(SandboxPlatforms.BOT);
        List<Instant> pair = acceptedAt(SandboxPlatforms.NUMBER_ID);
        assertThat(Duration.between(pair.get(0), pair.get(PAIR_BURST)))
                .as("the burst is used up, and the next one waits")
                .isGreaterThanOrEqualTo(Duration.ofMillis(4_800));
        assertThat(acceptedAt(SandboxPlatforms.BOT)).hasSize(4);
    }

    private List<Long> people(String channel, int count) {
        List<Long> people = new ArrayList<>(world.people(count, "regular", "subscribed", channel));
        if (channel.equals("whatsapp")) {
            world.execute(
                    "update address set kind = 'phone', identifier = '+336' || lpad(contact_id::text, 8, '0') where channel = 'whatsapp'");
        }
        return people;
    }

    private void refusedNothing(String sender) {
        JsonObject traffic = control.get("/counters").getJsonObject("senders").getJsonObject(sender);
        assertThat(traffic.getJsonObject("refusedBy"))
                .as("refusals of %s", sender)
                .isEmpty();
        assertThat(world.number("select count(*) from delivery where retries > 0"))
                .isZero();
    }

    private void arrivedOnceEach(String sender, int perSecond) {
        List<Instant> accepted = acceptedAt(sender);
        assertThat(accepted).hasSize(SECONDS * perSecond);
        Duration lasted = Duration.between(accepted.get(0), accepted.get(accepted.size() - 1));
        LOG.info("{}: {} messages of {} a second in {} ms", sender, accepted.size(), perSecond, lasted.toMillis());
    }

    private List<Instant> acceptedAt(String sender) {
        JsonArray messages =
                control.get("/messages?limit=10000&sender=" + sender).getJsonArray("messages");
        List<Instant> accepted = new ArrayList<>();
        for (int at = 0; at < messages.size(); at++) {
            accepted.add(Instant.parse(messages.getJsonObject(at).getString("acceptedAt")));
        }
        accepted.sort(null);
        return accepted;
    }

    private JsonObject channels() {
        return new JsonObject()
                .put("whatsapp", platforms.whatsapp(new JsonObject().put("messagesPerSecond", WHATSAPP_PER_SECOND)))
                .put("telegram", platforms.telegram(new JsonObject().put("messagesPerSecond", TELEGRAM_PER_SECOND)));
    }
}
