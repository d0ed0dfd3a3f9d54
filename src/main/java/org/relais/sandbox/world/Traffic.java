package org.relais.sandbox.world;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** Exact counts of accepted and refused sends of one sender, in all and for each of the last seconds. */
public final class Traffic {
    /** How many seconds are kept one by one. */
    public static final int SECONDS = 600;

    private final long[] second = new long[SECONDS];
    private final int[] acceptedIn = new int[SECONDS];
    private final int[] refusedIn = new int[SECONDS];
    private final Map<String, Long> refusedBy = new TreeMap<>();
    private long accepted;
    private long refused;
    private long requests;

    /** Counts a request to send, before anything is known about it. */
    public void request() {
        requests++;
    }

    /** Counts a send that the platform took, in the given second of the monotonic clock. */
    public void accepted(long atSecond) {
        accepted++;
        acceptedIn[slot(atSecond)]++;
    }

    /** Counts a send that was refused with the given code. */
    public void refused(long atSecond, String code) {
        refused++;
        refusedIn[slot(atSecond)]++;
        refusedBy.merge(code, 1L, Long::sum);
    }

    /** Totals, refusals by code, and the last seconds in which anything happened, oldest first. */
    public JsonObject json(long nowSecond) {
        JsonObject codes = new JsonObject();
        refusedBy.forEach(codes::put);
        JsonArray seconds = new JsonArray();
        for (long at = nowSecond - SECONDS + 1; at <= nowSecond; at++) {
            int slot = (int) Math.floorMod(at, (long) SECONDS);
            if (second[slot] == at && at > 0) {
                seconds.add(new JsonObject()
                        .put("second", at)
                        .put("accepted", acceptedIn[slot])
                        .put("refused", refusedIn[slot]));
            }
        }
        return new JsonObject()
                .put("requests", requests)
                .put("accepted", accepted)
                .put("refused", refused)
                .put("refusedBy", codes)
                .put("perSecond", seconds);
    }

    /** Forgets everything. */
    public void clear() {
        java.util.Arrays.fill(second, 0);
        java.util.Arrays.fill(acceptedIn, 0);
        java.util.Arrays.fill(refusedIn, 0);
        refusedBy.clear();
        accepted = 0;
        refused = 0;
        requests = 0;
    }

    private int slot(long atSecond) {
        int slot = (int) Math.floorMod(atSecond, (long) SECONDS);
        if (second[slot] != atSecond) {
            second[slot] = atSecond;
            acceptedIn[slot] = 0;
            refusedIn[slot] = 0;
        }
        return slot;
    }
}
