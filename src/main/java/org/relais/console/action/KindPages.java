package org.relais.console.action;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore.Alike;
import org.relais.action.ActionFiguresStore.Counts;
import org.relais.action.ActionType;
import org.relais.console.PageRequest;
import org.relais.console.PageRoutes;

/** What the pages of one kind of action add to those that all kinds share. */
public interface KindPages {

    ActionType type();

    /**
     * Registers the pages that only this kind has.
     *
     * @param counts what became of an action's offers, as counted a moment ago where that takes long
     */
    void mount(PageRoutes routes, Function<Action, Future<Counts>> counts);

    /** What the form of the message asks besides; empty for most. */
    default Optional<ComposedPart> part() {
        return Optional.empty();
    }

    /** What is to be done besides the message before a draft can be opened, in order. */
    default Future<List<Step>> steps(PageRequest visit, Action action) {
        return Future.succeededFuture(List.of());
    }

    /** Puts what the page of a draft shows of this kind besides the message into its model. */
    default Future<Void> drafted(PageRequest visit, Action action, Map<String, Object> model) {
        return Future.succeededFuture();
    }

    /** Puts what is read once more of this kind before it is opened into that page's model. */
    default Future<Void> opening(Action action, Map<String, Object> model) {
        return Future.succeededFuture();
    }

    /** Puts what the page of an opened action shows of this kind into its model. */
    Future<Void> show(PageRequest visit, Action action, Map<String, Object> model);

    /**
     * What is set of an action, as it is now.
     *
     * @param words how it is set
     * @param mend page of the action on which what must not be missing is filled in; empty when nothing is
     */
    record Setting(String name, String words, String mend) {
        static Setting of(String name, String words) {
            return new Setting(name, words, "");
        }
    }

    /** What can be set of this kind while the action is open, in the order in which it is read. */
    default Future<List<Setting>> settings(PageRequest visit, Action action) {
        return Future.succeededFuture(List.of());
    }

    /**
     * Texts of what these people have answered, by contact, where this kind knows more than that they accepted or declined.
     */
    default Future<Map<Long, String>> standings(Action action, Collection<Long> contactIds) {
        return Future.succeededFuture(Map.of());
    }

    /** How many each of these people brings besides themselves; who brings nobody is left out. */
    default Future<Map<Long, Integer>> companions(Action action, Collection<Long> contactIds) {
        return Future.succeededFuture(Map.of());
    }

    /** What can be answered and how many did, of which {@link #answered} tells who; empty where nobody is looked up by it. */
    default Future<Map<String, Long>> answers(PageRequest visit, Action action) {
        return Future.succeededFuture(Map.of());
    }

    /**
     * Who has answered so.
     *
     * @param answer one of {@link #answers}
     * @param after where the page before ended, 0 for the first
     */
    default Future<Alike> answered(Action action, String answer, long after, int limit) {
        return Future.succeededFuture(new Alike(List.of(), 0));
    }

    /**
     * One thing to be done before an action is opened.
     *
     * @param name in the reader's words
     * @param standing how far it is, in the reader's words
     * @param path of the page where it is done, under the console
     * @param doubtful whether it keeps nothing from being opened and is yet to be put right
     * @param fields whose faults are mended there
     */
    record Step(String name, String standing, String path, boolean done, boolean doubtful, Set<String> fields) {
        Step(String name, String standing, String path, boolean done, Set<String> fields) {
            this(name, standing, path, done, false, fields);
        }

        /** The same with what is wrong about it. */
        Step faulty(String why) {
            return new Step(name, why, path, false, fields);
        }
    }
}
