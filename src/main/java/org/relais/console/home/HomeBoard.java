package org.relais.console.home;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionType;
import org.relais.action.event.Event;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.Progress;
import org.relais.broadcast.Welcome;
import org.relais.console.PageRequest;
import org.relais.contact.ConsentState;
import org.relais.health.SenderReport;
import org.relais.inbox.HandwrittenMessage;
import org.relais.inbox.HeldPerson;
import org.relais.inbox.InboundMessage;
import org.relais.inbox.InboxService;
import org.relais.inbox.RightsCase;
import org.relais.ledger.LedgerDayStore;
import org.relais.organisation.SenderStore.SenderState;

/**
 * An organisation's campaign at one moment, as its first page shows it.
 *
 * @param now what changes by the second
 * @param lately what is counted from more, and may be some seconds old
 */
public record HomeBoard(Now now, Lately lately) {
    /** So many drafts are shown at once, and the others where they are asked for. */
    public static final int FIRST_DRAFTS = 3;

    /**
     * A broadcast with how far it is, counted as on its own page.
     *
     * @param wrote how many wrote since to one that is over and asked nothing that a button answers; else 0
     */
    public record Sending(Broadcast broadcast, Progress progress, long wrote) {}

    /**
     * An open action with what came of it.
     *
     * @param done how many said yes (to an event, a perhaps is none), of calls how many people's are over, of questions how
     *     many answered all
     * @param of out of how many: of calls the people of the list who can be called, of an event its places, else those it is offered to
     * @param later of calls, how many of the list can be called later only
     * @param counted what these are, for the words
     */
    public record Acting(Action action, long done, long of, long later, Counted counted) {
        /** How much of it is taken, whoever waits left out. */
        public long taken() {
            return Math.min(done, of);
        }

        /** How many have one of its places; where these are not counted, how many it was done by. */
        public long with() {
            return counted == Counted.PLACES ? taken() : done;
        }

        /** How far it has come, in words. */
        public String words(PageRequest visit) {
            return visit.text(
                    "home.action." + counted.name().toLowerCase(Locale.ROOT),
                    "done",
                    done,
                    "of",
                    of,
                    "taken",
                    taken(),
                    "waiting",
                    done - taken(),
                    "left",
                    of - taken(),
                    "later",
                    later);
        }
    }

    /**
     * What is still being written.
     *
     * @param path of its page
     * @param type null for a broadcast
     * @param event null for anything else, and as long as nothing is said of it
     */
    public record Draft(
            String path, String title, Instant createdAt, @Nullable ActionType type, @Nullable Event event) {}

    /** How the dot is coloured beside what {@link Now#stands} says. */
    public static String dot(String stands) {
        return switch (stands) {
            case "paused" -> "bad";
            case "outage" -> "warn";
            case "active" -> "good";
            default -> "";
        };
    }

    /** What is counted of an action. */
    public enum Counted {
        CALLS,
        PLACES,
        ANSWERS,
        OFFERS
    }

    /**
     * @param waiting how much waits, of each kind; the lists hold the first few of each
     * @param afterStop what was written by hand lately to people who had stopped, which owners are shown
     * @param sendings broadcasts that are scheduled or being sent
     * @param reports how senders stand
     */
    public record Now(
            InboxService.Waiting waiting,
            List<HeldPerson> holds,
            List<RightsCase> rights,
            List<InboundMessage> messages,
            List<HandwrittenMessage> afterStop,
            List<Sending> sendings,
            List<SenderState> senders,
            List<SenderReport> reports) {
        /** Senders that may not hear stops. */
        public List<SenderReport> alarms() {
            return reports.stream().filter(SenderReport::alarms).toList();
        }

        /** How a sender stands: until anything has come in by it nobody knows that it works. */
        public String stands(SenderState sender) {
            if (sender.paused()) {
                return "paused";
            }
            return reports.stream()
                    .filter(report -> report.sender().id() == sender.sender().id())
                    .findFirst()
                    .map(report ->
                            report.outageSince() != null ? "outage" : report.heardAt() != null ? "active" : "new")
                    .orElse("new");
        }

        /** Broadcasts whose rest their brake holds until somebody decides. */
        public List<Broadcast> braked() {
            return sendings.stream()
                    .map(Sending::broadcast)
                    .filter(Broadcast::isHeldByBrake)
                    .toList();
        }
    }

    /**
     * @param actions that are open
     * @param welcomes messages that stay open
     * @param over the last broadcasts that ended; those that offered an action are told by it
     * @param drafts the last that are still being written
     * @param days the last thirty, today included, oldest first
     * @param hours of today, where nothing happened on the days before; empty else
     */
    public record Lately(
            List<Acting> actions,
            List<Welcome> welcomes,
            List<Sending> over,
            List<Draft> drafts,
            Map<ConsentState, Long> people,
            List<LedgerDayStore.Day> days,
            List<LedgerDayStore.Hour> hours) {
        public long everybody() {
            return people.values().stream().mapToLong(Long::longValue).sum();
        }

        public long subscribed() {
            return people.getOrDefault(ConsentState.SUBSCRIBED, 0L);
        }

        /** How often somebody joined in these days: told from the hours where these are shown, as they know the last seconds. */
        public long joined() {
            return hours.isEmpty()
                    ? days.stream().mapToLong(LedgerDayStore.Day::joined).sum()
                    : hours.stream().mapToLong(LedgerDayStore.Hour::joined).sum();
        }

        /** How many people the organisation entered in these days. */
        public long added() {
            return hours.isEmpty()
                    ? days.stream().mapToLong(LedgerDayStore.Day::added).sum()
                    : hours.stream().mapToLong(LedgerDayStore.Hour::added).sum();
        }

        /** How often somebody stopped in these days. */
        public long stopped() {
            return hours.isEmpty()
                    ? days.stream().mapToLong(LedgerDayStore.Day::stopped).sum()
                    : hours.stream().mapToLong(LedgerDayStore.Hour::stopped).sum();
        }
    }
}
