package org.relais.notice;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCodec;
import org.relais.broadcast.Advertisement;
import org.relais.broadcast.Declaration;

/**
 * The notice of one broadcast, with all that it ever said.
 *
 * @param messageId by which its public page is found
 * @param zone where the organisation is, whose days the page names
 * @param audience to whom it went, as the broadcast has it
 * @param channel the only one on which it went; null: each person's own
 * @param people who got it so far
 * @param versions at least one; the last is what it says now
 */
public record Notice(
        long organisationId,
        long broadcastId,
        long messageId,
        Instant startedAt,
        ZoneId zone,
        Audience audience,
        @Nullable String channel,
        long people,
        List<Version> versions) {
    public Notice {
        versions = List.copyOf(versions);
    }

    /** What it said from a moment on; numbers begin with 1. */
    public record Version(int number, Advertisement says, Instant at) {}

    /** What it says now. */
    public Version current() {
        return versions.get(versions.size() - 1);
    }

    /** The version of that number, or the current one when there is none. */
    public Version version(int number) {
        return number >= 1 && number <= versions.size() ? versions.get(number - 1) : current();
    }

    /** Whether people were chosen by anything else than that they are members or subscribers. */
    public boolean selected() {
        return Declaration.selects(audience);
    }

    /** Classes of people to whom it went; none: to all of them. */
    public List<String> classes() {
        return audience.classes().stream().map(each -> each.sqlName()).sorted().toList();
    }

    /**
     * What programs read in place of the page: the same.
     *
     * @param address of the page
     */
    public JsonObject json(Version shown, String address) {
        return new JsonObject()
                .put("regulation", "(EU) 2024/900")
                .put("address", address)
                .put("version", shown.number())
                .put("current", shown.equals(current()))
                .put("publishedAt", shown.at())
                .mergeIn(new Declaration(Declaration.Kind.POLITICAL_ADVERTISING, shown.says()).encode())
                .put("startedAt", startedAt)
                .put("targeting", targeting())
                .put(
                        "versions",
                        new JsonArray(versions.stream()
                                .map(each -> new JsonObject()
                                        .put("version", each.number())
                                        .put("publishedAt", each.at()))
                                .toList()));
    }

    /** From the audience and never from what somebody says of it. */
    private JsonObject targeting() {
        return new JsonObject()
                .put("selected", selected())
                .put("audience", AudienceCodec.encode(audience))
                .put("channel", channel)
                .put("people", people);
    }
}
