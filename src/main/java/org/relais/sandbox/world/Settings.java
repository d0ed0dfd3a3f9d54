package org.relais.sandbox.world;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * How the platforms behave when nothing is wrong. Durations are in milliseconds.
 *
 * @param unknownNumbers WhatsApp: {@code create}: a phone appears for a number never seen before; {@code
 *     refuse}: 131026
 * @param unknownChats Telegram: {@code refuse}: "chat not found", as a bot cannot write first; {@code
 *     create}: a phone that has pressed Start appears, for load
 * @param sentStatus whether WhatsApp reports {@code sent}
 * @param deliveredStatus whether it reports {@code delivered}
 * @param readStatus whether it reports {@code read}
 * @param deliveredAfterMillis from accepted to delivered
 * @param readAfterMillis from delivered to read
 * @param statusBatch at most so many statuses in one webhook; above 1 they wait up to 20 ms for company
 * @param windowEnforced whether anything but a template fails on WhatsApp 24 hours after the person's last message
 * @param templatesEnforced whether a template must have been registered
 * @param errorsByStatus WhatsApp error codes that arrive by status webhook instead of in the answer; a closed window
 *     mostly does
 * @param localAddresses whether addresses that only this machine can reach are taken: for webhooks plain http and any
 *     port, for buttons plain http (WhatsApp) and hosts without a dot (Telegram, which takes plain http otherwise)
 * @param enforceLimits whether the rates below are enforced
 * @param whatsappPerSecond sends of one number in a second
 * @param pairEveryMillis one message to the same person in so long
 * @param pairBurst messages to one person at once after a rest
 * @param uniqueUsersPerDay people that templates may reach in 24 hours outside of open windows, by all numbers of a
 *     portfolio; less where the number's condition says so
 * @param botPerSecond sends of one bot in a second
 * @param chatEveryMillis one message in a private chat in so long
 * @param chatBurst messages in a private chat at once after a rest
 * @param groupPerMinute messages of a bot in one group in a minute
 * @param callbackLifeMillis how long a callback query can be answered
 * @param telegramRetryMillis wait before the second retry of an update; doubles up to 60 s
 * @param whatsappRetryMillis wait before the first retry of a webhook; doubles up to an hour
 * @param webhookTimeoutMillis a webhook not answered by then has failed
 */
public record Settings(
        String unknownNumbers,
        String unknownChats,
        boolean sentStatus,
        boolean deliveredStatus,
        boolean readStatus,
        int deliveredAfterMillis,
        int readAfterMillis,
        int statusBatch,
        boolean windowEnforced,
        boolean templatesEnforced,
        List<Integer> errorsByStatus,
        boolean localAddresses,
        boolean enforceLimits,
        int whatsappPerSecond,
        int pairEveryMillis,
        int pairBurst,
        int uniqueUsersPerDay,
        int botPerSecond,
        int chatEveryMillis,
        int chatBurst,
        int groupPerMinute,
        int callbackLifeMillis,
        int telegramRetryMillis,
        int whatsappRetryMillis,
        int webhookTimeoutMillis) {

    public static final Settings DEFAULT = new Settings(
            "create",
            "refuse",
            true,
            true,
            true,
            0,
            0,
            1,
            true,
            true,
            List.of(131047),
            false,
            false,
            80,
            6_000,
            45,
            100_000,
            30,
            1_000,
            3,
            20,
            60_000,
            2_000,
            2_000,
            20_000);

    public Settings {
        require(
                "create".equals(unknownNumbers) || "refuse".equals(unknownNumbers),
                "unknownNumbers",
                "create or refuse");
        require("create".equals(unknownChats) || "refuse".equals(unknownChats), "unknownChats", "create or refuse");
        require(deliveredAfterMillis >= 0, "deliveredAfterMillis", "0 or more");
        require(readAfterMillis >= 0, "readAfterMillis", "0 or more");
        require(statusBatch >= 1 && statusBatch <= 1000, "statusBatch", "1 to 1000");
        errorsByStatus = List.copyOf(errorsByStatus);
        require(whatsappPerSecond >= 1, "whatsappPerSecond", "1 or more");
        require(pairEveryMillis >= 1, "pairEveryMillis", "1 or more");
        require(pairBurst >= 1, "pairBurst", "1 or more");
        require(uniqueUsersPerDay >= 1, "uniqueUsersPerDay", "1 or more");
        require(botPerSecond >= 1, "botPerSecond", "1 or more");
        require(chatEveryMillis >= 1, "chatEveryMillis", "1 or more");
        require(chatBurst >= 1, "chatBurst", "1 or more");
        require(groupPerMinute >= 1, "groupPerMinute", "1 or more");
        require(callbackLifeMillis >= 1, "callbackLifeMillis", "1 or more");
        require(telegramRetryMillis >= 1, "telegramRetryMillis", "1 or more");
        require(whatsappRetryMillis >= 1, "whatsappRetryMillis", "1 or more");
        require(webhookTimeoutMillis >= 1, "webhookTimeoutMillis", "1 or more");
    }

    public boolean createsNumbers() {
        return "create".equals(unknownNumbers);
    }

    public boolean createsChats() {
        return "create".equals(unknownChats);
    }

    /** Whether a platform that wants https takes that address. */
    public boolean takes(String url) {
        return url.matches(localAddresses ? "(?i)https?://\\S+" : "(?i)https://\\S+");
    }

    public Settings with(JsonObject patch) {
        return Json.read(Json.write(this).mergeIn(patch), Settings.class);
    }

    static void require(boolean holds, String field, String expected) {
        if (!holds) {
            throw new InvalidField(field, "must be " + expected);
        }
    }
}
