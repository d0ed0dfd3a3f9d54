package org.relais.consent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.consent.ConsentRules.Decision;
import org.relais.contact.ConsentState;
import org.relais.ledger.LedgerEntry;

/** Events of one transaction on their way from decision to rows. */
final class ConsentBatch {
    final Instant now;
    private final Map<Long, Consent> latest = new LinkedHashMap<>();
    private final Map<Long, ConsentState> first = new LinkedHashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final Set<Long> changed = new LinkedHashSet<>();
    private final Map<Long, Long> stops = new LinkedHashMap<>();
    private List<Long> ids = List.of();

    ConsentBatch(Instant now) {
        this.now = now;
    }

    Consent current(Consent locked) {
        first.putIfAbsent(locked.contactId(), locked.state());
        return latest.getOrDefault(locked.contactId(), locked);
    }

    void add(ConsentEvent event, Consent before, Decision decision, Instant at) {
        steps.add(new Step(event, before, decision, at));
        Consent after = before.standing(decision.next(), decision.newBasis() ? at : before.changedAt());
        latest.put(before.contactId(), after);
        if (decision.counted()) {
            changed.add(before.contactId());
        }
    }

    List<LedgerEntry> entries() {
        return steps.stream()
                .map(step -> ConsentLedgerEntry.of(
                        step.event(),
                        step.before(),
                        step.decision(),
                        step.at().isAfter(EffectiveTime.told(step.event(), now)) ? step.at() : null))
                .toList();
    }

    /** Now that the ledger rows have ids, the consents can rest on them. */
    void number(List<Long> ledgerIds) {
        ids = ledgerIds;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            long contactId = step.before().contactId();
            if (step.decision().newBasis()) {
                long eventId = ledgerIds.get(i);
                latest.computeIfPresent(contactId, (id, consent) -> consent.restingOn(eventId));
            }
            if (step.event().kind() == ConsentEvent.Kind.OPT_OUT
                    && step.decision().counted()) {
                stops.put(contactId, ledgerIds.get(i));
            }
        }
    }

    List<Consent> changed() {
        return changed.stream()
                .sorted()
                .map(contactId -> Objects.requireNonNull(latest.get(contactId)))
                .toList();
    }

    /** Contacts who stopped (again), or who are no longer unsubscribed. */
    Map<Long, Set<Long>> touchedByOrganisation() {
        Map<Long, Set<Long>> touched = new LinkedHashMap<>();
        latest.values().stream()
                .filter(consent -> stopOf(consent.contactId()) != null
                        || cameBack(consent)
                        || liftedBefore(consent.contactId()) != null)
                .forEach(consent -> touched.computeIfAbsent(
                                consent.organisationId(), organisation -> new LinkedHashSet<>())
                        .add(consent.contactId()));
        return touched;
    }

    Consent latest(long contactId) {
        return Objects.requireNonNull(latest.get(contactId));
    }

    /**
     * Until when an entry that another section has put on the list is lifted by somebody who has opted in here without having
     * stopped here; null when nothing is.
     */
    @Nullable
    Instant liftedBefore(long contactId) {
        Consent consent = latest(contactId);
        boolean optedIn = steps.stream()
                .anyMatch(step -> step.before().contactId() == contactId
                        && ConsentLedgerEntry.lifts(step.event(), step.before(), step.decision()));
        return optedIn && consent.state() == ConsentState.SUBSCRIBED && !cameBack(consent)
                ? consent.standing().optedInAt()
                : null;
    }

    private boolean cameBack(Consent consent) {
        return first.get(consent.contactId()) == ConsentState.UNSUBSCRIBED
                && consent.state() != ConsentState.UNSUBSCRIBED;
    }

    /** The stop of this batch that stands at its end. */
    @Nullable
    Long stopOf(long contactId) {
        return latest(contactId).state() == ConsentState.UNSUBSCRIBED ? stops.get(contactId) : null;
    }

    List<ConsentChange> changes() {
        List<ConsentChange> changes = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            changes.add(new ConsentChange(
                    step.before().organisationId(),
                    step.before().contactId(),
                    step.event().kind(),
                    step.before().state(),
                    step.decision().next().state(),
                    step.decision().counted(),
                    ids.get(i)));
        }
        return changes;
    }

    private record Step(ConsentEvent event, Consent before, Decision decision, Instant at) {}
}
