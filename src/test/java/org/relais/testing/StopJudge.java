package org.relais.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Says by the phones alone, which know what they stopped and what they got, whether the guarantee was kept. */
public final class StopJudge {
    private final SandboxControl control;
    private final String mark;

    /** How many messages somebody who stopped had got since, when nothing among them was late: those are not read again. */
    private final Map<String, Integer> notLate = new HashMap<>();

    /** @param mark what every broadcast of the test begins with, up to its first full stop different for each */
    public StopJudge(SandboxControl control, String mark) {
        this.control = control;
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
    public long twice(Collection<String> phones) {
        return phones.stream().filter(this::hasTwice).count();
    }

    private List<JsonObject> stopped() {
        return objects(control.get("/stops").getJsonArray("phones"));
    }

    private boolean isLate(JsonObject stopped) {
        int after = stopped.getInteger("receivedAfterStop");
        String phone = stopped.getString("phone");
        if (after > 1 || after > notLate.getOrDefault(phone, 0) && hasMark(messages(phone), after)) {
            return true;
        }
        notLate.put(phone, after);
        return false;
    }

    /** Whether one of so many last messages is a broadcast. */
    private boolean hasMark(List<String> messages, int last) {
        return messages.subList(messages.size() - last, messages.size()).stream()
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
        return objects(control.get("/messages?phone=" + phone).getJsonArray("messages")).stream()
                .filter(message -> message.getBoolean("received"))
                .sorted(Comparator.comparingLong(message -> message.getLong("beganSequence")))
                .map(message -> message.getString("text", ""))
                .toList();
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }
}
