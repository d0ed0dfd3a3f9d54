package org.relais.console.contact;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.relais.consent.ListedContact;
import org.relais.console.PageRequest;
import org.relais.contact.ConsentState;
import org.relais.database.Paging;
import org.relais.ledger.EventSource;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEvent;
import org.relais.ledger.LedgerTerms;
import org.relais.text.CleanText;

/** What stopped a person, and when, in words: what they wrote, a block, the organiser who noted it. */
public final class StopReason {
    private static final int WORDS = 80;

    private final Pool pool;
    private final Ledger ledger;

    public StopReason(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.ledger = new Ledger(clock, new SecureRandom());
    }

    /** The event that a person's stop rests on; empty for whoever has not stopped. */
    public Future<Optional<LedgerEvent>> find(long organisationId, Optional<ListedContact> person) {
        return person.filter(one -> one.state() == ConsentState.UNSUBSCRIBED)
                .map(one -> ledger.ofContact(
                                pool, organisationId, one.contactId(), Paging.before(one.basisEventId() + 1), 1)
                        .map(events -> events.stream()
                                .filter(event -> event.after() == ConsentState.UNSUBSCRIBED)
                                .findFirst()))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    /** A stop as the reason why nothing is sent, without a capital and a full stop. */
    public static String words(PageRequest visit, LedgerEvent stop, Map<String, String> names) {
        return words(visit, stop, names, "stop.reason." + key(visit, stop, names));
    }

    /** The same in a list of stops, without its day. */
    public static String brief(PageRequest visit, LedgerEvent stop, Map<String, String> names) {
        String key = key(visit, stop, names);
        return words(visit, stop, names, visit.has("stop.brief." + key) ? "stop.brief." + key : "stop.reason." + key);
    }

    private static String words(PageRequest visit, LedgerEvent stop, Map<String, String> names, String key) {
        return visit.text(
                key,
                "date",
                visit.isToday(stop.occurredAt())
                        ? visit.near(stop.occurredAt())
                        : visit.text("stop.day", "date", visit.date(stop.occurredAt())),
                "channel",
                stop.channel() == null ? "" : visit.channel(stop.channel()),
                "words",
                stop.rawText() == null
                        ? ""
                        : CleanText.abridged(stop.rawText().strip().replaceAll("\\s+", " "), WORDS),
                "who",
                stop.actor() == null ? "" : names.getOrDefault(stop.actor(), ""));
    }

    private static String key(PageRequest visit, LedgerEvent stop, Map<String, String> names) {
        String rule = stop.detail().getString("rule", "");
        if (LedgerTerms.isPlatforms(rule)) {
            return "platform";
        }
        if (visit.has("stop.reason." + rule)) {
            return rule;
        }
        if (stop.source() == EventSource.IMPORT || stop.source() == EventSource.VOLUNTEER) {
            return stop.source().sqlName();
        }
        return stop.actor() != null && names.containsKey(stop.actor())
                ? "noted"
                : stop.source() == EventSource.WEBHOOK && stop.rawText() != null ? "written" : "asked";
    }

    /** They wrote it, with other words than those that are a stop wherever they stand. */
    public static boolean inOwnWords(LedgerEvent stop) {
        return stop.source() == EventSource.WEBHOOK
                && stop.rawText() != null
                && !LedgerTerms.isPlatforms(stop.detail().getString("rule", ""))
                && !stop.detail().getString("rule", "").startsWith("keyword");
    }
}
