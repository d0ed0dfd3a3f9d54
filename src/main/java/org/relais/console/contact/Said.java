package org.relais.console.contact;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.call.CallHistoryStore.PastCall;
import org.relais.inbox.ThreadEntry;
import org.relais.inbox.ThreadEntry.Consent;
import org.relais.inbox.ThreadService.Thread;
import org.relais.ledger.LedgerKind;

/**
 * Something that was said on either side, in a chat or on the telephone: one of the two.
 *
 * @param effects what came of it for the person's consent, in the order of time: a hold, and its decision
 */
public record Said(@Nullable ThreadEntry entry, @Nullable PastCall call, List<Consent> effects) {
    private static final int PLANNED = 3;

    /** The ledger keeps words when they come: the same ones later are an answer to something else. */
    private static final Duration TOGETHER = Duration.ofMinutes(1);

    /** What was last said, newest first, below what is to be sent next. */
    static List<Said> newest(Thread thread, List<PastCall> calls, int most) {
        Stream<Said> planned = thread.planned().stream().limit(PLANNED).map(Said::of);
        return Stream.of(
                        planned,
                        inChat(thread.entries()).stream(),
                        calls.stream().map(call -> new Said(null, call, List.of())))
                .flatMap(Function.identity())
                .sorted(Comparator.comparing(Said::at).reversed())
                .limit(most)
                .toList();
    }

    /** Words that changed what may be sent stand in the ledger, and besides in the conversation or not. */
    private static List<Said> inChat(List<ThreadEntry> oldestFirst) {
        List<Said> all = new ArrayList<>();
        for (ThreadEntry entry : oldestFirst) {
            if (entry instanceof Consent consent) {
                if (ends(consent)) {
                    all.stream().filter(Said::isUndecided).forEach(said -> said.effects.add(consent));
                }
                if (consent.words() != null) {
                    lastSaying(all, consent.words())
                            .orElseGet(() -> added(all, consent))
                            .effects
                            .add(consent);
                }
            } else if (entry instanceof ThreadEntry.Received received && received.understood() != null) {
                Optional<Said> twin = lastSaying(all, received.text()).filter(said -> said.isOfLedger(received));
                twin.ifPresent(all::remove);
                all.add(new Said(entry, null, twin.map(Said::effects).orElseGet(ArrayList::new)));
            } else {
                all.add(of(entry));
            }
        }
        return all;
    }

    private static Said added(List<Said> all, ThreadEntry entry) {
        Said said = of(entry);
        all.add(said);
        return said;
    }

    private static Said of(ThreadEntry entry) {
        return new Said(entry, null, new ArrayList<>());
    }

    /** The person's last words, if they are these. */
    private static Optional<Said> lastSaying(List<Said> all, String words) {
        List<Said> newest = new ArrayList<>(all);
        Collections.reverse(newest);
        return newest.stream()
                .filter(said -> said.words() != null)
                .findFirst()
                .filter(said -> words.equals(said.words()));
    }

    /** Whether it is what the ledger has kept of words that the conversation holds as well: once, as they came together. */
    private boolean isOfLedger(ThreadEntry.Received received) {
        return entry instanceof Consent consent
                && Duration.between(consent.at(), received.at()).compareTo(TOGETHER) <= 0;
    }

    private static boolean ends(Consent consent) {
        return consent.kind() == LedgerKind.RELEASE
                || consent.kind() == LedgerKind.OPT_OUT
                || consent.kind() == LedgerKind.OPT_IN;
    }

    private boolean isUndecided() {
        return !effects.isEmpty() && effects.get(effects.size() - 1).kind() == LedgerKind.HOLD;
    }

    private @Nullable String words() {
        return entry instanceof Consent consent
                ? consent.words()
                : entry instanceof ThreadEntry.Received received ? received.text() : null;
    }

    /** Why it was not sent; null for whatever was. */
    public @Nullable String reason() {
        return entry instanceof ThreadEntry.Sent sent ? sent.reason() : null;
    }

    /** What it may have been or was: of a hold that was decided, what it was decided to be; null for anything else. */
    public @Nullable LedgerKind outcome() {
        return effects.isEmpty() ? null : effects.get(effects.size() - 1).kind();
    }

    /** By whom and when a hold was decided; empty for what was none, or is still to be decided. */
    public Optional<Consent> decision() {
        return effects.size() > 1 && effects.get(0).kind() == LedgerKind.HOLD && !isUndecided()
                ? Optional.of(effects.get(effects.size() - 1))
                : Optional.empty();
    }

    private Instant at() {
        return entry != null ? entry.at() : Objects.requireNonNull(call).at();
    }
}
