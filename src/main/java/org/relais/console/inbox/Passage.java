package org.relais.console.inbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.action.call.CallHistoryStore.MadeCall;
import org.relais.action.call.CallHistoryStore.PastCall;
import org.relais.inbox.ThreadEntry;

/**
 * What stands together in a conversation: words one by one, a call that the person has had, or everything that Relais and the
 * person have said to each other during a call that they made, which is folded into one line.
 *
 * @param entries oldest first; none where the person was called
 * @param had null for anything but a call to the person
 * @param made null for anything but a call by the person
 */
public record Passage(List<ThreadEntry> entries, @Nullable PastCall had, @Nullable MadeCall made) {
    /** What Relais asks and says about a call comes so soon after its end. */
    private static final Duration AFTERWARDS = Duration.ofMinutes(5);

    private static final Set<String> LOST = Set.of("failed", "unknown", "suppressed", "cancelled");

    public Passage {
        entries = List.copyOf(entries);
    }

    /** Of what time it is. */
    public Instant at() {
        return had != null ? had.at() : entries.get(0).at();
    }

    /** The time of the last that it shows. */
    public Instant until() {
        return had != null ? had.at() : entries.get(entries.size() - 1).at();
    }

    /** The first message that waits for an organiser; null where none does. */
    public static @Nullable Long oldestUnread(List<Passage> passages) {
        return passages.stream()
                .flatMap(passage -> passage.entries().stream())
                .filter(entry -> entry instanceof ThreadEntry.Received received && received.unread())
                .map(entry -> ((ThreadEntry.Received) entry).id())
                .findFirst()
                .orElse(null);
    }

    /** All of them oldest first. */
    public static List<Passage> of(List<ThreadEntry> entries, List<PastCall> had, List<MadeCall> made) {
        List<Passage> passages = new ArrayList<>();
        Set<MadeCall> told = new HashSet<>();
        int calls = 0;
        for (ThreadEntry entry : entries) {
            while (calls < had.size() && had.get(calls).at().isBefore(entry.at())) {
                passages.add(new Passage(List.of(), had.get(calls++), null));
            }
            MadeCall call = isRoutine(entry) ? during(entry.at(), made) : null;
            // What goes on after other words have come between is not a second call.
            boolean again = call != null && !told.add(call) && !call.equals(last(passages).made);
            add(passages, entry, again ? null : call);
        }
        had.subList(calls, had.size()).forEach(call -> passages.add(new Passage(List.of(), call, null)));
        return passages;
    }

    private static Passage last(List<Passage> passages) {
        return passages.get(passages.size() - 1);
    }

    private static void add(List<Passage> passages, ThreadEntry entry, @Nullable MadeCall call) {
        boolean goesOn = !passages.isEmpty() && last(passages).had == null && Objects.equals(last(passages).made, call);
        List<ThreadEntry> together = new ArrayList<>(goesOn ? passages.remove(passages.size() - 1).entries : List.of());
        together.add(entry);
        passages.add(new Passage(together, null, call));
    }

    private static @Nullable MadeCall during(Instant at, List<MadeCall> made) {
        MadeCall last = null;
        for (MadeCall call : made) {
            last = call.at().isAfter(at) ? last : call;
        }
        return last == null
                        || last.endedAt() != null && at.isAfter(last.endedAt().plus(AFTERWARDS))
                ? null
                : last;
    }

    /** Whether Relais has seen to it: nothing that somebody should read. */
    private static boolean isRoutine(ThreadEntry entry) {
        return entry instanceof ThreadEntry.Received received
                ? received.understood() != null && !received.unread()
                : entry instanceof ThreadEntry.Sent sent
                        && sent.by() == null
                        && sent.purpose().equals("reply")
                        && !LOST.contains(sent.state());
    }
}
