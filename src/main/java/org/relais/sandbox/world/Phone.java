package org.relais.sandbox.world;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A phone with one of the two apps on it, or a group; it remembers its last messages. */
public final class Phone {
    private final String id;
    private final SimulatedPlatform platform;
    private final boolean group;
    private final BoundedHistory<ChatMessage> history;
    private final Map<String, PhoneConversation> conversations = new LinkedHashMap<>(2);
    private final List<String> members = new ArrayList<>(0);
    private String name;
    private String language;
    private @Nullable String number;
    private String userId;
    private @Nullable String username;
    private Identity identity = Identity.NUMBER;
    private @Nullable String movedTo;
    private @Nullable JsonObject switchPatch;
    private @Nullable Switches switches;
    private int failuresLeft;
    private long received;
    private long seen;
    private long newest;

    /** Who a new phone, or group, belongs to; see the methods of the same names. */
    record Owner(String name, String language, @Nullable String number, String userId) {}

    Phone(String id, SimulatedPlatform platform, boolean group, Owner owner, int keptMessages) {
        this.id = id;
        this.platform = platform;
        this.group = group;
        this.name = owner.name();
        this.language = owner.language();
        this.number = owner.number();
        this.userId = owner.userId();
        this.history = new BoundedHistory<>(keptMessages);
    }

    /** How WhatsApp names this person to the business. */
    public enum Identity {
        /** By number, with the business-scoped user id beside it. */
        NUMBER,
        /** By number alone, as before business-scoped user ids. */
        NUMBER_ONLY,
        /** By business-scoped user id alone: {@code from} is absent. */
        USER_ID,
        /** The business-scoped user id stands in {@code from} and {@code wa_id}. */
        USER_ID_IN_FROM,
        /** No sender at all. */
        MISSING
    }

    /** {@code wa-<number>}, {@code wa-<user id>}, {@code tg-<user id>} or {@code tg-group-<chat id without sign>}. */
    public String id() {
        return id;
    }

    public SimulatedPlatform platform() {
        return platform;
    }

    public boolean group() {
        return group;
    }

    public String name() {
        return name;
    }

    public void name(String changed) {
        name = changed;
    }

    /** BCP 47 tag. */
    public String language() {
        return language;
    }

    public void language(String changed) {
        language = changed;
    }

    /** E.164 digits without the plus sign, when it has a number. */
    public @Nullable String number() {
        return number;
    }

    /** Digits of the number that the person would share: also where it hides behind a user id, one kept for fiction. */
    public String ownNumber() {
        return number != null ? number : String.format("3363998%04d", Math.floorMod(userId.hashCode(), 5_000));
    }

    void number(@Nullable String changed) {
        number = changed;
    }

    /** WhatsApp: business-scoped user id or group id. Telegram: chat id in decimal. */
    public String userId() {
        return userId;
    }

    void userId(String changed) {
        userId = changed;
    }

    public @Nullable String username() {
        return username;
    }

    public void username(@Nullable String changed) {
        username = changed;
    }

    public Identity identity() {
        return identity;
    }

    public void identity(Identity changed) {
        identity = changed;
    }

    /** Telegram: the supergroup that this group became. */
    public @Nullable String movedTo() {
        return movedTo;
    }

    void movedTo(String chatId) {
        movedTo = chatId;
    }

    /** Ids of the phones in this group. */
    public List<String> members() {
        return members;
    }

    public BoundedHistory<ChatMessage> history() {
        return history;
    }

    /** Messages received since the page last showed this phone. */
    public long unread() {
        return received - seen;
    }

    /** The page shows it. */
    public void seen() {
        seen = received;
    }

    /** Place of the newest message, whoever wrote it, in the one order of events; 0 before the first. */
    public long newest() {
        return newest;
    }

    void newest(long sequence) {
        newest = sequence;
    }

    void countReceived() {
        received++;
    }

    /** Forgets messages and counts. */
    void forget() {
        history.clear();
        received = 0;
        seen = 0;
        newest = 0;
        conversations.values().forEach(PhoneConversation::forget);
    }

    public PhoneConversation with(SimulatedSender sender) {
        return conversations.computeIfAbsent(sender.key(), key -> new PhoneConversation());
    }

    /** Conversations by sender key, in the order they began. */
    public Map<String, PhoneConversation> conversations() {
        return conversations;
    }

    /** The received message with that platform id, when it is still kept. */
    public Optional<ChatMessage> bubble(String sender, String messageId) {
        return history.newest(
                bubble -> bubble.id().equals(messageId) && bubble.sender().equals(sender));
    }

    @Nullable
    JsonObject switchPatch() {
        return switchPatch;
    }

    /** Its own switches over the global ones. */
    Switches switches(Switches global) {
        return switches == null ? global : switches;
    }

    void switches(@Nullable JsonObject patch, Switches global) {
        switchPatch = patch == null || patch.isEmpty() ? null : patch;
        switches = switchPatch == null ? null : global.with(switchPatch);
        failuresLeft = switches == null ? 0 : switches.failTimes();
    }

    void refresh(Switches global) {
        if (switchPatch != null) {
            switches = global.with(switchPatch);
        }
    }

    /** Whether its own switches name a failure, which its own counter then limits. */
    boolean hasOwnFailure() {
        return switchPatch != null
                && (switchPatch.containsKey("tooManyRequests")
                        || switchPatch.containsKey("serverError")
                        || switchPatch.containsKey("errorCode")
                        || switchPatch.containsKey("reset"));
    }

    int failuresLeft() {
        return failuresLeft;
    }

    void failuresLeft(int left) {
        failuresLeft = left;
    }

    public JsonObject json() {
        JsonObject told = new JsonObject();
        conversations.forEach((sender, conversation) -> told.put(sender, conversation.json()));
        JsonObject json = new JsonObject()
                .put("id", id)
                .put("channel", platform.key())
                .put("group", group)
                .put("name", name)
                .put("language", language)
                .put("userId", userId)
                .put("identity", identity.name().toLowerCase(java.util.Locale.ROOT))
                .put("received", received)
                .put("conversations", told)
                .put("switches", switchPatch == null ? new JsonObject() : switchPatch);
        if (number != null) {
            json.put("number", number);
        }
        if (username != null) {
            json.put("username", username);
        }
        if (group) {
            json.put("members", new JsonArray(List.copyOf(members)));
        }
        if (movedTo != null) {
            json.put("movedTo", movedTo);
        }
        return json;
    }
}
