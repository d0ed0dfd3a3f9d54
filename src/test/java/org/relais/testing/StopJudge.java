package org.relais.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/** Says by the phones alone, which know what they stopped and what they got, whether the guarantee was kept. */
public final class StopJudge {
    private final SandboxControl phones;
    private final String mark;

    /** @param mark what every broadcast of the test begins with, up to its first full stop different for each */
    public StopJudge(SandboxControl phones, String mark) {
        this.phones = phones;
        this.mark = mark;
    }

    /** How many phones had a stop answered. */
    public long stops() {
        return stopped().size();
    }

    /** How many phones got a broadcast, or more than the one confirmation, that began after their answered stop. */
    public long late() {
        return stopped().stream().filter(this::isLate).count();
    }

    /** How many of these phones got a broadcast twice. */
    public long twice(List<String> everybody) {
        return everybody.stream().filter(this::hasTwice).count();
    }

    private List<JsonObject> stopped() {
        return objects(phones.get("/stops").getJsonArray("phones"));
    }

    private boolean isLate(JsonObject stopped) {
        int after = stopped.getInteger("receivedAfterStop");
        List<String> messages = messages(stopped.getString("phone"));
        return after > 1
                || messages.subList(messages.size() - after, messages.size()).stream()
                        .anyMatch(text -> text.startsWith(mark));
    }

    private boolean hasTwice(String phone) {
        List<String> broadcasts = messages(phone).stream()
                .filter(text -> text.startsWith(mark))
                .map(text -> text.split("\\.")[0])
                .toList();
        return broadcasts.size() > new HashSet<>(broadcasts).size();
    }

    /** In the order in which their requests began. */
    private List<String> messages(String phone) {
        return objects(phones.get("/messages?phone=" + phone).getJsonArray("messages")).stream()
                .filter(message -> message.getBoolean("received"))
                .sorted(Comparator.comparingLong(message -> message.getLong("beganSequence")))
                .map(message -> message.getString("text", ""))
                .toList();
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }
}
