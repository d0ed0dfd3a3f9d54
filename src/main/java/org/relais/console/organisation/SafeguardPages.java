package org.relais.console.organisation;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.consent.ConsentWordingStore;
import org.relais.consent.PolicyOverrides;
import org.relais.consent.privacy.Retention;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.database.Paging;
import org.relais.organisation.ContactRules;
import org.relais.organisation.Organisation;
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
                .compose(all -> retention.reports(organisationId, Paging.NEWEST, RUNS))
                .onSuccess(reports -> model.put("reports", reports))
                .map(reports -> new PageResult.Page(status, "settings/safeguards", model));
    }

    /**
     * What keeps people from being written to wrongly, as it stands now.
     *
     * @param name in the keys of its texts
     * @param anchor of the setting that changes it; null where nothing does
     */
    public record Protection(String name, boolean on, String value, @Nullable String anchor) {}

    /** Every protection, those that nothing switches off first. */
    public static List<Protection> protections(PageRequest visit) {
        Organisation organisation = visit.organisation();
        ContactRules rules = organisation.rules();
        String always = visit.text("safeguard.always");
        return List.of(
                new Protection("stop", true, always, null),
                new Protection("double", true, always, null),
                new Protection(
                        "hours", !rules.wholeDays() || rules.days().size() < 7, SettingsPages.hours(visit), "hours"),
                new Protection(
                        "agreed",
                        organisation.consentOnly(),
                        visit.text(organisation.consentOnly() ? "safeguard.agreed.only" : "safeguard.agreed.once"),
                        "rules"),
                new Protection(
                        "mention",
                        true,
                        visit.text("safeguard.mention.value", "days", rules.mentionEveryDays()),
                        "rules"),
                new Protection("link", rules.mentionLink(), SettingsPages.onOff(visit, rules.mentionLink()), "rules"),
                new Protection("occasional", true, after(visit, rules.occasionalRetentionDays()), "rules"),
                new Protection("silence", true, after(visit, rules.regularSilenceDays()), "rules"));
    }

    private static String after(PageRequest visit, int days) {
        return visit.text("safeguard.days", "days", days, "years", days % 365 == 0 ? days / 365 : 0);
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
