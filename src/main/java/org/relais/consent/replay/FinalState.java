package org.relais.consent.replay;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.consent.privacy.ErasureReason;
import org.relais.consent.replay.ExportedLine.Link;
import org.relais.contact.ConsentState;
import org.relais.ledger.ChainEvent;
import org.relais.ledger.LedgerEntry;
import org.relais.ledger.LedgerKind;

/** Where the events that a backup has forgotten leave each person: how they stood at their end, and whether erased. */
final class FinalState {
    /** An event of a platform that is older than anything it delivers was stamped wrongly, and counted from its arrival. */
    private static final Duration OLDEST_DELIVERY = Duration.ofDays(8);

    private final Map<Long, Word> words = new LinkedHashMap<>();

    /**
     * @param at the platform's time of the stop or hold, of the last of repeated ones
     * @param position of its event in the chain
     */
    record Word(ConsentState state, Instant at, long position, boolean erased) {
        private Word until(Instant repeated) {
            return repeated.isAfter(at) ? new Word(state, repeated, position, erased) : this;
        }
    }

    void add(Link link) {
        ChainEvent event = link.event();
        Long contactId = event.contactId();
        if (contactId == null || event.kind().equals(LedgerKind.IGNORED.sqlName())) {
            return;
        }
        if (event.kind().equals(LedgerKind.ERASURE.sqlName())) {
            Word before = words.get(contactId);
            // Whose period was over is found again by the next run of the retention.
            boolean asked =
                    new JsonObject(event.detail()).getString("reason", "").equals(ErasureReason.REQUEST.sqlName());
            ConsentState state = state(event.before());
            if (before != null) {
                words.put(contactId, new Word(before.state(), before.at(), before.position(), asked));
            } else if (state != null) {
                words.put(contactId, new Word(state, event.occurredAt(), link.position(), asked));
            }
            return;
        }
        ConsentState after = state(event.after());
        if (after != null) {
            Word before = words.get(contactId);
            // A stop that is repeated, or a change of class in between, is not what the state rests on; but who came
            // back before they repeated it did not come back from it.
            if (before == null || before.state() != after || after != state(event.before())) {
                words.put(contactId, new Word(after, time(event), link.position(), false));
            } else if (event.kind().equals(LedgerKind.OPT_OUT.sqlName())) {
                words.put(contactId, before.until(time(event)));
            }
        }
    }

    private static Instant time(ChainEvent event) {
        String counted = new JsonObject(event.detail()).getString(LedgerEntry.COUNTED_AT);
        if (counted != null) {
            return Instant.parse(counted);
        }
        boolean future = event.occurredAt().isAfter(event.recordedAt());
        boolean mistaken = event.occurredAt().isBefore(event.recordedAt().minus(OLDEST_DELIVERY));
        return future || mistaken ? event.recordedAt() : event.occurredAt();
    }

    /** Of these contacts, those who had stopped, were held or erased at the end. */
    Map<Long, Word> binding(Set<Long> contactIds) {
        Map<Long, Word> binding = new TreeMap<>();
        words.forEach((contactId, word) -> {
            boolean binds =
                    word.erased() || word.state() == ConsentState.UNSUBSCRIBED || word.state() == ConsentState.HELD;
            if (binds && contactIds.contains(contactId)) {
                binding.put(contactId, word);
            }
        });
        return binding;
    }

    List<Long> contacts() {
        return List.copyOf(words.keySet());
    }

    private static @Nullable ConsentState state(@Nullable String sqlName) {
        return sqlName == null ? null : ConsentState.of(sqlName);
    }
}
