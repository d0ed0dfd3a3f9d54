package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.stopword.RightsKind;
import org.relais.consent.stopword.StopDetector;
import org.relais.conversation.OrganisationTexts;
import org.relais.inbound.intake.PendingInboxEvent;
import org.relais.inbox.RightsRequestService;
import org.relais.inbox.RightsRequestStore;
import org.relais.ledger.EventSource;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEntry;
import org.relais.ledger.LedgerKind;
import org.relais.text.WrittenDate;

/**
 * Intake that opens a request, with its legal deadline, for every right that a person's own words exercise, besides whatever else
 * is done about them.
 */
final class RightsIntake {
    private final StopDetector detector;
    private final Ledger ledger;
    private final RightsRequestStore store = new RightsRequestStore();

    RightsIntake(StopDetector detector, Ledger ledger) {
        this.detector = detector;
        this.ledger = ledger;
    }

    /** The rights that the words exercise; words passed on, or a button's, are nobody's request. */
    Set<RightsKind> exercised(InboundEvent event) {
        String text = event.text();
        boolean own = event.isWritten() || event.kind() == Kind.EDITED_TEXT;
        return text == null || !own || event.forwarded()
                ? Set.of()
                : detector.detect(text).rights();
    }

    /**
     * Completes when everything the words ask for is open, and written in the ledger.
     *
     * @return the rights that were not open before, or that a stop had taken back
     */
    Future<Set<RightsKind>> open(
            SqlClient tx, long organisationId, long contactId, InboundEvent event, Instant receivedAt) {
        Set<RightsKind> fresh = EnumSet.noneOf(RightsKind.class);
        Future<Void> all = Future.succeededFuture();
        for (RightsKind right : new TreeSet<>(exercised(event))) {
            var origin = new RightsRequestStore.Origin(event.eventKey(), event.text(), null, receivedAt);
            all = all.compose(before -> store.open(tx, organisationId, contactId, right, origin))
                    .onSuccess(opened -> opened.ifPresent(id -> fresh.add(right)))
                    .compose(opened -> ledger.append(
                            tx,
                            new LedgerEntry(
                                    organisationId,
                                    contactId,
                                    LedgerKind.RIGHTS_REQUEST,
                                    event.platformTime(),
                                    LedgerEntry.Change.NONE,
                                    new LedgerEntry.Origin(
                                            EventSource.WEBHOOK, event.channel(), event.eventKey(), null),
                                    new LedgerEntry.Words(event.text(), null, event.language()),
                                    RightsRequestService.detail(
                                            right,
                                            opened.filter(request -> !request.renewed())
                                                            .isPresent()
                                                    ? "opened"
                                                    : "repeated"))))
                    .mapEmpty();
        }
        return all.map(fresh);
    }

    /** Since when an erasure is under way that is asked for again, for the first time on that day; empty for any other. */
    Future<Optional<Instant>> erasureAgain(SqlClient tx, long organisationId, long contactId, PendingInboxEvent open) {
        return exercised(open.event()).contains(RightsKind.ERASURE)
                ? store.askedAgain(
                        tx,
                        organisationId,
                        contactId,
                        RightsKind.ERASURE,
                        open.receivedAt().truncatedTo(ChronoUnit.DAYS))
                : Future.succeededFuture(Optional.empty());
    }

    /**
     * What somebody is told of the rights they have just exercised: that it is under way, and by when it is done. A stop is
     * the answer to an objection.
     */
    static List<String> told(OrganisationTexts texts, Set<RightsKind> fresh, Instant receivedAt, boolean stopped) {
        boolean answer = fresh.contains(RightsKind.ACCESS)
                || fresh.contains(RightsKind.ORIGIN)
                || !stopped && fresh.contains(RightsKind.OBJECTION);
        return Stream.of(fresh.contains(RightsKind.ERASURE) ? "rights.erasure" : "", answer ? "rights.answer" : "")
                .filter(key -> !key.isEmpty())
                .map(key -> texts.text(key, Map.of("date", due(receivedAt, texts.language(key)))))
                .toList();
    }

    /** That an erasure is under way, and by when it is done. */
    static String erasure(OrganisationTexts texts, Instant receivedAt) {
        return told(texts, Set.of(RightsKind.ERASURE), receivedAt, true).get(0);
    }

    private static String due(Instant receivedAt, String language) {
        return WrittenDate.of(RightsRequestStore.due(receivedAt).toLocalDate(), language);
    }
}
