package org.relais.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import org.relais.ServiceUnderTest;
import org.relais.delivery.Outbox;
import org.relais.testing.Await;
import org.relais.testing.ServiceFixture;

/** The whole service with an organiser's program and volunteers on both channels. */
public final class ActionWorld extends ServiceFixture {

    /** Somebody with a phone who has joined and speaks a language. */
    public final class Volunteer {
        private final String phone;
        private final long contactId;
        private long seen;

        private Volunteer(String phone, long contactId) {
            this.phone = phone;
            this.contactId = contactId;
            this.seen = phones.now();
        }

        public String phone() {
            return phone;
        }

        public long contactId() {
            return contactId;
        }

        /** The next message that has not been looked at yet. */
        public JsonObject next() {
            JsonObject message = phones.next(phone, seen);
            seen = message.getLong("sequence");
            return message;
        }

        public String nextText() {
            return next().getString("text", "");
        }

        /** Writes, and returns the text of the next message. */
        public String say(String text) {
            phones.writeAndWait(phone, text);
            return nextText();
        }

        /** Presses a button by its label, and returns the text of the next message. */
        public String press(String label) {
            phones.pressAndWait(phone, label);
            return nextText();
        }

        /** Says yes to pass something on, and returns what is asked after the message itself. */
        public String share(String yes) {
            press(yes);
            return nextText();
        }

        /** How many messages have come that were not looked at. */
        public int unseen() {
            return phones.get("/messages?phone=" + phone + "&after=" + seen).getInteger("count");
        }
    }

    public Volunteer onTelegram(String name, String language) {
        return joined(telegramPhone(name), "/start", name, language);
    }

    public Volunteer onWhatsApp(String name, String language) {
        return joined(whatsappPhone(name), "START", name, language);
    }

    private Volunteer joined(String phone, String words, String name, String language) {
        said(phone, words);
        said(phone, "LANGUAGE " + language);
        return new Volunteer(phone, contact(name));
    }

    /** An opened action for these people; returns its id. */
    public long opened(JsonObject draft, Volunteer... volunteers) {
        JsonArray contacts = new JsonArray();
        for (Volunteer volunteer : volunteers) {
            contacts.add(volunteer.contactId());
        }
        long id = post("/actions", draft.copy().put("audience", new JsonObject().put("contacts", contacts)))
                .getLong("id");
        assertThat(post("/actions/" + id + "/open", new JsonObject()).getString("state"))
                .isEqualTo("open");
        return id;
    }

    /** The figures of an action once all its offers have been sent. */
    public JsonObject figures(long actionId) {
        return get("/actions/" + actionId + "/figures").getJsonObject("figures");
    }

    /**
     * Lets the last words of everybody in an action be so many hours older, and reminds whoever is due. The service does
     * so by itself each minute, and may come first.
     *
     * @param expected so many are waited for
     * @return how many were reminded
     */
    public long remindAfter(long actionId, int hours, long expected) {
        long before = figures(actionId).getLong("reminded");
        rows("update delivery set settled_at = settled_at - interval '" + hours + " hours' where broadcast_id in "
                + "(select broadcast_id from action_offer where action_id = " + actionId + ")");
        rows("update assignment set active_at = active_at - interval '" + hours
                + " hours', reminded_at = reminded_at - interval '" + hours + " hours' where action_id = " + actionId);
        InstantSource clock = InstantSource.system();
        ServiceUnderTest.wait(new Reminders(service.pool(), new Outbox(clock), organisation -> {}, clock).remind());
        return Await.found(
                "they are reminded",
                () -> figures(actionId).getLong("reminded") - before,
                reminded -> reminded >= expected);
    }
}
