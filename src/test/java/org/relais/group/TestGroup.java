package org.relais.group;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicLong;
import org.relais.action.ActionWorld;
import org.relais.testing.ApiBody;

/** A group or channel on the platform, with the bot in it. */
record TestGroup(ActionWorld world, String phone, long chat, String title) {
    private static final AtomicLong CHATS = new AtomicLong(-900);

    /** A new one. @param status as the sandbox has it, such as {@code inviting} */
    static TestGroup create(ActionWorld world, String title, String status) {
        long chat = CHATS.decrementAndGet();
        String phone = world.phones
                .post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "telegram")
                                .put("group", true)
                                .put("userId", Long.toString(chat))
                                .put("name", title))
                .getString("id");
        TestGroup group = new TestGroup(world, phone, chat, title);
        group.bot(status);
        return group;
    }

    /** The bot gets other rights there, or is removed. */
    void bot(String status) {
        world.phones.waited(
                "/phones/" + phone + "/events",
                new JsonObject().put("kind", "bot").put("status", status));
    }

    /** As the API lists it. */
    JsonObject listed() {
        return world.get("/groups").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(group -> title.equals(group.getString("title")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(title + " is not listed"));
    }

    /** A share action that names it. */
    JsonObject draft(String named) {
        return new JsonObject()
                .put("kind", "share")
                .put("title", named)
                .put("groupId", listed().getLong("id"))
                .put(
                        "message",
                        ApiBody.message("Un coup de main ?", "A hand?")
                                .put(
                                        "share",
                                        new JsonObject()
                                                .put(
                                                        "text",
                                                        new JsonObject()
                                                                .put("fr", "Rejoignez-nous 🎉")
                                                                .put("en", "Join us 🎉"))));
    }

    /** Somebody opens a link into it. */
    void enter(String who, String link) {
        world.phones.waited("/phones/" + who + "/open", new JsonObject().put("payload", payload(link)));
    }

    void leave(String who) {
        world.phones.waited(
                "/phones/" + who + "/events",
                new JsonObject().put("kind", "leave").put("group", phone));
    }

    static String payload(String link) {
        return link.substring("https://t.me/".length());
    }
}
