package org.relais.console.action;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.relais.action.ActionFiguresStore.Counts;
import org.relais.action.event.EventFigures;
import org.relais.console.PageRequest;
import org.relais.console.broadcast.AnswerBar;
import org.relais.console.broadcast.FunnelBar;
import org.relais.share.ShareFigures.OfMessage;

/** What became of an action as one funnel: to whom it went, who said yes, began and did it, in the words of its kind. */
public final class ActionFunnel {
    private final PageRequest visit;
    private final long offered;
    private final List<FunnelBar> bars = new ArrayList<>();

    private ActionFunnel(PageRequest visit, long offered, long failed) {
        this.visit = visit;
        this.offered = offered;
        if (failed > 0) {
            bars.add(FunnelBar.all("sent", name("sent"), offered + failed));
            people("offered", offered, offered + failed);
        } else {
            bars.add(FunnelBar.all("offered", name("offered"), offered));
        }
    }

    private String name(String step) {
        return visit.text("action.step-of." + step);
    }

    private void people(String step, long count, long of) {
        bars.add(FunnelBar.part(visit, step, name(step), count, of));
    }

    /** A step that so many of those invited took; one that nobody took is left out, but for the first. */
    private ActionFunnel people(String step, long count) {
        if (count > 0 || bars.size() < 2) {
            people(step, count, offered);
        }
        return this;
    }

    /** Something that happened so many times. */
    private ActionFunnel times(String step, long count) {
        if (count > 0) {
            bars.add(FunnelBar.all(step, name(step), count));
        }
        return this;
    }

    /** All of them beside each other. */
    private List<FunnelBar> bars() {
        long most = bars.stream().mapToLong(FunnelBar::count).max().orElse(0);
        return bars.stream().map(bar -> bar.within(Math.max(1, most))).toList();
    }

    /** Who passes something on, and what that brought. */
    public static List<FunnelBar> ofShare(PageRequest visit, Counts counts, long failed, OfMessage share) {
        return new ActionFunnel(visit, counts.offered(), failed)
                .people("accepted", counts.accepted())
                .people("opened", share.volunteers())
                .people("shared", counts.done())
                .times("shares", share.counts().sharedInAll())
                .times("visits", share.counts().visits())
                .times("joins", share.counts().joins())
                .bars();
    }

    /** @param called volunteers who called somebody */
    public static List<FunnelBar> ofCalls(PageRequest visit, Counts counts, long failed, long called) {
        return new ActionFunnel(visit, counts.offered(), failed)
                .people("accepted", counts.accepted())
                .people("called", called)
                .bars();
    }

    /**
     * @param began who answered something, as far as it is still known
     * @param finished who answered everything
     */
    public static List<FunnelBar> ofQuestions(
            PageRequest visit, Counts counts, long failed, long began, long finished) {
        return new ActionFunnel(visit, Math.max(counts.offered(), began), failed)
                .people("accepted", Math.max(counts.accepted(), began))
                .people("began", began)
                .people("finished", finished)
                .bars();
    }

    /** Who was invited, and every answer. */
    public static List<FunnelBar> ofEvent(PageRequest visit, Counts counts, long failed, EventFigures.Counts now) {
        ActionFunnel funnel = new ActionFunnel(visit, counts.offered(), failed);
        List<AnswerBar> answers = EventPages.bars(visit, now, counts.silent());
        if (answers.stream().allMatch(AnswerBar::silent)) {
            return funnel.bars();
        }
        answers.forEach(answer -> funnel.bars.add(FunnelBar.part(
                        visit,
                        answer.silent() ? "silent" : answer.payload(),
                        answer.label(),
                        answer.people(),
                        funnel.offered)
                .looking(answer.silent() ? "silent" : "")));
        return funnel.bars();
    }

    /** What is not in the funnel: who said no, who has not answered, who was reminded. */
    public static String beside(PageRequest visit, Counts counts, boolean answers) {
        return Stream.of(
                        words(visit, "declined", answers ? counts.declined() : 0),
                        words(visit, "silent", answers ? counts.silent() : 0),
                        words(visit, "reminded", counts.reminded()))
                .filter(words -> !words.isEmpty())
                .reduce((one, other) -> one + " · " + other)
                .orElse("");
    }

    private static String words(PageRequest visit, String what, long count) {
        return count == 0 ? "" : visit.number(count) + " " + visit.text("action.figure." + what, "count", count);
    }
}
