package org.relais.console.broadcast;

import io.vertx.core.Future;
import io.vertx.ext.web.handler.HttpException;
import java.text.Collator;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.relais.api.CsvDownload;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastDraft;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.BroadcastResults.Filter;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.BroadcastState;
import org.relais.broadcast.Funnel;
import org.relais.broadcast.Progress;
import org.relais.broadcast.Variant;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.delivery.Delivery;
import org.relais.delivery.RecipientStore;
import org.relais.delivery.RecipientStore.Answered;
import org.relais.delivery.RecipientStore.Entry;
import org.relais.delivery.RecipientStore.Outcome;
import org.relais.organisation.Role;

/** What came of a broadcast: who got it and who answered what, what they did with it, and all of it as a file. */
public final class ResultPages {
    private static final int PEOPLE = 50;
    private static final Set<String> MISSED = Set.of("withheld", "unknown", "failed", "suppressed", "cancelled");
    /** Of a query: for the page of the broadcast, where other figures stand beside. */
    private static final String BESIDE = "beside";
    /** Of a query: to have texts compared, however many people got them. */
    private static final String COMPARE = "compare";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final BroadcastService broadcasts;
    private final BroadcastResults results;

    ResultPages(BroadcastService broadcasts, BroadcastResults results) {
        this.broadcasts = broadcasts;
        this.results = results;
    }

    void mount(PageRoutes routes) {
        routes.get("/broadcasts/:id/people", this::people);
        routes.get("/broadcasts/:id/funnel", this::funnel);
        routes.stream("/broadcasts/:id/recipients.csv", Role.VIEWER, this::csv);
    }

    private Future<PageResult> people(PageRequest visit) {
        Optional<String> state = state(visit);
        Optional<String> reason = visit.query("reason").or(() -> chosen(visit, "state")
                .filter(of -> of.contains(":"))
                .map(of -> of.substring(of.indexOf(':') + 1)));
        Outcome outcome = new Outcome(
                state.orElse(null), reason.orElse(null), chosen(visit, "answer").orElse(null), visit.search());
        return broadcasts
                .find(visit.organisationId(), visit.id())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(PageResult.notFound())
                        : people(visit, found.get(), outcome));
    }

    private Future<PageResult> people(PageRequest visit, Broadcast broadcast, Outcome outcome) {
        String answer = Objects.requireNonNullElse(outcome.answer(), "");
        Future<Standing> counted = standing(visit, broadcast);
        Future<RecipientStore.Page> listed = counted.compose(standing -> page(visit, standing.progress(), outcome));
        Future<RecipientStore.Apart> others =
                counted.compose(standing -> results.apart(broadcast, standing.progress()));
        Future<Set<String>> unreached = Future.all(counted, others)
                .compose(done -> AnswerBar.unreached(
                        broadcasts,
                        broadcast,
                        AnswerBar.withSilent(
                                counted.result().bars(), counted.result().progress(), others.result())));
        return Future.all(listed, counted, others, unreached).map(done -> {
            RecipientStore.Page page = listed.result();
            Standing standing = counted.result();
            boolean whole = page.after() == null && visit.query("after").isEmpty();
            Map<String, Object> model = new HashMap<>(Map.of("broadcast", broadcast));
            model.put("progress", standing.progress());
            model.put("state", Objects.requireNonNullElse(outcome.state(), ""));
            model.put("reason", Objects.requireNonNullElse(outcome.reason(), ""));
            model.put("answer", answer);
            model.put("name", outcome.name());
            model.put("bars", standing.bars());
            model.put("reached", !unreached.result().contains(answer.isEmpty() ? AnswerBar.SILENT : answer));
            model.put("apart", others.result());
            model.put(
                    "unanswered",
                    Math.max(0, standing.unanswered() - others.result().all()));
            model.put("states", OutcomeCount.byState(standing.progress()));
            model.put("reasons", OutcomeCount.missed(standing.progress()));
            model.put("people", whole ? byNews(visit, page.people()) : page.people());
            model.put("whole", whole);
            model.put("after", page.after());
            return PageResult.page("broadcast/people", model);
        });
    }

    /** By its own name, or as the one choice of a telephone's field says it. */
    private static Optional<String> chosen(PageRequest visit, String what) {
        String before = what + ":";
        return visit.query(what)
                .or(() ->
                        visit.query("of").filter(of -> of.startsWith(before)).map(of -> of.substring(before.length())));
    }

    private static Optional<String> state(PageRequest visit) {
        return chosen(visit, "state")
                .map(of -> of.replaceFirst(":.*", ""))
                .filter(state -> Delivery.STATES.contains(state) || RecipientStore.isOutcome(state));
    }

    /** By name where all of them can be sorted in the time that a page has; else an answer's few people are read from the answers. */
    private Future<RecipientStore.Page> page(PageRequest visit, Progress progress, Outcome outcome) {
        long after = visit.query("after", 0L);
        if (BroadcastResults.isSmall(progress)) {
            return results.byName(visit.organisationId(), visit.id(), outcome, after, PEOPLE);
        }
        String answer = outcome.answer();
        return answer == null || !outcome.name().isEmpty()
                ? results.look(visit.organisationId(), visit.id(), outcome, after, PEOPLE)
                : results.people(visit.organisationId(), visit.id(), Filter.answered(answer), after, PEOPLE + 1)
                        .map(people -> new RecipientStore.Page(
                                people.stream().limit(PEOPLE).toList(),
                                people.size() > PEOPLE ? people.get(PEOPLE - 1).contactId() : null));
    }

    /** Those of one page: who answered, then who wrote, then the others, last who did not get it, each by name; longer lists stay in their own order. */
    private static List<Entry> byNews(PageRequest visit, List<Entry> people) {
        Collator names = Collator.getInstance(Locale.forLanguageTag(visit.language()));
        return people.stream()
                .sorted(Comparator.comparing(
                                (Entry person) -> person.answer() != null ? 0 : person.wrote() != null ? 1 : 2)
                        .thenComparing(person -> MISSED.contains(person.state()))
                        .thenComparing(person -> person.name().isEmpty())
                        .thenComparing(Entry::name, names)
                        .thenComparing(Entry::contactId))
                .toList();
    }

    private record Standing(Progress progress, List<AnswerBar> bars) {
        /** To how many it was sent who have not answered; nobody where nothing is asked. */
        private long unanswered() {
            return bars.isEmpty() ? 0 : Math.max(0, progress.sent() - Progress.sum(progress.answered()));
        }
    }

    private Future<Standing> standing(PageRequest visit, Broadcast broadcast) {
        return broadcasts.draft(visit.organisationId(), broadcast.id()).compose(draft -> broadcasts
                .progress(Set.of(broadcast.id()))
                .map(all -> all.getOrDefault(broadcast.id(), Progress.NONE))
                .map(progress -> new Standing(
                        progress,
                        draft.map(composed -> AnswerBar.of(composed.message(), progress, visit.language()))
                                .orElse(List.of()))));
    }

    private Future<PageResult> funnel(PageRequest visit) {
        return broadcasts
                .find(visit.organisationId(), visit.id())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(PageResult.notFound())
                        : funnel(visit, found.get()).map(model -> PageResult.page("broadcast/funnel", model)));
    }

    /** Counted for this page, or, where that takes longer than a page may, as it was counted last, with the time of that. */
    private Future<Map<String, Object>> funnel(PageRequest visit, Broadcast broadcast) {
        Map<String, Object> model = new HashMap<>(Map.of("broadcast", broadcast));
        return standing(visit, broadcast)
                .onSuccess(standing -> {
                    model.put("asks", !standing.bars().isEmpty());
                    model.put("begun", standing.progress().sent() > 0);
                    model.put("moving", visit.query(BESIDE).isPresent() && isMoving(broadcast, standing.progress()));
                })
                // Also where answers have bars of their own: the tiles above say how many wrote besides.
                .compose(standing -> results.apart(broadcast, standing.progress())
                        .onSuccess(apart -> model.put("apart", apart))
                        .map(standing))
                .compose(standing -> BroadcastResults.isSmall(standing.progress())
                        ? results.funnel(broadcast, visit.zone())
                                .onSuccess(funnel -> model.put("funnel", funnel))
                                .map(model)
                        : results.lastFunnel(broadcast, visit.zone())
                                .onSuccess(last -> {
                                    model.put("funnel", last.value());
                                    model.put("countedAt", last.at());
                                    model.put("renewing", last.renewing());
                                })
                                .map(model));
    }

    /**
     * Two texts side by side; empty for a broadcast that has one, and as long as nobody asks for it for one that went to so
     * many that counting takes longer than a page may.
     */
    Future<Optional<ComparedTexts>> compared(
            PageRequest visit, Broadcast broadcast, BroadcastDraft draft, Progress progress) {
        return BroadcastResults.isSmall(progress) || visit.query(COMPARE).isPresent()
                ? results.variants(broadcast).map(found -> found.map(each -> ComparedTexts.of(visit, each, draft)))
                : Future.succeededFuture(Optional.empty());
    }

    /**
     * Whether messages leave just now, so that what was counted a moment ago has been overtaken by the bar beside it; so is
     * that nothing has left yet.
     */
    public static boolean isMoving(Broadcast broadcast, Progress progress) {
        return BroadcastState.RUNNING.contains(broadcast.state())
                && (progress.sent() == 0
                        || !BroadcastWords.isWatched(broadcast) && progress.open() > progress.limited());
    }

    /** Its funnel, where it is counted in the time that a page has: whoever loads the page anew sees the same page. */
    Future<Optional<Funnel>> smallFunnel(PageRequest visit, Broadcast broadcast, Progress progress) {
        return BroadcastResults.isSmall(progress)
                ? results.smallFunnel(broadcast, visit.zone()).map(Optional::of)
                : Future.succeededFuture(Optional.empty());
    }

    /** Steps shown over time: what arrives does so when it is sent, and a stop stands there once. */
    public static final List<Funnel.Step> TIMED = Stream.of(Funnel.Step.values())
            .filter(step -> step != Funnel.Step.RECEIVED && step != Funnel.Step.STOPPED)
            .toList();

    /** An hour or a day, in the organisation's zone; hours are told of the last two weeks alone, so without a year. */
    public static String moment(PageRequest visit, LocalDateTime at, boolean daily) {
        return daily ? visit.mediumDay(at.toLocalDate()) : hour(visit, "broadcast.funnel.hour", at);
    }

    /** That all of it happened in one hour or on one day. */
    public static String atOnce(PageRequest visit, LocalDateTime at, boolean daily) {
        return daily
                ? visit.text("broadcast.funnel.at-once.day", "day", visit.mediumDay(at.toLocalDate()))
                : hour(visit, "broadcast.funnel.at-once.hour", at);
    }

    /** From when to when: what left at half past seven did not do so at seven. */
    private static String hour(PageRequest visit, String text, LocalDateTime at) {
        return visit.text(
                text,
                "day",
                visit.shortDay(at.toLocalDate()).replace(' ', '\u00a0'),
                "from",
                visit.hour(at.atZone(visit.zone()).toInstant()),
                "to",
                visit.hour(at.plusHours(1).atZone(visit.zone()).toInstant()));
    }

    private void csv(PageRequest visit) {
        broadcasts
                .find(visit.organisationId(), visit.id())
                .compose(found ->
                        found.isEmpty() ? Future.<Void>failedFuture(new HttpException(404)) : csv(visit, found.get()))
                .onFailure(visit.context()::fail);
    }

    private Future<Void> csv(PageRequest visit, Broadcast broadcast) {
        List<String> header = Stream.of(
                        "number",
                        "name",
                        "channel",
                        "state",
                        "reason",
                        "at",
                        "answer",
                        "answered-at",
                        "left-at",
                        "variant")
                .map(column -> visit.text("broadcast.column." + column))
                .toList();
        Filter asked = visit.query("answer")
                .map(Filter::answered)
                .orElseGet(() -> new Filter(
                        state(visit).orElse(null), visit.query("reason").orElse(null), false, null));
        return new CsvDownload<Entry>(
                        header,
                        from -> results.people(
                                visit.organisationId(), broadcast.id(), asked, from - 1, CsvDownload.pageSize()),
                        Entry::contactId,
                        person -> row(visit, person))
                .send(visit.context(), "broadcast-" + broadcast.id());
    }

    private static List<String> row(PageRequest visit, Entry person) {
        DateTimeFormatter time = TIME.withZone(visit.zone());
        Answered answer = person.answer();
        String channel = person.channel();
        String reason = person.reason();
        return List.of(
                Long.toString(person.contactId()),
                BroadcastWords.person(visit, person),
                channel == null ? "" : BroadcastWords.channel(channel),
                BroadcastWords.delivery(visit, person.state()),
                reason == null ? "" : BroadcastWords.reason(visit, reason),
                person.at() == null ? "" : time.format(person.at()),
                answer == null ? "" : answer.label(),
                answer == null ? "" : time.format(answer.at()),
                person.leftAt() == null ? "" : time.format(person.leftAt()),
                person.second() == null ? "" : (person.second() ? Variant.B : Variant.A).name());
    }
}
