package org.relais.action.question;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionState;
import org.relais.action.ActionStore;
import org.relais.action.ActionType;
import org.relais.action.question.QuestionFigures.Chosen;
import org.relais.action.question.QuestionFigures.Count;
import org.relais.action.question.QuestionFigures.Range;
import org.relais.action.question.QuestionFigures.Respondent;
import org.relais.action.question.QuestionFigures.Words;
import org.relais.action.question.QuestionFiguresStore.Counted;
import org.relais.conversation.OrganisationTexts;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/**
 * What organisers do with questions: write them while the action is a draft, and read what was answered.
 */
public final class QuestionService {
    /** Bars of a number's histogram, and places that are named. */
    private static final int MOST_BARS = 10;

    private static final int MOST_PLACES = 50;

    /** Texts that are read beside the bars; all of them have a page of their own. */
    private static final int LATEST_WORDS = 3;

    private final Pool pool;
    private final InstantSource clock;
    private final AuditStore audit;
    private final ActionStore actions = new ActionStore();
    private final QuestionStore store = new QuestionStore();
    private final QuestionFiguresStore figures = new QuestionFiguresStore();

    public QuestionService(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
        this.audit = new AuditStore(clock);
    }

    /** A question action of the organisation; empty for any other. */
    public Future<Optional<Action>> find(long organisationId, long actionId) {
        return actions.find(pool, organisationId, actionId)
                .map(found -> found.filter(action -> action.type() == ActionType.QUESTION));
    }

    /** What is asked; empty when nothing is yet. */
    public Future<Optional<QuestionForm>> form(Action action) {
        return store.form(pool, action.organisationId(), action.id());
    }

    /** Writes what is asked, in the place of what stood there; empty, and nothing done, when the action is no draft any more. */
    public Future<Optional<QuestionForm>> write(Actor actor, Action action, QuestionForm form) {
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted -> pool.withTransaction(tx -> actions.lock(tx, action.organisationId(), action.id())
                        .compose(locked -> locked.filter(now -> now.state() == ActionState.DRAFT)
                                        .isPresent()
                                ? put(tx, actor, action, form).map(Optional.of(form))
                                : Future.succeededFuture(Optional.empty()))));
    }

    private Future<Void> put(SqlClient tx, Actor actor, Action action, QuestionForm form) {
        return store.put(tx, action.organisationId(), action.id(), form, actor.name(), clock.instant())
                .compose(put -> audit.write(tx, actor, "question.form", "action:" + action.id()));
    }

    /**
     * What somebody reads of questions, written down or not, in each language in which they can be asked; nothing while
     * there are none.
     */
    public Future<List<QuestionPreview>> preview(Action action, QuestionForm form) {
        List<String> languages = form.steps().isEmpty() ? List.of() : form.languages();
        return OrganisationTexts.of(pool, action.organisationId(), null).map(speech -> languages.stream()
                .map(language -> QuestionPreview.of(new OrganisationTexts(speech.profile(), language), form, action))
                .toList());
    }

    /** What was answered, by step; empty when the action has no questions. */
    public Future<Optional<QuestionFigures>> figures(Action action) {
        return form(action)
                .compose(form -> form.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : figures.people(pool, action.organisationId(), action.id())
                                .compose(people -> figures.steps(pool, action.id())
                                        .compose(counted -> steps(action, form.get(), counted))
                                        .map(steps -> people.map(found ->
                                                new QuestionFigures(found.people(), found.finished(), steps)))));
    }

    private Future<List<QuestionFigures.Step>> steps(Action action, QuestionForm form, Map<String, Counted> counted) {
        List<QuestionFigures.Step> steps = new ArrayList<>();
        Future<Void> all = Future.succeededFuture();
        for (QuestionForm.Step step : form.steps()) {
            Counted of = counted.getOrDefault(step.id(), Counted.NOTHING);
            all = all.compose(before -> counts(action, step, of))
                    .compose(counts -> latest(action, step)
                            .onSuccess(latest -> steps.add(new QuestionFigures.Step(
                                    step.id(), step.kind(), of.answered(), of.skipped(), counts, range(of), latest))))
                    .mapEmpty();
        }
        return all.map(done -> steps);
    }

    private Future<List<Count>> counts(Action action, QuestionForm.Step step, Counted counted) {
        return switch (step.kind()) {
            case CHOICE ->
                figures.choices(pool, action.id(), step.id()).map(chosen -> step.options().stream()
                        .map(option -> new Count(option.id(), chosen.getOrDefault(option.id(), 0L)))
                        .toList());
            case NUMBER -> numbers(action, step, counted);
            case PLACE -> figures.places(pool, action.id(), step.id(), MOST_PLACES);
            case TEXT -> Future.succeededFuture(List.of());
        };
    }

    private Future<List<Words>> latest(Action action, QuestionForm.Step step) {
        return step.kind() == AnswerKind.TEXT
                ? figures.latest(pool, action, step.id(), LATEST_WORDS)
                : Future.succeededFuture(List.of());
    }

    /** A bar for each number, or where they are more than ten, ten of the same whole width. */
    private Future<List<Count>> numbers(Action action, QuestionForm.Step step, Counted counted) {
        BigDecimal least = counted.least();
        BigDecimal most = counted.most();
        if (least == null || most == null || counted.numbers() <= MOST_BARS) {
            return figures.numbers(pool, action.id(), step.id());
        }
        BigDecimal from = least.setScale(0, RoundingMode.FLOOR);
        BigDecimal width =
                most.subtract(from).add(BigDecimal.ONE).divide(BigDecimal.valueOf(MOST_BARS), 0, RoundingMode.CEILING);
        return figures.bars(pool, action.id(), step.id(), from, width).map(bars -> LongStream.range(0, MOST_BARS)
                .filter(bar -> from.add(width.multiply(BigDecimal.valueOf(bar))).compareTo(most) <= 0)
                .mapToObj(bar -> new Count(name(from, width, bar), bars.getOrDefault(bar, 0L)))
                .toList());
    }

    private static String name(BigDecimal from, BigDecimal width, long bar) {
        BigDecimal first = from.add(width.multiply(BigDecimal.valueOf(bar)));
        String begins = QuestionFiguresStore.plain(first);
        return width.compareTo(BigDecimal.ONE) == 0
                ? begins
                : begins + "–" + QuestionFiguresStore.plain(first.add(width).subtract(BigDecimal.ONE));
    }

    private static @Nullable Range range(Counted counted) {
        BigDecimal least = counted.least();
        BigDecimal median = counted.median();
        BigDecimal most = counted.most();
        BigDecimal total = counted.total();
        return least == null || median == null || most == null || total == null
                ? null
                : new Range(least, median, most, total);
    }

    /**
     * What people wrote to one step, in the order in which they began.
     *
     * @param after the last of the page before, 0 for the first
     */
    public Future<List<Words>> words(Action action, String step, long after, int limit) {
        return figures.words(pool, action.organisationId(), action.id(), step, after, limit);
    }

    /**
     * A page of a file with a row for each person, columns as in {@link #columns}; the first cell is the contact's id.
     *
     * @param from the first contact's id
     */
    public Future<List<List<String>>> rows(Action action, QuestionForm form, long from, int limit) {
        return figures.page(pool, action, from, limit, null)
                .map(page -> page.stream().map(person -> row(form, person)).toList());
    }

    /**
     * People with all that they answered, a page of them.
     *
     * @param from the first contact's id
     * @param chosen only who chose this option of this step; null: everybody
     */
    public Future<List<Respondent>> respondents(Action action, long from, int limit, @Nullable Chosen chosen) {
        return figures.page(pool, action, from, limit, chosen);
    }

    /** Headings of the file: of the person, and each question's id. */
    public static List<String> columns(QuestionForm form) {
        List<String> columns = new ArrayList<>(List.of("contact", "name", "answered at", "finished at"));
        form.steps().forEach(step -> columns.add(step.id()));
        return columns;
    }

    private static List<String> row(QuestionForm form, Respondent person) {
        List<String> row = new ArrayList<>(List.of(
                Long.toString(person.contactId()),
                person.name(),
                person.answeredAt().toString(),
                person.doneAt() == null ? "" : person.doneAt().toString()));
        form.steps().forEach(step -> {
            String answer = person.answers().getOrDefault(step.id(), "");
            row.add(step.option(answer)
                    .map(option -> option.label(form.language(), form.language()))
                    .orElse(answer));
        });
        return row;
    }
}
