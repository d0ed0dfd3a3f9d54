package org.relais.bench.measure;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What the simulated platform sees, by its own clock: every message that arrives, every stop that it sent, and when that
 * was answered. It knows nothing of the service, so it can bear witness to the guarantee. One event loop.
 */
public final class Observer {
    /** Chat of person 0; person n's is n further. */
    public static final long FIRST_CHAT = 1_000_000_000L;
    /** Stands in every broadcast of the bench and in nothing else that the service says. */
    public static final String MARK = "#bench";

    private static final byte[] MARK_BYTES = MARK.getBytes(StandardCharsets.US_ASCII);

    private final int[] latest;
    private final long[] stopSent;
    private final long[] stopAnswered;
    private final long[] lastSeen;
    private final byte[] confirmations;
    private final BitSet reached = new BitSet();
    private Throughput throughput = new Throughput(1);
    private long timedFrom = System.nanoTime();
    private long messages;
    private long duplicates;
    private long late;
    private long stops;
    private long unanswered;
    private long confirmed;

    /**
     * @param people highest number of a person
     * @param senders people n writes to and hears from sender n modulo this
     */
    public Observer(int people, int senders) {
        this.latest = new int[senders];
        this.stopSent = new long[people + 1];
        this.stopAnswered = new long[people + 1];
        this.lastSeen = new long[people + 1];
        this.confirmations = new byte[people + 1];
    }

    public int people() {
        return stopSent.length - 1;
    }

    /** A new broadcast begins: whoever gets it twice from now on is a duplicate. */
    public void begin(int expected) {
        reached.clear();
        Arrays.fill(latest, 0);
        messages = 0;
        throughput = new Throughput(Math.max(1, expected / 200));
    }

    /** Only stops from now on are timed; the guarantee counts for all. */
    public void warmedUp(long now) {
        timedFrom = now;
    }

    /** A message to a person has arrived. */
    public void arrived(int person, Buffer body, long now) {
        if (person < 1 || person >= stopSent.length) {
            return;
        }
        if (stopSent[person] != 0 && !marked(body)) {
            confirmed(person);
            return;
        }
        messages++;
        throughput.count(now);
        if (reached.get(person)) {
            duplicates++;
        }
        reached.set(person);
        lastSeen[person] = now;
        latest[person % latest.length] = person;
        if (stopAnswered[person] != 0) {
            late++;
        }
    }

    private void confirmed(int person) {
        confirmed++;
        if (++confirmations[person] > 1) {
            late++;
        }
    }

    /** The person of a sender that is {@code ahead} places behind the one who was written to last; 0 for nobody. */
    public int inLine(int sender, int ahead) {
        int person = latest[sender] + ahead * latest.length;
        return latest[sender] == 0 || person < 1 || person >= stopSent.length || stopSent[person] != 0 ? 0 : person;
    }

    /** The first person from {@code from} on who has not answered STOP; 0 for nobody. */
    public int subscribed(int from) {
        int person = from;
        while (person < stopSent.length && stopSent[person] != 0) {
            person++;
        }
        return person < stopSent.length ? person : 0;
    }

    public int senders() {
        return latest.length;
    }

    public void stopSent(int person, long now) {
        stopSent[person] = now;
        stops++;
    }

    public void stopAnswered(int person, long now) {
        stopAnswered[person] = now;
    }

    /** A stop that was not answered with 200 promises nothing. */
    public void stopFailed() {
        unanswered++;
    }

    /** The counts so far. */
    public JsonObject report() {
        Durations answers = new Durations();
        Durations silences = new Durations();
        int answered = 0;
        for (int person = 1; person < stopSent.length; person++) {
            if (stopAnswered[person] != 0) {
                answered++;
                if (stopSent[person] - timedFrom >= 0) {
                    answers.add(stopAnswered[person] - stopSent[person]);
                    silences.add(Math.max(0, lastSeen[person] - stopSent[person]));
                }
            }
        }
        return new JsonObject()
                .put("messages", messages)
                .put("duplicates", duplicates)
                .put("lateMessages", late)
                .put("stops", stops)
                .put("stopsAnswered", answered)
                .put("stopsFailed", unanswered)
                .put("confirmed", confirmed)
                .put("stopToAnswerMillis", answers.json())
                .put("stopToLastSeenMillis", silences.json())
                .put("perSecond", throughput.perSecond());
    }

    private static boolean marked(Buffer body) {
        byte[] bytes = body.getBytes();
        for (int at = 0; at <= bytes.length - MARK_BYTES.length; at++) {
            int match = 0;
            while (match < MARK_BYTES.length && bytes[at + match] == MARK_BYTES[match]) {
                match++;
            }
            if (match == MARK_BYTES.length) {
                return true;
            }
        }
        return false;
    }
}
