package org.relais.consent.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relais.consent.verify.Difference.Kind;
import org.relais.contact.ConsentState;

/**
 * One contact: the consent as it is stored, and as the ledger implies it.
 *
 * @param stored null when there is none
 * @param implied null when the ledger says nothing of this contact's consent
 */
record PersonState(long contactId, @Nullable Stored stored, @Nullable Implied implied) {

    /** @param basis whether it rests on an event of this person */
    record Stored(
            String state,
            String consentClass,
            @Nullable Instant stoppedAt,
            @Nullable Instant optedInAt,
            boolean basis) {}

    /**
     * What the last event left.
     *
     * @param state null for somebody who was erased, or is another contact now
     * @param stoppedAt no newer stop can have counted from an earlier time; null when none did
     * @param optedInAt no opt-in can have counted from a later time; null when none did
     */
    record Implied(
            @Nullable String state,
            @Nullable String consentClass,
            @Nullable Instant stoppedAt,
            @Nullable Instant optedInAt) {}

    boolean hasStopped() {
        return implied != null && ConsentState.UNSUBSCRIBED.sqlName().equals(implied.state());
    }

    List<Difference> differences() {
        List<Difference> differences = new ArrayList<>();
        for (Kind kind : kinds()) {
            differences.add(new Difference(contactId, kind));
        }
        return differences;
    }

    private List<Kind> kinds() {
        if (stored == null) {
            return implied != null && implied.state() != null ? List.of(Kind.MISSING_CONSENT) : List.of();
        }
        if (implied == null) {
            return List.of(Kind.UNKNOWN_CONSENT);
        }
        return implied.state() == null ? List.of(Kind.REVIVED_CONSENT) : fields(stored, implied);
    }

    private static List<Kind> fields(Stored stored, Implied implied) {
        List<Kind> kinds = new ArrayList<>();
        if (!stored.state().equals(implied.state())) {
            kinds.add(Kind.STATE);
        }
        if (!Objects.equals(stored.consentClass(), implied.consentClass())) {
            kinds.add(Kind.CONSENT_CLASS);
        }
        if (!stored.basis()) {
            kinds.add(Kind.BASIS);
        }
        if (isLater(stored.optedInAt(), implied.optedInAt())) {
            kinds.add(Kind.OPT_IN_TIME);
        }
        if (isLater(implied.stoppedAt(), stored.stoppedAt())) {
            kinds.add(Kind.STOP_TIME);
        }
        return kinds;
    }

    private static boolean isLater(@Nullable Instant one, @Nullable Instant than) {
        return one != null && (than == null || one.isAfter(than));
    }
}
