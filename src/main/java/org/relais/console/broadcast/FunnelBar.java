package org.relais.console.broadcast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.Funnel;
import org.relais.broadcast.Progress;
import org.relais.console.PageRequest;
import org.relais.delivery.RecipientStore;

/**
 * One step of a funnel, as people go through it.
 *
 * @param id of its place on the page
 * @param detail beneath its name; empty for none
 * @param most to how many the bar would be full; 0 for a number without a bar
 * @param untold of these, of how many nobody knows it
 * @param share which part that is, in the reader's words; empty where it is none
 * @param look class of the bar; empty for what goes on
 * @param who address of the people; empty where they are not listed
 * @param write address of a message to them; empty for none
 */
public record FunnelBar(
        String id,
        String name,
        String detail,
        long count,
        long most,
        long untold,
        String share,
        String look,
        String who,
        String write) {
    private static final String STOPPED = "stopped";

    /** How many of so many took a step. */
    public static FunnelBar part(PageRequest visit, String id, String name, long count, long of) {
        return new FunnelBar(id, name, "", count, Math.max(1, of), 0, share(visit, count, of), "", "", "");
    }

    /** Something that so many did, of no whole. */
    public static FunnelBar all(String id, String name, long count) {
        return new FunnelBar(id, name, "", count, Math.max(1, count), 0, "", "", "", "");
    }

    private static String share(PageRequest visit, long count, long of) {
        return visit.text("broadcast.answers.share", "share", AnswerBar.share(count, of));
    }

    /** Whether its part is told in percent, and not as of so many. */
    public boolean isPercentage() {
        return untold == 0 && !share.isEmpty();
    }

    /** The same, filled as a part of so many. */
    public FunnelBar within(long whole) {
        return new FunnelBar(id, name, detail, count, whole, untold, share, look, who, write);
    }

    /** The same as a part of all, of some of whom nobody knows it. */
    private FunnelBar untold(long unknown, long all, String words) {
        return new FunnelBar(id, name, detail, count, all, unknown, words, look, who, write);
    }

    /** The same in another look. */
    public FunnelBar looking(String other) {
        return new FunnelBar(id, name, detail, count, most, untold, share, other, who, write);
    }

    /** The same with words beneath its name. */
    public FunnelBar detailed(String words) {
        return new FunnelBar(id, name, words, count, most, untold, share, look, who, write);
    }

    /** What the way to a message to them is called: those who wrote are answered, one by one. */
    public String way() {
        return id.equals(RecipientStore.WROTE) ? "broadcast.answers.reply" : "broadcast.answers.write";
    }

    /** The same, leading to its people and to a message to them. */
    public FunnelBar leading(String people, String message) {
        return new FunnelBar(id, name, detail, count, most, untold, share, look, people, message);
    }

    /**
     * The steps of a broadcast that somebody took. Stops that count to it stand before those that came later.
     *
     * @param asks whether it has buttons to answer with: that nobody has is said then
     */
    public static List<FunnelBar> of(PageRequest visit, Funnel funnel, boolean asks) {
        List<FunnelBar> bars = new ArrayList<>();
        Arrays.stream(Funnel.Step.values())
                .filter(step -> funnel.known(step) > 0)
                .filter(step -> step != Funnel.Step.GONE)
                .filter(step -> funnel.people(step) > 0 || asks && step == Funnel.Step.ANSWERED)
                .forEach(step -> bars.add(of(visit, funnel, step)));
        long later = later(funnel);
        if (later > 0) {
            bars.add(part(visit, "later", visit.text("broadcast.step.later"), later, funnel.sent())
                    .detailed(visit.text("broadcast.step.later.when"))
                    .looking(STOPPED));
        }
        return bars;
    }

    /** How many stops came too late to count to this broadcast, or after another one. */
    private static long later(Funnel funnel) {
        return Math.max(0, funnel.people(Funnel.Step.GONE) - funnel.people(Funnel.Step.STOPPED));
    }

    /**
     * The same of a broadcast without buttons, with those who wrote since before those who left.
     *
     * @param id of the broadcast
     */
    public static List<FunnelBar> of(PageRequest visit, Funnel funnel, long id, RecipientStore.Apart apart) {
        List<FunnelBar> bars = of(visit, funnel, false);
        if (apart.wrote() > 0 && funnel.sent() > 0) {
            String people = "/console/broadcasts/" + id + "/people?state=" + RecipientStore.WROTE;
            int left = (funnel.people(Funnel.Step.STOPPED) > 0 ? 1 : 0) + (later(funnel) > 0 ? 1 : 0);
            bars.add(
                    bars.size() - left,
                    part(
                                    visit,
                                    RecipientStore.WROTE,
                                    visit.text("broadcast.step.wrote", "count", apart.wrote()),
                                    apart.wrote(),
                                    funnel.sent())
                            .leading(
                                    people,
                                    apart.writer() == null ? people : "/console/inbox/people/" + apart.writer()));
        }
        return bars;
    }

    /**
     * Who answered what to a broadcast, then whoever wrote something else, said nothing or left.
     *
     * @param unreached payloads of those whom no message would reach
     */
    public static List<FunnelBar> answers(
            PageRequest visit,
            Broadcast broadcast,
            Progress progress,
            List<AnswerBar> answers,
            RecipientStore.Apart apart,
            Set<String> unreached) {
        String people = "/console/broadcasts/" + broadcast.id() + "/people?";
        List<FunnelBar> bars = new ArrayList<>();
        answers.forEach(
                answer -> bars.add(part(visit, answer.payload(), answer.label(), answer.people(), progress.sent())
                        .leading(
                                people + "answer=" + answer.payload(),
                                unreached.contains(answer.payload())
                                        ? ""
                                        : written(AnswerChoice.of(broadcast.id(), answer.payload())))));
        long silent = Math.max(0, progress.sent() - Progress.sum(progress.answered()) - apart.all());
        boolean asked = broadcast.finishedAt() != null && !unreached.contains(AnswerBar.SILENT);
        bars.add(apart(visit, RecipientStore.WROTE, "wrote", apart.wrote(), progress)
                .leading(
                        people + "state=" + RecipientStore.WROTE,
                        apart.writer() == null ? "" : "/console/inbox/people/" + apart.writer()));
        bars.add(apart(visit, RecipientStore.UNANSWERED, "silent", silent, progress)
                .leading(
                        people + "state=" + RecipientStore.UNANSWERED,
                        asked ? written(AnswerChoice.none(broadcast.id())) : ""));
        bars.add(apart(visit, RecipientStore.GONE, "gone", apart.gone(), progress)
                .looking(STOPPED)
                .leading(people + "state=" + RecipientStore.GONE, ""));
        return bars.stream()
                .filter(bar -> bar.count() > 0 || bar.look().isEmpty())
                .toList();
    }

    private static FunnelBar apart(PageRequest visit, String id, String words, long count, Progress progress) {
        return part(visit, id, visit.text("broadcast.answers." + words), count, progress.sent())
                .looking("silent");
    }

    private static String written(String choice) {
        return "/console/broadcasts/new?answered=" + choice;
    }

    private static FunnelBar of(PageRequest visit, Funnel funnel, Funnel.Step step) {
        String id = step.name().toLowerCase(Locale.ROOT);
        long people = funnel.people(step);
        FunnelBar bar = step == Funnel.Step.SENT
                ? all(id, BroadcastWords.step(visit, step), people)
                : part(visit, id, BroadcastWords.step(visit, step), people, funnel.known(step));
        if (funnel.unknown(step) > 0) {
            bar = bar.untold(
                    funnel.unknown(step),
                    funnel.sent(),
                    visit.text("broadcast.funnel.of-known", "known", funnel.known(step)));
        }
        boolean many = funnel.byChannel().size() > 1 && people > 0;
        // Of how many it is not known stands before how the others are parted.
        String detail = funnel.unknown(step) > 0
                ? visit.text("broadcast.funnel.unconfirmed", "count", funnel.unknown(step))
                : many ? BroadcastWords.byChannel(visit, funnel, step) : "";
        return bar.detailed(detail).looking(step == Funnel.Step.STOPPED ? STOPPED : "");
    }
}
