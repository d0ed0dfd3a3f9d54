package org.relais.console.organisation;

import io.vertx.core.Future;
import java.util.Locale;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.organisation.Role;
import org.relais.organisation.password.PasswordService;
import org.relais.organisation.password.PasswordService.Outcome;

/** Forms for passwords: everybody sets, changes and removes their own, and owners remove that of others. */
public final class PasswordPages implements ConsoleFeature {
    private static final String PAGE = AccountPages.PAGE + "/password";

    private final AccountPages account;
    private final PasswordService passwords;

    public PasswordPages(AccountPages account, PasswordService passwords) {
        this.account = account;
        this.passwords = passwords;
    }

    @Override
    public MenuSection section() {
        return MenuSection.SETTINGS;
    }

    @Override
    public void mount(PageRoutes routes) {
        if (passwords.possible()) {
            routes.post(PAGE, Role.COORDINATOR, this::set);
            routes.post(PAGE + "/remove", Role.COORDINATOR, this::remove);
            routes.post("/settings/people/:id/password/remove", Role.OWNER, this::removeOther);
        }
    }

    private Future<PageResult> set(PageRequest visit) {
        return passwords
                .set(visit.organiser(), visit.sessionId(), visit.secret("present"), visit.secret("password"))
                .compose(outcome -> answer(visit, outcome, "password.set"));
    }

    private Future<PageResult> remove(PageRequest visit) {
        return passwords
                .remove(visit.organiser(), visit.sessionId(), visit.secret("removing"))
                .compose(outcome -> answer(visit, outcome, "password.removed"));
    }

    private Future<PageResult> answer(PageRequest visit, Outcome outcome, String saying) {
        return switch (outcome) {
            case DONE -> Future.succeededFuture(PageResult.to(AccountPages.PAGE).saying(saying));
            case STALE ->
                Future.succeededFuture(PageResult.to(AccountPages.PAGE).warning("password.fault.stale"));
            case WRONG, OFTEN ->
                account.show(visit, 422, fault(visit, visit.isSent("password") ? "present" : "removing", outcome));
            case SHORT, LONG, EMAIL, COMMON -> account.show(visit, 422, fault(visit, "password", outcome));
        };
    }

    private static Form fault(PageRequest visit, String field, Outcome outcome) {
        return new Form()
                .faulty(field, visit.text("password.fault." + outcome.name().toLowerCase(Locale.ROOT)));
    }

    /** One's own is removed on one's own page, which asks for it. */
    private Future<PageResult> removeOther(PageRequest visit) {
        return visit.id() == visit.organiser().id()
                ? Future.succeededFuture(PageResult.to(AccountPages.PAGE))
                : passwords
                        .remove(visit.actor(), visit.id())
                        .map(outcome -> outcome == Outcome.DONE
                                ? PageResult.to("/settings/people/" + visit.id())
                                        .saying("people.password.removed")
                                : PageResult.notFound());
    }
}
