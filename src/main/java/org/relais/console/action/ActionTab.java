package org.relais.console.action;

import java.util.ArrayList;
import java.util.List;
import org.relais.action.Action;
import org.relais.action.ActionState;
import org.relais.console.PageRequest;

/**
 * One of an action's tabs, with the pages that stand under it.
 *
 * @param name in the reader's words
 * @param pages one or several, the first of which is shown when the tab is pressed
 */
public record ActionTab(String name, List<Page> pages) {
    public ActionTab {
        pages = List.copyOf(pages);
    }

    /**
     * One page.
     *
     * @param path the end of its path; empty for the overview
     * @param name in the reader's words
     */
    public record Page(String path, String name) {}

    /** Path of the page that is shown when it is pressed. */
    public String first() {
        return pages.get(0).path();
    }

    /** Whether a page stands under it. */
    public boolean holds(String page) {
        return pages.stream().anyMatch(each -> each.path().equals(page));
    }

    /** All that this reader may see, in their order: of a draft what is still to be done, later what came of it. */
    public static List<ActionTab> of(PageRequest visit, Action action) {
        boolean draft = action.state() == ActionState.DRAFT;
        boolean changing = draft && visit.mayChange();
        List<ActionTab> tabs = new ArrayList<>();
        add(tabs, true, page(visit, "", "action.tab.overview"));
        add(tabs, changing, page(visit, "edit", "action.field.offer"));
        switch (action.type()) {
            case CALL -> {
                if (!draft) {
                    tabs.add(new ActionTab(
                            visit.text("action.tab.calls"),
                            List.of(
                                    page(visit, "calls", "action.tab.each"),
                                    page(visit, "callers", "action.tab.by-volunteer"))));
                }
                add(tabs, true, page(visit, "script", "action.tab.script"));
                add(tabs, true, page(visit, "list", "action.tab.list"));
            }
            case EVENT -> {
                add(tabs, !draft, page(visit, "answers", "action.tab.answers"));
                // Whoever cancels an event ends its action, for good.
                boolean over = action.endsAt() != null && visit.past(action.endsAt());
                boolean set =
                        changing || !draft && action.state() != ActionState.CANCELLED && !over && visit.mayChange();
                add(tabs, set, page(visit, "event", "action.event.details"));
            }
            case QUESTION -> {
                add(tabs, !draft, page(visit, "respondents", "action.question.who"));
                add(tabs, true, page(visit, "questions", "action.question.form"));
            }
            case SHARE -> {
                Page named = page(visit, "named", "action.named");
                add(tabs, draft, named);
                if (!draft) {
                    tabs.add(new ActionTab(
                            visit.text("action.tab.sharers"),
                            List.of(
                                    page(visit, "sharers", "action.tab.by-volunteer"),
                                    page(visit, "tree", "action.share.tree"),
                                    named)));
                }
            }
        }
        add(tabs, !draft, page(visit, "volunteers", "action.tab." + ActionWords.people(action.type())));
        add(tabs, !draft, page(visit, "message", "broadcast.message"));
        add(tabs, true, page(visit, "settings", "action.tab.settings"));
        return List.copyOf(tabs);
    }

    private static Page page(PageRequest visit, String path, String name) {
        return new Page(path, visit.text(name));
    }

    private static void add(List<ActionTab> tabs, boolean shown, Page page) {
        if (shown) {
            tabs.add(new ActionTab(page.name(), List.of(page)));
        }
    }
}
