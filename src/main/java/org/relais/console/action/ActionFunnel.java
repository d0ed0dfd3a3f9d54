package org.relais.console.action;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.relais.action.ActionFiguresStore.Counts;
import org.relais.action.event.EventFigures;
import org.relais.console.PageRequest;
import org.relais.console.broadcast.AnswerBar;
import org.relais.console.broadcast.FunnelBar;
import org.relais.share.ShareFigures;

/** What became of an action as one funnel: to whom it went, who said yes, began and did it, in the words of its kind. */
public final class ActionFunnel {
    /** Whoever said yes, also those who have done it since: no state of their own, so they are asked for by this. */
    static final String AGREED = "agreed";

    private static final String SENT = "sent";
    private static final String DELIVERED = "offered";

    private final PageRequest visit;
    private final long offered;
    private final List<FunnelBar> bars = new ArrayList<>();

    /** @param what is sent: {@code offer} or {@code invitation} */
    private ActionFunnel(PageRequest visit, String what, long offered, long failed) {
        this.visit = visit;
        this.offered = offered;
        if (failed > 0) {
            bars.add(FunnelBar.all(SENT, name(what + "-sent"), offered + failed));
        }
        // It is a part of what was sent; of those who got it everything after is one.
        bars.add(
                failed > 0
                        ? FunnelBar.all(DELIVERED, name(what), offered).within(offered + failed)
                        : FunnelBar.part(visit, DELIVERED, name(what), offered, offered));
    }

    /** Whether nobody has taken any step of it yet. */
    public static boolean onlySent(List<FunnelBar> bars) {
        return bars.stream().allMatch(bar -> Set.of(SENT, DELIVERED).contains(bar.id()));
    }

    private String name(String step) {
        return visit.text("action.step-of." + step);
    }

    /** A step that so many of those invited took; one that nobody took is left out. */
    private ActionFunnel people(String step, long count) {
        return people(step, count, "");
    }

    /** Whoever said yes, whatever they have done since. */
    private ActionFunnel agreed(long count) {
        return people("accepted", count, "volunteers?answer=" + AGREED);
    }

    /** @param page of the action, on which these people are listed; empty for none */
    private ActionFunnel people(String step, long count, String page) {
        if (count > 0) {
            FunnelBar bar = FunnelBar.part(visit, step, name(step), count, offered);
            bars.add(page.isEmpty() ? bar : bar.leading("/console/actions/" + visit.id() + "/" + page, ""));
        }
        return this;
    }

    /** Who passes something on, and what came of it: how often it was shared is no part of so many people, and has no bar. */
    public static List<FunnelBar> ofShare(PageRequest visit, Counts counts, long failed, ShareFigures.Counts shares) {
        List<FunnelBar> bars = new ArrayList<>(new ActionFunnel(visit, "offer", counts.offered(), failed)
                .agreed(counts.accepted())
                .people("shared", counts.done(), "sharers")
                .bars);
        String base = visit.text("action.share.of-offers", "count", counts.offered());
        bars.replaceAll(bar -> Set.of(SENT, DELIVERED).contains(bar.id()) ? bar : bar.detailed(base));
        long times = shares.sharedInAll();
        if (times > 0) {
            FunnelBar last = bars.get(bars.size() - 1);
            String often = visit.text("action.share.times", "count", times);
            if (last.id().equals("shared")) {
                bars.set(bars.size() - 1, last.detailed(base + "\u00a0· " + often));
            } else {
                bars.add(FunnelBar.all("shares", visit.text("action.step-of.shares"), times)
                        .within(0));
            }
        }
        joined(visit, shares).ifPresent(bars::add);
        return bars;
    }

    /** Who came by it, of as many visits where that is a part; nothing as long as nobody has. */
    private static Optional<FunnelBar> joined(PageRequest visit, ShareFigures.Counts shares) {
        long visits = shares.visits();
        long joins = shares.joins();
        if (joins == 0) {
            return Optional.empty();
        }
        String name = visit.text("action.step-of.joins");
        return Optional.of(
                visits < joins
                        ? FunnelBar.all("joins", name, joins).within(0)
                        : FunnelBar.part(visit, "joins", name, joins, visits)
                                .detailed(visit.text("action.share.of-visits", "count", visits)));
    }

    /** @param called volunteers who called somebody */
    public static List<FunnelBar> ofCalls(PageRequest visit, Counts counts, long failed, long called) {
        return new ActionFunnel(visit, "offer", counts.offered(), failed)
                .agreed(counts.accepted())
                .people("called", called, "callers")
                .bars;
    }

    /**
     * A step that as many took as the one behind it says nothing that the other doesn't, and is left out.
     *
     * @param began who answered something, as far as it is still known
     * @param finished who answered everything
     */
    public static List<FunnelBar> ofQuestions(
            PageRequest visit, Counts counts, long failed, long began, long finished) {
        long agreed = Math.max(counts.accepted(), began);
        return new ActionFunnel(visit, "offer", Math.max(counts.offered(), began), failed)
                .agreed(agreed == Math.max(began, finished) ? 0 : agreed)
                .people("began", began == finished ? 0 : began, "respondents")
                .people("finished", finished, "volunteers?answer=done")
                .bars;
    }

    /**
     * Who was invited, and every answer; who came to it otherwise has been invited too.
     */
    public static List<FunnelBar> ofEvent(
            PageRequest visit, long actionId, Counts counts, long failed, EventFigures.Counts now) {
        List<AnswerBar> answers = EventPages.bars(visit, now, counts);
        long known = answers.stream().mapToLong(AnswerBar::people).sum();
        ActionFunnel funnel = new ActionFunnel(visit, "invitation", Math.max(counts.offered(), known), failed);
        if (answers.stream().allMatch(bar -> bar.silent() || bar.people() == 0)) {
            return funnel.bars;
        }
        for (AnswerBar answer : answers) {
            String id = answer.silent() ? "silent" : answer.payload();
            funnel.bars.add(FunnelBar.part(visit, id, answer.label(), answer.people(), funnel.offered)
                    .looking(look(answer))
                    .leading(
                            "/console/actions/" + actionId + people(answer),
                            EventPages.write(
                                    actionId, answer.silent() ? ActionVolunteerPages.SILENT : answer.payload())));
        }
        return funnel.bars;
    }

    private static String look(AnswerBar answer) {
        return answer.silent()
                ? "silent"
                : answer.payload().equals(ActionVolunteerPages.STOPPED)
                                || answer.payload().equals("stopped")
                        ? "stopped"
                        : "";
    }

    /** The list of those who answered so; who has not stands among those who were invited. */
    private static String people(AnswerBar answer) {
        return answer.silent() || answer.payload().equals(ActionVolunteerPages.STOPPED)
                ? "/volunteers?answer=" + (answer.silent() ? ActionVolunteerPages.SILENT : ActionVolunteerPages.STOPPED)
                : "/answers?standing=" + answer.payload();
    }

    /**
     * One thing that is not in the funnel.
     *
     * @param answer by which volunteers are listed who are meant; empty where none are
     * @param write address of a message to them; empty for none
     */
    public record Beside(String words, String answer, String write) {}

    /** What is not in the funnel: who said no, who has not answered, who was reminded. */
    public static List<Beside> beside(PageRequest visit, Counts counts, boolean answers) {
        return Stream.of(
                        beside(visit, "declined", answers ? counts.declined() : 0, "declined"),
                        beside(visit, "silent", answers ? counts.silent() : 0, ActionVolunteerPages.SILENT),
                        beside(visit, "stopped", answers ? counts.stopped() : 0, ActionVolunteerPages.STOPPED),
                        beside(visit, "reminded", counts.reminded(), ""))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Beside> beside(PageRequest visit, String what, long count, String answer) {
        return count == 0
                ? Optional.empty()
                : Optional.of(new Beside(
                        visit.number(count) + " " + visit.text("action.figure." + what, "count", count),
                        answer,
                        what.equals("silent") && visit.mayChange() ? EventPages.write(visit.id(), what) : ""));
    }
}
