package org.relais.console.action;

import java.util.ArrayList;
import java.util.List;
import org.relais.action.Action;
import org.relais.action.ActionState;
import org.relais.action.ActionType;
import org.relais.action.call.CallService;
import org.relais.console.PageRequest;

/**
 * One of an action's pages, which stand beside each other on each of them.
 *
 * @param page the end of its path; empty for the overview
 * @param name in the reader's words
 */
public record ActionTab(String page, String name) {
    /** All that this reader may see, in their order. */
    public static List<ActionTab> of(PageRequest visit, Action action) {
        boolean draft = action.state() == ActionState.DRAFT;
        List<ActionTab> tabs = new ArrayList<>();
        add(tabs, visit, "", "action.tab.overview");
        switch (action.type()) {
            case CALL -> ofCalls(tabs, visit, draft);
            case EVENT -> addUnless(draft, tabs, visit, "answers", "action.event.who");
            case QUESTION -> {
                addUnless(draft, tabs, visit, "respondents", "action.question.who");
                add(tabs, visit, "questions", "action.question.form");
            }
            case SHARE -> {
                addUnless(draft, tabs, visit, "sharers", "action.share.by-volunteer");
                addUnless(draft, tabs, visit, "tree", "action.share.tree");
                add(tabs, visit, "named", "action.named");
            }
        }
        addUnless(draft, tabs, visit, "volunteers", "action.volunteers");
        addUnless(draft, tabs, visit, "message", "broadcast.message");
        addUnless(draft, tabs, visit, "settings", "action.tab.settings");
        if (action.type() == ActionType.CALL && visit.mayRun() && CallService.changeable(action)) {
            add(tabs, visit, "calling", "action.call.settings");
        }
        return List.copyOf(tabs);
    }

    private static void ofCalls(List<ActionTab> tabs, PageRequest visit, boolean draft) {
        add(tabs, visit, "list", "action.call.list");
        addUnless(draft, tabs, visit, "calls", "action.call.each");
        addUnless(draft, tabs, visit, "callers", "action.call.by-volunteer");
        add(tabs, visit, "script", "action.call.script");
    }

    private static void add(List<ActionTab> tabs, PageRequest visit, String page, String name) {
        tabs.add(new ActionTab(page, visit.text(name)));
    }

    private static void addUnless(boolean draft, List<ActionTab> tabs, PageRequest visit, String page, String name) {
        if (!draft) {
            add(tabs, visit, page, name);
        }
    }
}
