package org.relais.consent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.relais.ServiceUnderTest;
import org.relais.testing.ApiBody;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/**
 * Two contacts become one person, by an organiser's word, by an address that moves, or by a number that is shared; one of
 * them stops before, during or after that, on either platform: nothing goes on either.
 */
@NeedsDatabase
class OnePersonPropertyTest {
    private static final ServiceFixture WORLD = new ServiceFixture();
    private static int couples;

    /** What makes the two one. */
    private enum Deed {
        JOIN,
        MOVE,
        NUMBER
    }

    private enum When {
        BEFORE,
        DURING,
        AFTER
    }

    private enum Side {
        WHATSAPP,
        TELEGRAM
    }

    private record Couple(String whatsapp, String telegram, long one, long other) {
        String of(Side side) {
            return side == Side.WHATSAPP ? whatsapp : telegram;
        }
    }

    @BeforeContainer
    static void open() {
        WORLD.use(ServiceUnderTest.start());
    }

    @AfterContainer
    static void close() {
        WORLD.close();
    }

    @Property(tries = 9, shrinking = ShrinkingMode.OFF)
    void aStopOfEitherHoldsOnBoth(@ForAll Deed deed, @ForAll When when, @ForAll Side side) {
        Couple couple = couple();
        send(couple);
        switch (when) {
            case BEFORE -> {
                stop(couple.of(side));
                make(deed, couple);
            }
            case DURING -> {
                CompletableFuture<Void> made = CompletableFuture.runAsync(() -> make(deed, couple));
                stop(couple.of(side));
                made.join();
            }
            case AFTER -> {
                make(deed, couple);
                stop(couple.of(side));
            }
        }
        WORLD.idle();
        long answered = WORLD.phones.now();
        send(couple);
        WORLD.idle();

        assertThat(news(couple.whatsapp(), answered) + news(couple.telegram(), answered))
                .as("what came on either phone")
                .isZero();
        // The confirmation; and whoever shares a number after a stop reads that the stop is the number's too.
        boolean asks = deed == Deed.NUMBER && side == Side.TELEGRAM && when != When.AFTER;
        assertThat(lateOn(couple.of(side)))
                .as("begun after the stop was answered")
                .isLessThanOrEqualTo(asks ? 2 : 1);
        String both = "(" + couple.one() + ", " + couple.other() + ")";
        assertThat(WORLD.count("address a join consent s on s.contact_id = a.contact_id where a.contact_id in " + both
                        + " and (s.state <> 'unsubscribed' or not exists"
                        + " (select from suppression u where u.fingerprint = a.fingerprint))"))
                .as("addresses of theirs that are not stopped")
                .isZero();
    }

    private static Couple couple() {
        String name = "Une Personne " + ++couples;
        String number = String.format("3363998%04d", 7_000 + couples);
        String whatsapp = WORLD.phones.whatsappPhone("+" + number, name + " W");
        WORLD.said(whatsapp, "START");
        String telegram = WORLD.phones
                .post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "telegram")
                                .put("userId", Long.toString(7_660_000 + couples))
                                .put("number", "+" + number)
                                .put("name", name + " T"))
                .getString("id");
        WORLD.said(telegram, "/start");
        WORLD.idle();
        return new Couple(whatsapp, telegram, WORLD.contact(name + " W"), WORLD.contact(name + " T"));
    }

    private static void stop(String phone) {
        WORLD.phones.stopAndWait(phone, "STOP");
    }

    /** Done when it is done: something may be on its way to an address that is to move. */
    private static void make(Deed deed, Couple couple) {
        switch (deed) {
            case JOIN ->
                WORLD.post("/contacts/" + couple.one() + "/join", new JsonObject().put("contact", couple.other()));
            case MOVE -> {
                long address = WORLD.rows("select id from address where contact_id = " + couple.other())
                        .get(0)
                        .getLong("id");
                WORLD.eventually(() -> WORLD.organiser
                                .post(
                                        "/contacts/" + couple.other() + "/addresses/" + address + "/move",
                                        new JsonObject().put("contact", couple.one()))
                                .status()
                        == 200);
            }
            // What the button sends: the confirmation of a stop takes the button away, and may come before it is
            // pressed.
            case NUMBER ->
                WORLD.phones.waited(
                        "/phones/" + couple.telegram() + "/contact",
                        new JsonObject()
                                .put("name", "Une Personne")
                                .put("number", "+" + digits(couple.whatsapp()))
                                .put("userId", Long.parseLong(digits(couple.telegram()))));
        }
    }

    private static String digits(String phone) {
        return phone.substring(phone.indexOf('-') + 1);
    }

    private static void send(Couple couple) {
        long broadcast = WORLD.sent("Nouvelles", ApiBody.contacts(couple.one(), couple.other()), "Du nouveau");
    }

    private static long news(String phone, long after) {
        return WORLD.phones.get("/messages?phone=" + phone + "&after=" + after).getJsonArray("messages").stream()
                .filter(message -> ServiceFixture.text((JsonObject) message).contains("Du nouveau"))
                .count();
    }

    private static int lateOn(String phone) {
        return WORLD.phones.get("/phones/" + phone).getJsonObject("conversations").stream()
                .map(conversation -> (JsonObject) conversation.getValue())
                .mapToInt(conversation -> conversation.getInteger("receivedAfterStop"))
                .sum();
    }
}
