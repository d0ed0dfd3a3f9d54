package org.relais.console.organisation;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.relais.consent.ConsentWordingStore;
import org.relais.consent.PolicyOverrides;
import org.relais.consent.privacy.Retention;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.organisation.Role;

/**
 * What keeps the organisation within the rules: the platforms' terms and the owner's word that overrides them, the
 * wordings that people agreed to, and what was removed because its time was over.
 */
public final class SafeguardPages implements ConsoleFeature {
    private static final String PAGE = "/settings/safeguards";
    private static final int RUNS = 30;

    private final Pool pool;
    private final PolicyOverrides overrides;
    private final Retention retention;
    private final ConsentWordingStore wordings = new ConsentWordingStore();

    public SafeguardPages(Pool pool, PolicyOverrides overrides, Retention retention) {
        this.pool = pool;
        this.overrides = overrides;
        this.retention = retention;
    }

    @Override
    public MenuSection section() {
        return MenuSection.SETTINGS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(PAGE, visit -> page(visit, 200, new Form()));
        routes.post(PAGE + "/override", Role.OWNER, this::grant);
        routes.post(PAGE + "/withdraw", Role.OWNER, this::withdraw);
    }

    private Future<PageResult> page(PageRequest visit, int status, Form override) {
        long organisationId = visit.organisationId();
        Map<String, Object> model = new HashMap<>();
        model.put("override", override);
        return overrides
                .barred(organisationId)
                .onSuccess(barred -> model.put("barred", barred))
                .compose(barred -> overrides.of(organisationId))
                .onSuccess(all -> model.put("overrides", all))
                .compose(all -> wordings.all(pool, organisationId))
                .onSuccess(all -> model.put("wordings", all))
                .compose(all -> retention.reports(organisationId, Long.MAX_VALUE, RUNS))
                .onSuccess(reports -> model.put("reports", reports))
                .map(reports -> new PageResult.Page(status, "settings/safeguards", model));
    }

    private Future<PageResult> grant(PageRequest visit) {
        Form form = Form.of(visit, "channel", "statement", "sure");
        form.check(
                "statement",
                statement -> statement.strip().length() >= PolicyOverrides.SHORTEST_STATEMENT
                        && statement.length() <= PolicyOverrides.LONGEST_STATEMENT,
                visit.text(
                        "safeguard.statement.fault",
                        "least",
                        PolicyOverrides.SHORTEST_STATEMENT,
                        "most",
                        PolicyOverrides.LONGEST_STATEMENT));
        form.check("sure", sure -> !sure.isEmpty(), visit.text("safeguard.sure.fault"));
        return known(visit, form).compose(known -> {
            if (!known) {
                return Future.succeededFuture(PageResult.notFound());
            }
            return form.faulty()
                    ? page(visit, 422, form)
                    : overrides
                            .grant(visit.actor(), form.value("channel"), form.value("statement"))
                            .map(PageResult.to(PAGE).saying("safeguard.granted"));
        });
    }

    private Future<PageResult> withdraw(PageRequest visit) {
        Form form = Form.of(visit, "channel");
        return known(visit, form)
                .compose(known -> known
                        ? overrides
                                .withdraw(visit.actor(), form.value("channel"))
                                .map(PageResult.to(PAGE).saying("safeguard.withdrawn"))
                        : Future.succeededFuture(PageResult.notFound()));
    }

    private Future<Boolean> known(PageRequest visit, Form form) {
        return overrides
                .barred(visit.organisationId())
                .map((List<String> barred) -> barred.contains(form.value("channel")));
    }
}
