package org.relais.console.action;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore;
import org.relais.action.ActionState;
import org.relais.action.call.CallFigures;
import org.relais.action.call.CallListStore;
import org.relais.action.call.CallListStore.Entry;
import org.relais.action.call.CallResult;
import org.relais.action.call.CallScript;
import org.relais.action.call.CallService;
import org.relais.action.call.CallSettings;
import org.relais.action.step.StepOption;
import org.relais.console.PageRequest;
import org.relais.console.action.KindPages.Setting;
import org.relais.console.broadcast.AnswerBar;
import org.relais.console.broadcast.AudienceWords;
import org.relais.console.broadcast.BroadcastWords;
import org.relais.console.broadcast.FunnelBar;
import org.relais.template.Typography;

/** What call actions are called on pages: questions and answers of the script, why somebody is not called. */
public final class CallWords {
    /** So long after the opening nobody is told that nobody has agreed. */
    private static final Duration YOUNG = Duration.ofHours(1);
    /** As many people may be picked for a message. */
    static final int MOST_WRITTEN_TO = 50;
    /** Who refused or asked to be removed is left alone, and a wrong number is somebody else's. */
    private static final Set<String> WRITTEN_TO =
            Set.of(CallResult.REACHED.sqlName(), CallResult.NO_ANSWER.sqlName(), CallResult.CALL_BACK.sqlName());

    private static final Set<String> REASONS = Set.of(
            "reached",
            "no_answer",
            "refused",
            "wrong_number",
            "removed",
            "unsubscribed",
            "suppressed",
            "unreachable",
            "occasional_spent",
            "consent_only",
            "no_consent",
            "no_origin",
            "taken_out",
            "erased",
            "merged",
            "held",
            "pending",
            "no_address",
            "only_contact",
            "attempts");

    /** Where one sentence ends and the next begins; not behind the initial of a name. */
    private static final Pattern NEXT_SENTENCE =
            Pattern.compile("(?<=[\\p{Ll}\\d)»”][.!?…]|[!?…])\\s+(?=[\\p{Lu}¿«“])");

    private CallWords() {}

    /** What is asked in the end by words that say more before: their last sentence, where it is a question. */
    static String asked(String words) {
        String[] sentences = NEXT_SENTENCE.split(words.strip());
        String last = sentences[sentences.length - 1];
        return last.endsWith("?") ? last : words;
    }

    /** How many of the list are not called yet or can't be, by what is in their way. */
    public static List<String> others(PageRequest visit, CallListStore.Counts list) {
        Map<String, Long> others = new LinkedHashMap<>();
        others.put("waiting", list.waiting());
        others.put("later", list.later());
        others.put("leased", list.leased());
        others.put("uncallable", list.uncallable());
        return others.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> visit.text("action.call." + each.getKey(), "count", each.getValue()))
                .toList();
    }

    /** The words of a question, for the figures; its id when the script has changed since. */
    public static String question(PageRequest visit, @Nullable CallScript script, String id) {
        return Typography.kept(
                step(script, id).map(step -> said(visit, step.texts(), id)).orElse(id));
    }

    /** The label of an answer. */
    public static String option(PageRequest visit, @Nullable CallScript script, String question, String id) {
        return step(script, question)
                .flatMap(step -> step.options().stream()
                        .filter(option -> option.id().equals(id))
                        .findFirst())
                .map(option -> said(visit, option.labels(), id))
                .orElse(id);
    }

    /** What was answered in a call, by what was {@link #asked}, in the words and the order of the script. */
    public static Map<String, String> answers(
            PageRequest visit, @Nullable CallScript script, Map<String, String> given) {
        List<String> steps = script == null
                ? List.of()
                : script.steps().stream().map(CallScript.Step::id).toList();
        Map<String, String> answers = new LinkedHashMap<>();
        given.entrySet().stream()
                .filter(answer -> !answer.getValue().isBlank())
                .sorted(Comparator.comparingInt(answer -> place(steps, answer.getKey())))
                .forEach(answer -> {
                    String question = question(visit, script, answer.getKey());
                    String asked = asked(question);
                    answers.put(
                            answers.containsKey(asked) ? question : asked,
                            option(visit, script, answer.getKey(), answer.getValue()));
                });
        return answers;
    }

    /** Results by which calls are shown, in the order in which the script offers them; those that it offered before come last. */
    public static List<String> columns(@Nullable CallScript script, CallFigures figures) {
        List<CallResult> offered = script == null ? CallResult.ALL : script.results();
        return Stream.concat(
                        offered.stream().map(CallResult::sqlName),
                        figures.reported().keySet().stream().sorted())
                .distinct()
                .toList();
    }

    /** How calls went, in one line. */
    public static String results(PageRequest visit, List<String> columns, Map<String, Long> results) {
        return columns.stream()
                .filter(results::containsKey)
                .map(result -> visit.text("action.call.result." + result).replace(' ', '\u00a0') + "\u00a0"
                        + visit.number(results.getOrDefault(result, 0L)))
                .collect(Collectors.joining("\u00a0· "));
    }

    /** Why a call has no result, as part of a line. */
    public static String unreported(PageRequest visit, String result) {
        return AudienceWords.small(visit.text("action.call.result." + result));
    }

    /** How a list is worked. */
    static List<Setting> settings(PageRequest visit, CallSettings settings) {
        String origin = said(visit, settings.origins(), "");
        return List.of(
                setting(visit, "attempts", "count", settings.mostAttempts()),
                setting(visit, "retry", "time", visit.duration(settings.retryAfter())),
                setting(visit, "lease", "time", visit.duration(settings.lease())),
                new Setting(
                        visit.text("action.call.setting.origin.name"),
                        origin.isEmpty() ? visit.text("action.call.setting.origin.none") : origin,
                        origin.isEmpty()
                                ? "calling#origin_" + visit.organisation().language()
                                : ""));
    }

    private static Setting setting(PageRequest visit, String which, String argument, Object value) {
        return Setting.of(
                visit.text("action.call.setting." + which + ".name"),
                visit.text("action.call.setting." + which + ".now", argument, value));
    }

    /** How many calls went so, of the results that a list can be narrowed to. */
    public static Map<String, Long> numbers(List<String> results, CallFigures figures) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        results.forEach(result -> numbers.put(result, figures.results().getOrDefault(result, 0L)));
        numbers.put("none", figures.unreported());
        return numbers;
    }

    /** Colour of a result's badge. */
    public static String badge(String result) {
        return switch (result) {
            case "reached" -> "good";
            case "call_back" -> "warn";
            case "removed" -> "bad";
            default -> "plain";
        };
    }

    /** How calls went, in the order of {@link #columns}; how none went is left out. */
    public static List<FunnelBar> results(
            PageRequest visit, long actionId, @Nullable CallScript script, CallFigures figures) {
        return bars(columns(script, figures), figures.reported(), result -> visit.text("action.call.result." + result))
                .stream()
                .filter(bar -> bar.people() > 0)
                .map(bar -> FunnelBar.part(visit, bar.payload(), bar.label(), bar.people(), figures.made())
                        .leading(
                                "/console/actions/" + actionId + "/calls?result=" + bar.payload(),
                                bar.people() <= MOST_WRITTEN_TO && WRITTEN_TO.contains(bar.payload())
                                        ? "/console/actions/" + actionId + "/calls/write?result=" + bar.payload()
                                        : ""))
                .toList();
    }

    /** What an organiser has to see to first; null while calls go on by themselves. */
    public static @Nullable String next(
            PageRequest visit, Action action, ActionFiguresStore.Counts asked, CallPages.Shown call) {
        CallListStore.Counts list = call.list();
        if (action.state() != ActionState.OPEN) {
            return null;
        }
        if (list.all() == 0) {
            return visit.text(next(visit, "empty"));
        }
        if (list.uncallable() == list.all()) {
            return visit.text("action.call.next.uncallable");
        }
        if (list.waiting() + list.later() + list.leased() == 0) {
            return visit.text(next(visit, "over"));
        }
        if (asked.accepted() == 0 && isYoung(visit, action.openedAt())) {
            return asked.offered() == 0 ? null : visit.text("action.call.next.young");
        }
        if (asked.accepted() == 0) {
            return visit.text("action.call.next.nobody", "offered", asked.offered());
        }
        return list.leased() == 0 ? idle(visit, list, call.possible()) : null;
    }

    /** Whether it was opened so shortly ago that nobody need have said yes yet, or called. */
    public static boolean isYoung(PageRequest visit, @Nullable Instant openedAt) {
        return openedAt != null && !visit.past(openedAt.plus(YOUNG));
    }

    /** Why some of those who wait can be called later only; null where all can be called now. */
    public static @Nullable String why(PageRequest visit, CallPages.Shown call) {
        CallService.Possible possible = call.possible();
        return possible == null || possible.now() >= call.list().waiting()
                ? null
                : visit.text(
                        "action.call.next.why",
                        "now",
                        possible.now(),
                        "others",
                        call.list().waiting() - possible.now());
    }

    private static String idle(PageRequest visit, CallListStore.Counts list, CallService.@Nullable Possible possible) {
        long now = possible == null ? list.waiting() : possible.now();
        Instant next = possible == null ? null : possible.next();
        if (now == 0 && next != null) {
            return visit.text(
                    "action.call.next.later",
                    "waiting",
                    list.waiting(),
                    "time",
                    ActionWords.time(visit, next, visit.zone()));
        }
        return now >= list.waiting()
                ? visit.text(next(visit, "idle"), "waiting", list.waiting())
                : visit.text("action.call.next.some", "waiting", list.waiting(), "now", now);
    }

    /** Nobody is told to do what they have no means for. */
    private static String next(PageRequest visit, String what) {
        return "action.call.next." + what + (visit.mayChange() ? "" : ".told");
    }

    /** The questions in the order of the script; those that it had before come last. */
    public static List<CallFigures.Question> questions(@Nullable CallScript script, CallFigures figures) {
        List<String> steps = script == null
                ? List.of()
                : script.steps().stream().map(CallScript.Step::id).toList();
        return figures.answers().stream()
                .sorted(Comparator.comparingInt(question -> place(steps, question.question())))
                .toList();
    }

    /** What was chosen, in the order of the script's options, those that nobody chose too. */
    public static List<FunnelBar> choices(
            PageRequest visit, long actionId, @Nullable CallScript script, CallFigures.Question question) {
        List<String> options = step(script, question.question())
                .map(step -> step.options().stream().map(StepOption::id).toList())
                .orElse(List.of());
        long whole = BroadcastWords.sum(question.choices());
        String calls = "/console/actions/" + actionId + "/calls?answer=" + question.question() + ":";
        return bars(options, question.choices(), choice -> option(visit, script, question.question(), choice)).stream()
                .map(bar -> FunnelBar.part(
                                visit, question.question() + "-" + bar.payload(), bar.label(), bar.people(), whole)
                        .leading(calls + bar.payload(), ""))
                .toList();
    }

    private static List<AnswerBar> bars(List<String> order, Map<String, Long> counts, UnaryOperator<String> words) {
        return Stream.concat(order.stream(), counts.keySet().stream().sorted())
                .distinct()
                .map(key -> new AnswerBar(key, words.apply(key), counts.getOrDefault(key, 0L)))
                .toList();
    }

    private static int place(List<String> order, String id) {
        int place = order.indexOf(id);
        return place < 0 ? Integer.MAX_VALUE : place;
    }

    private static Optional<CallScript.Step> step(@Nullable CallScript script, String id) {
        return script == null
                ? Optional.empty()
                : script.steps().stream().filter(step -> step.id().equals(id)).findFirst();
    }

    private static String said(PageRequest visit, Map<String, String> texts, String otherwise) {
        String own = texts.get(visit.language());
        return own != null ? own : texts.values().stream().findFirst().orElse(otherwise);
    }

    /** Why somebody is called no more, or may not be called now. */
    public static String reason(PageRequest visit, String reason) {
        return visit.text(REASONS.contains(reason) ? "action.call.reason." + reason : "action.call.reason.other");
    }

    /** Why so many people can't be called, and what to do about it. */
    public record Obstacle(long people, String reason, String remedy) {}

    /** The reasons for which people of a list can't be called, most first; what reads the same is counted together. */
    public static List<Obstacle> obstacles(PageRequest visit, CallListStore.Counts counts) {
        Map<String, Obstacle> obstacles = new LinkedHashMap<>();
        counts.obstacles()
                .forEach((reason, people) -> obstacles.merge(
                        reason(visit, reason),
                        new Obstacle(people, reason(visit, reason), visit.textOr("action.call.remedy." + reason, "")),
                        (one, other) -> new Obstacle(one.people() + other.people(), one.reason(), one.remedy())));
        return obstacles.values().stream()
                .sorted(Comparator.comparing(Obstacle::people).reversed())
                .toList();
    }

    /** How many people of a list stand where, in the order in which they go through it. */
    public static Map<String, Long> standings(CallListStore.Counts counts) {
        Map<String, Long> people = new LinkedHashMap<>();
        people.put("waiting", counts.waiting());
        people.put("later", counts.later());
        people.put("leased", counts.leased());
        people.put("closed", counts.ended());
        people.put("uncallable", counts.uncallable());
        return people;
    }

    /** Where somebody stands in the list. */
    public static String standing(PageRequest visit, Entry entry) {
        String waiting = entry.refusal() != null
                ? "later"
                : entry.promised() ? "promised" : entry.attempts() > 0 ? "again" : "waiting";
        String state = entry.state().equals("waiting") ? waiting : entry.state();
        return visit.text("action.call.state." + (entry.uncallable() ? "uncallable" : state));
    }
}
