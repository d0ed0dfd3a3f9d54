package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.JournalEntry;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.SimulatedPlatform;
import org.relais.sandbox.world.World;

/** The groups and channels that a bot is in, the links it has made into them, and who came by these. */
final class BotGroups {
    private static final String LINK = "https://t.me/+";
    /** An administrator who may invite. */
    private static final String INVITING = "inviting";

    private static final int LONGEST_NAME = 32;
    private static final Set<String> INSIDE = Set.of("member", "administrator", "creator");

    private final World world;
    private final TelegramBot bot;
    private final Map<Phone, Place> places = new LinkedHashMap<>();
    private final Map<String, InviteLink> links = new LinkedHashMap<>();

    /** How the bot stands in a chat, and the phones of who else is there. */
    private record Place(String status, boolean mayInvite, boolean channel, Set<String> inside) {}

    private record InviteLink(String hash, Phone group, String name, boolean revoked) {
        JsonObject json(TelegramBot bot) {
            JsonObject json = new JsonObject()
                    .put("invite_link", LINK + hash)
                    .put("creator", bot.user(false))
                    .put("creates_join_request", false)
                    .put("is_primary", false)
                    .put("is_revoked", revoked);
            return name.isEmpty() ? json : json.put("name", name);
        }
    }

    BotGroups(World world, TelegramBot bot) {
        this.world = world;
        this.bot = bot;
    }

    /** An administrator of the group adds the bot, gives it other rights or removes it. */
    List<JournalEntry> stand(Phone group, JsonObject event) {
        String wanted = event.getString("status", INVITING);
        String status = wanted.equals(INVITING) ? "administrator" : wanted;
        if (!group.group()
                || !Set.of("administrator", "member", "left", "kicked").contains(status)) {
            throw new InvalidField("status", "must be inviting, administrator, member, left or kicked, in a group");
        }
        Place before = places.get(group);
        boolean mayInvite = wanted.equals(INVITING);
        Set<String> inside = before == null ? new HashSet<>(group.members()) : before.inside();
        places.put(group, new Place(status, mayInvite, "channel".equals(event.getString("type")), inside));
        group.with(bot).blocked(!INSIDE.contains(status));
        world.changed(group);
        JsonObject change = new JsonObject()
                .put("chat", chat(group))
                .put(
                        "from",
                        new JsonObject()
                                .put("id", 777_000_001L)
                                .put("is_bot", false)
                                .put("first_name", "Admin"))
                .put("date", world.now().getEpochSecond())
                .put("old_chat_member", member(before == null ? "left" : before.status(), before))
                .put("new_chat_member", member(status, places.get(group)));
        return told("my_chat_member", group, null, change);
    }

    private JsonObject member(String status, @Nullable Place place) {
        JsonObject member = TelegramJson.chatMember(bot.user(false), status);
        return status.equals("administrator") && place != null
                ? member.put("can_be_edited", false).put("can_invite_users", place.mayInvite())
                : member;
    }

    private JsonObject chat(Phone group) {
        Place place = places.get(group);
        JsonObject chat = TelegramJson.chat(group);
        return place != null && place.channel() ? chat.put("type", "channel") : chat;
    }

    private List<JournalEntry> told(String kind, Phone group, @Nullable Phone who, JsonObject change) {
        return bot.update(kind, group.id() + ":member", who == null ? group.id() : who.id(), change)
                .map(List::of)
                .orElseGet(List::of);
    }

    /** createChatInviteLink */
    JsonObject create(Phone group, String name) {
        refuseUnable(group);
        String hash = hash();
        InviteLink link = new InviteLink(hash, group, name.substring(0, Math.min(name.length(), LONGEST_NAME)), false);
        links.put(hash, link);
        return link.json(bot);
    }

    /** revokeChatInviteLink */
    JsonObject revoke(Phone group, String address) {
        refuseUnable(group);
        InviteLink link = address.startsWith(LINK) ? links.get(address.substring(LINK.length())) : null;
        if (link == null || current(link.group()) != group) {
            throw Refusal.badRequest("INVITE_HASH_EXPIRED");
        }
        InviteLink revoked = new InviteLink(link.hash(), link.group(), link.name(), true);
        links.put(link.hash(), revoked);
        return revoked.json(bot);
    }

    private void refuseUnable(Phone group) {
        String movedTo = group.movedTo();
        if (movedTo != null) {
            throw Refusal.migrated(Long.parseLong(movedTo));
        }
        Place place = places.get(group);
        if (!group.group() || place == null) {
            throw Refusal.badRequest("chat not found");
        }
        if (!INSIDE.contains(place.status())) {
            throw Refusal.forbidden("bot was kicked from the " + (place.channel() ? "channel" : "group") + " chat");
        }
        if (!place.mayInvite()) {
            throw Refusal.badRequest("not enough rights to manage chat invite link");
        }
    }

    private String hash() {
        return Long.toUnsignedString(world.random().nextLong() | Long.MIN_VALUE, 36);
    }

    /** Whether a link is one that this bot has made. */
    boolean has(String hash) {
        return links.containsKey(hash);
    }

    /** Somebody opens a link and enters; who is inside already stays. */
    List<JournalEntry> join(Phone who, String hash) {
        InviteLink link = links.get(hash);
        if (link == null || link.revoked()) {
            throw new InvalidField("payload", "this invite link has expired");
        }
        Phone group = current(link.group());
        Place place = places.get(group);
        return place == null || !place.inside().add(who.id())
                ? List.of()
                : passed(group, place, who, true, link.json(bot));
    }

    /** Somebody leaves. */
    List<JournalEntry> leave(Phone who, Phone group) {
        Place place = places.get(group);
        return place == null || !place.inside().remove(who.id()) ? List.of() : passed(group, place, who, false, null);
    }

    /** Only an administrator hears who comes and goes. */
    private List<JournalEntry> passed(Phone group, Place place, Phone who, boolean enters, @Nullable JsonObject link) {
        if (!place.status().equals("administrator")) {
            return List.of();
        }
        JsonObject user = TelegramJson.user(who);
        JsonObject change = new JsonObject()
                .put("chat", chat(group))
                .put("from", user)
                .put("date", world.now().getEpochSecond())
                .put("old_chat_member", TelegramJson.chatMember(user, enters ? "left" : "member"))
                .put("new_chat_member", TelegramJson.chatMember(user, enters ? "member" : "left"));
        if (link != null) {
            change.put("invite_link", link);
        }
        return told("chat_member", group, who, change);
    }

    /** A group has become a supergroup: bot, links and people are there. */
    void moved(Phone from, Phone to) {
        Place place = places.remove(from);
        if (place != null) {
            places.put(to, place);
        }
    }

    private Phone current(Phone group) {
        Phone moved = group.movedTo() == null ? null : world.byAddress(SimulatedPlatform.TELEGRAM, group.movedTo());
        return moved == null ? group : moved;
    }
}
