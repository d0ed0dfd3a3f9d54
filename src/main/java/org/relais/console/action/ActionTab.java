package org.relais.console.action;

import java.util.ArrayList;
import java.util.List;
import org.relais.action.Action;
import org.relais.action.ActionState;
import org.relais.console.PageRequest;

/**
 * One of an action's pages, which stand beside each other on each of them.
 *
 * @param page the end of its path; empty for the overview
 * @param name in the reader's words
 */
public record ActionTab(String page, String name) {
    /** All that this reader may see, in their order: of a draft what is still to be done, later what came of it. */
    public static List<ActionTab> of(PageRequest visit, Action action) {
        boolean draft = action.state() == ActionState.DRAFT;
        List<ActionTab> tabs = new ArrayList<>();
        add(tabs, visit, true, "", "action.tab.overview");
        add(tabs, visit, draft && visit.mayChange(), "edit", "broadcast.edit");
        switch (action.type()) {
            case CALL -> {
                add(tabs, visit, true, "list", "action.tab.list");
                add(tabs, visit, !draft, "calls", "action.tab.calls");
                add(tabs, visit, !draft, "callers", "action.tab.callers");
                add(tabs, visit, true, "script", "action.tab.script");
            }
            case EVENT -> {
                add(tabs, visit, !draft, "answers", "action.event.who");
                add(tabs, visit, draft && visit.mayChange(), "event", "action.event.details");
            }
            case QUESTION -> {
                add(tabs, visit, !draft, "respondents", "action.question.who");
                add(tabs, visit, true, "questions", "action.question.form");
            }
            case SHARE -> {
                add(tabs, visit, !draft, "sharers", "action.tab.sharers");
                add(tabs, visit, !draft, "tree", "action.share.tree");
                add(tabs, visit, true, "named", "action.named");
            }
        }
        add(tabs, visit, !draft, "volunteers", "action.tab.volunteers");
        add(tabs, visit, !draft, "message", "broadcast.message");
        add(tabs, visit, true, "settings", "action.tab.settings");
        return List.copyOf(tabs);
    }

    private static void add(List<ActionTab> tabs, PageRequest visit, boolean shown, String page, String name) {
        if (shown) {
            tabs.add(new ActionTab(page, visit.text(name)));
        }
    }
}
