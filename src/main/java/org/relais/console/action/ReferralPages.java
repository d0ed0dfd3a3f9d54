package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.relais.action.Action;
import org.relais.action.ActionService;
import org.relais.action.ActionType;
import org.relais.action.referral.ReferralFigures;
import org.relais.action.referral.ReferralService;
import org.relais.action.referral.ReferralSettings;
import org.relais.console.Form;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;

/** Whether volunteers of a share action may write to people of their own address book, and what came of it. */
public final class ReferralPages {
    private final ActionService actions;
    private final ReferralService naming;

    public ReferralPages(ActionService actions, ReferralService naming) {
        this.actions = actions;
        this.naming = naming;
    }

    void mount(PageRoutes routes) {
        routes.ofAction()
                .get(
                        "/actions/:id/named",
                        visit -> of(
                                visit,
                                (action, settings) -> page(
                                        visit,
                                        action,
                                        200,
                                        new Form()
                                                .with("enabled", settings.enabled() ? "yes" : "")
                                                .with("per_day", Integer.toString(settings.perDay())))));
        routes.post("/actions/:id/named", Role.ORGANISER, visit -> of(visit, (action, settings) -> set(visit, action)));
        routes.stream(
                "/actions/:id/named.csv",
                Role.VIEWER,
                visit -> CsvPages.send(
                        visit,
                        actions,
                        Set.of(ActionType.SHARE),
                        action -> CsvPages.file(
                                visit,
                                "action-" + action.id() + "-named",
                                naming.figures(visit.organisationId(), action.id())
                                        .map(ReferralFigures::csv))));
    }

    private Future<PageResult> of(PageRequest visit, BiFunction<Action, ReferralSettings, Future<PageResult>> page) {
        return actions.find(visit.organisationId(), visit.id())
                .compose(found -> naming.settings(visit.organisationId(), visit.id())
                        .compose(settings -> found.isEmpty() || settings.isEmpty()
                                ? Future.succeededFuture(PageResult.notFound())
                                : page.apply(found.get(), settings.get())));
    }

    private Future<PageResult> page(PageRequest visit, Action action, int status, Form form) {
        return naming.figures(visit.organisationId(), action.id())
                .map(figures -> new PageResult.Page(
                        status, "action/named", Map.of("action", action, "form", form, "figures", figures)));
    }

    private Future<PageResult> set(PageRequest visit, Action action) {
        if (action.endedAt() != null) {
            return Future.succeededFuture(
                    PageResult.to("/actions/" + action.id()).warning("action.said.not-possible"));
        }
        Form form = Form.of(visit, "enabled", "per_day");
        JsonObject json = new JsonObject().put("enabled", form.given("enabled").isPresent());
        form.given("per_day").ifPresent(text -> json.put("perDay", ActionForm.number(text)));
        ReferralSettings settings;
        try {
            settings = ReferralSettings.read(json);
        } catch (InvalidInputException invalid) {
            form.fault("per_day", visit.faults(invalid));
            return page(visit, action, 422, form);
        }
        return naming.set(visit.actor(), action.id(), settings)
                .map(set -> PageResult.to("/actions/" + action.id() + "/named").saying("action.named.said.saved"));
    }
}
