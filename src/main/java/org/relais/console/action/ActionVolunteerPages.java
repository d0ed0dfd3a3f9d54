package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.text.Collator;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore;
import org.relais.action.ActionFiguresStore.Alike;
import org.relais.action.ActionFiguresStore.Counts;
import org.relais.action.ActionFiguresStore.OfVolunteer;
import org.relais.action.ActionService;
import org.relais.action.ActionType;
import org.relais.action.AssignmentState;
import org.relais.api.CsvDownload;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.organisation.Role;

/**
 * To whom an action was offered. Those of a small one are read at once, and stand by their answer and name with figures that
 * are counted from the list itself; of a large one a page is read, in the order in which they came among the contacts.
 */
public final class ActionVolunteerPages {
    /** So many people are read and sorted in some milliseconds. */
    static final int SORTED = 500;
    /** Who has not answered, among the answers that people are looked up by. */
    static final String SILENT = "silent";
    /** Who stopped without an answer. */
    static final String STOPPED = "gone";

    private static final int PEOPLE = 50;
    /** What people did or answered, as they stand one below the other. */
    private static final List<String> ORDER =
            List.of("done", "yes", "waiting", "accepted", "maybe", "no", "declined", SILENT, "stopped", STOPPED);

    private final Pool pool;
    private final ActionService actions;
    private final Function<Action, Future<Counts>> counts;
    private final Function<Action, KindPages> kinds;
    private final ActionFiguresStore figures = new ActionFiguresStore();
    private final Namesakes namesakes;

    ActionVolunteerPages(
            Pool pool,
            ActionService actions,
            Function<Action, Future<Counts>> counts,
            Function<Action, KindPages> kinds) {
        this.pool = pool;
        this.namesakes = new Namesakes(pool);
        this.actions = actions;
        this.counts = counts;
        this.kinds = kinds;
    }

    void mount(PageRoutes routes) {
        routes.ofAction().get("/actions/:id/volunteers", visit -> actions.find(visit.organisationId(), visit.id())
                .compose(PageResult.found(action -> counts.apply(action)
                        .compose(counted ->
                                counted.offered() <= SORTED ? sorted(visit, action) : paged(visit, action, counted)))));
        routes.stream("/actions/:id/volunteers.csv", Role.VIEWER, this::csv);
    }

    /** What is asked for: who stands so, who is called so, and from where on; all of them when nothing is. */
    private record Wanted(String answer, String name, long from) {
        private Wanted(PageRequest visit) {
            this(
                    visit.query("answer")
                            .filter(each -> ORDER.contains(each) || each.equals(ActionFunnel.AGREED))
                            .orElse(""),
                    visit.query("name").orElse("").strip(),
                    Math.max(0, visit.query("from", 0L)));
        }

        private boolean meets(OfVolunteer person, String stands) {
            return answer.isEmpty()
                    || (answer.equals(ActionFunnel.AGREED)
                            ? person.counts().accepted() + person.counts().done() > 0
                            : answer.equals(stands));
        }
    }

    /**
     * By what the list can be narrowed.
     *
     * @param people how many stand so, in the order in which it is offered
     * @param all to how many it was offered
     * @param sorted whether the list stands by answer and name
     */
    public record Choices(Map<String, Long> people, long all, boolean sorted) {}

    /** People with the texts of what they answered, and whom they bring. */
    private record Known(List<OfVolunteer> people, Map<Long, String> answers, Map<Long, Integer> companions) {
        private String stands(OfVolunteer person) {
            String standing = ActionWords.standing(person);
            String answer = answers.get(person.contactId());
            if (answer != null && !standing.equals("done")) {
                return answer.substring(answer.lastIndexOf('.') + 1);
            }
            return standing.equals("stopped") ? STOPPED : standing;
        }

        /** How many stand so, in order; those who were erased are nobody any more. */
        private Choices choices(Wanted wanted) {
            Map<String, Long> all = new LinkedHashMap<>();
            Stream.concat(ORDER.stream(), Stream.of(wanted.answer()).filter(ActionFunnel.AGREED::equals))
                    .forEach(each ->
                            all.put(each, meeting(new Wanted(each, "", 0)).count()));
            long offers = people.stream()
                    .mapToLong(person -> person.counts().offered())
                    .sum();
            return new Choices(all, offers, true);
        }

        private Stream<OfVolunteer> meeting(Wanted wanted) {
            return people.stream()
                    .filter(person -> wanted.answer().isEmpty() || person.contactId() != 0)
                    .filter(person -> wanted.meets(person, stands(person)));
        }

        private Comparator<OfVolunteer> order(PageRequest visit) {
            return Comparator.comparing((OfVolunteer person) -> person.contactId() == 0)
                    .thenComparing(person -> ORDER.indexOf(stands(person)))
                    .thenComparing(person -> person.name().isEmpty())
                    .thenComparing(OfVolunteer::name, Collator.getInstance(visit.locale()));
        }
    }

    private Future<Known> known(Action action, List<OfVolunteer> people) {
        List<Long> ids = people.stream().map(OfVolunteer::contactId).toList();
        Future<Map<Long, String>> answers = kinds.apply(action).standings(action, ids);
        Future<Map<Long, Integer>> companions = kinds.apply(action).companions(action, ids);
        return Future.all(answers, companions).map(read -> new Known(people, answers.result(), companions.result()));
    }

    private Future<PageResult> sorted(PageRequest visit, Action action) {
        Wanted wanted = new Wanted(visit);
        return figures.volunteers(pool, action, 0, SORTED)
                .compose(people -> known(action, people))
                .compose(known -> named(visit, wanted).map(named -> {
                    List<OfVolunteer> found = known.meeting(wanted)
                            .filter(person -> wanted.name().isEmpty() || named.contains(person.contactId()))
                            .sorted(known.order(visit))
                            .toList();
                    long next = wanted.from() + PEOPLE;
                    List<OfVolunteer> page =
                            found.stream().skip(wanted.from()).limit(PEOPLE).toList();
                    return page(
                            action,
                            wanted,
                            new Known(page, known.answers(), known.companions()),
                            known.choices(wanted),
                            found.size() > next ? next : 0);
                }));
    }

    private Future<Set<Long>> named(PageRequest visit, Wanted wanted) {
        return wanted.name().isEmpty()
                ? Future.succeededFuture(Set.of())
                : namesakes.of(visit, wanted.name()).map(Set::copyOf);
    }

    private Future<PageResult> paged(PageRequest visit, Action action, Counts counted) {
        Wanted wanted = new Wanted(visit);
        return kinds.apply(action).answers(visit, action).compose(own -> found(visit, action, wanted)
                .compose(found -> known(action, found.people()).map(known -> {
                    List<OfVolunteer> people = known.meeting(wanted).toList();
                    Map<String, Long> choices = new LinkedHashMap<>(own.isEmpty() ? standings(counted) : own);
                    choices.put(SILENT, counted.silent());
                    choices.put(STOPPED, counted.stopped());
                    if (wanted.answer().equals(ActionFunnel.AGREED)) {
                        choices.put(ActionFunnel.AGREED, counted.accepted());
                    }
                    return page(
                            action,
                            wanted,
                            new Known(people, known.answers(), known.companions()),
                            new Choices(choices, counted.offered(), false),
                            found.next());
                })));
    }

    private static PageResult page(Action action, Wanted wanted, Known shown, Choices choices, long next) {
        return PageResult.page(
                "action/volunteers",
                Map.of(
                        "action",
                        action,
                        "people",
                        shown.people(),
                        "answers",
                        shown.answers(),
                        "companions",
                        shown.companions(),
                        "choices",
                        choices,
                        "answer",
                        wanted.answer(),
                        "name",
                        wanted.name(),
                        "next",
                        next));
    }

    /** Where people stand, in an action that has no answers of its own: whoever is done has accepted, and counts once. */
    private static Map<String, Long> standings(Counts counts) {
        Map<String, Long> standings = new LinkedHashMap<>();
        standings.put(AssignmentState.DONE.sqlName(), counts.done());
        standings.put(AssignmentState.ACCEPTED.sqlName(), counts.accepted() - counts.done());
        standings.put(AssignmentState.DECLINED.sqlName(), counts.declined());
        return standings;
    }

    /** A page of volunteers, and where the next one begins; 0 when there is none. */
    private record Found(List<OfVolunteer> people, long next) {}

    private Future<Found> found(PageRequest visit, Action action, Wanted wanted) {
        String answer = wanted.answer();
        long from = wanted.from();
        if (!wanted.name().isEmpty()) {
            return namesakes
                    .of(visit, wanted.name())
                    .compose(named -> figures.volunteers(pool, action, named))
                    .map(people -> new Found(people.stream().limit(PEOPLE).toList(), 0));
        }
        if (answer.equals(SILENT)) {
            return alike(action, figures.silent(pool, action, from, PEOPLE));
        }
        if (answer.equals(STOPPED)) {
            return alike(action, figures.stopped(pool, action, from, PEOPLE));
        }
        if (action.type() != ActionType.EVENT && !answer.isEmpty()) {
            Set<AssignmentState> states = answer.equals(ActionFunnel.AGREED)
                    ? Set.of(AssignmentState.ACCEPTED, AssignmentState.DONE)
                    : Set.of(AssignmentState.of(answer));
            return alike(action, figures.standing(pool, action, states, from, PEOPLE));
        }
        if (!answer.isEmpty()) {
            return alike(action, kinds.apply(action).answered(action, answer, from, PEOPLE));
        }
        return figures.volunteers(pool, action, from, PEOPLE + 1)
                .map(people -> new Found(
                        people.stream().limit(PEOPLE).toList(),
                        people.size() > PEOPLE ? people.get(PEOPLE).contactId() : 0));
    }

    private Future<Found> alike(Action action, Future<Alike> found) {
        return found.compose(alike ->
                figures.volunteers(pool, action, alike.contactIds()).map(people -> new Found(people, alike.next())));
    }

    /** A volunteer in the file, with the text of where they stand. */
    private record Exported(OfVolunteer person, String standing) {}

    private void csv(PageRequest visit) {
        CsvPages.send(visit, actions, action -> new CsvDownload<>(
                        CsvPages.header(
                                visit, "id", "name", "standing", "units", "reminded", "offered", "answered", "done"),
                        from -> figures.volunteers(pool, action, from, CsvDownload.pageSize())
                                .compose(people -> kinds.apply(action)
                                        .standings(
                                                action,
                                                people.stream()
                                                        .map(OfVolunteer::contactId)
                                                        .toList())
                                        .map(answers -> people.stream()
                                                .map(person -> new Exported(
                                                        person, ActionWords.standingText(action, person, answers)))
                                                .toList())),
                        line -> line.person().contactId(),
                        line -> cells(visit, line.person(), line.standing()))
                .send(visit.context(), "action-" + action.id() + "-volunteers"));
    }

    private static List<String> cells(PageRequest visit, OfVolunteer person, String standing) {
        return List.of(
                Long.toString(person.contactId()),
                person.name(),
                visit.text(standing),
                Long.toString(person.counts().units()),
                Long.toString(person.counts().reminded()),
                CsvPages.time(visit, person.offeredAt()),
                CsvPages.time(visit, person.answeredAt()),
                CsvPages.time(visit, person.doneAt()));
    }
}
