package org.relais.console.organisation;

import io.vertx.core.Future;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.organisation.Role;
import org.relais.organisation.password.PasswordService;
import org.relais.organisation.password.PasswordService.Outcome;
import org.relais.organisation.password.SecondFactor;
import org.relais.share.QrCode;

/** Forms for passwords and second factors: everybody sets, changes and removes their own, and owners remove those of others. */
public final class PasswordPages implements ConsoleFeature {
    private static final String PAGE = AccountPages.PAGE + "/password";

    private static final String SECOND = AccountPages.PAGE + "/second";

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
            routes.post(SECOND, Role.COORDINATOR, this::offer);
            routes.post(SECOND + "/confirm", Role.COORDINATOR, this::confirm);
            routes.post(SECOND + "/remove", Role.COORDINATOR, this::removeSecond);
            routes.post("/settings/people/:id/password/remove", Role.OWNER, this::removeOther);
            routes.post("/settings/people/:id/second/remove", Role.OWNER, this::removeOthersSecond);
        }
    }

    private Future<PageResult> set(PageRequest visit) {
        return passwords
                .state(visit.actor(), visit.organiser().id(), visit.sessionId())
                .compose(before -> passwords
                        .set(
                                visit.organiser(),
                                visit.sessionId(),
                                visit.secret("present"),
                                visit.secret("password"),
                                links(visit))
                        .compose(outcome ->
                                answer(visit, outcome, before.isSet() ? "password.changed" : "password.set")));
    }

    /** Owners make themselves a link when they like, unless links are mailed, which shows that the mailbox is theirs. */
    public static boolean links(PageRequest visit) {
        return visit.may(Role.OWNER) && !visit.mailsLinks();
    }

    private Future<PageResult> remove(PageRequest visit) {
        return passwords
                .remove(visit.organiser(), visit.sessionId(), visit.secret("removing"))
                .compose(outcome -> answer(visit, outcome, "password.removed"));
    }

    private Future<PageResult> answer(PageRequest visit, Outcome outcome, String saying) {
        return refused(visit, outcome, visit.isSent("password") ? "present" : "removing")
                .orElseGet(() ->
                        Future.succeededFuture(PageResult.to(AccountPages.PAGE).saying(saying)));
    }

    /** @param present the field in which the present password is asked for */
    private Optional<Future<PageResult>> refused(PageRequest visit, Outcome outcome, String present) {
        return switch (outcome) {
            case DONE -> Optional.empty();
            case STALE ->
                Optional.of(
                        Future.succeededFuture(PageResult.to(AccountPages.PAGE).warning("password.fault.stale")));
            case WRONG, OFTEN -> Optional.of(account.show(visit, 422, fault(visit, present, outcome)));
            case SHORT, LONG, EMAIL, COMMON -> Optional.of(account.show(visit, 422, fault(visit, "password", outcome)));
        };
    }

    private Future<PageResult> offer(PageRequest visit) {
        return passwords
                .offer(
                        visit.organiser(),
                        visit.sessionId(),
                        visit.secret("adding"),
                        visit.organisation().name())
                .compose(offered -> refused(visit, offered.outcome(), "adding")
                        .orElseGet(() -> Future.succeededFuture(
                                offered(200, Objects.requireNonNull(offered.offer()), new Form()))));
    }

    /** The secret as a picture and in letters; it stands in this answer only. */
    private static PageResult offered(int status, SecondFactor.Offer offer, Form form) {
        String picture = QrCode.of(offer.uri()).source();
        return new PageResult.Page(status, "settings/second", Map.of("offer", offer, "picture", picture, "form", form));
    }

    private Future<PageResult> confirm(PageRequest visit) {
        String sealed = visit.secret("sealed");
        return passwords
                .second()
                .confirm(visit.organiser(), sealed, visit.secret("code"))
                .map(codes -> codes.isEmpty()
                        ? unconfirmed(visit, sealed)
                        : PageResult.page("settings/recovery", Map.of("codes", codes)));
    }

    private PageResult unconfirmed(PageRequest visit, String sealed) {
        Form form = new Form().faulty("code", visit.text("second.code.fault"));
        return passwords
                .second()
                .again(visit.organiser(), visit.organisation().name(), sealed)
                .map(offer -> offered(422, offer, form))
                .orElseGet(() -> PageResult.to(AccountPages.PAGE).warning("second.late"));
    }

    private Future<PageResult> removeSecond(PageRequest visit) {
        return passwords
                .second()
                .remove(visit.organiser(), visit.secret("off"))
                .compose(done -> done
                        ? Future.succeededFuture(
                                PageResult.to(AccountPages.PAGE).saying("second.removed"))
                        : account.show(visit, 422, new Form().faulty("off", visit.text("second.code.fault"))));
    }

    private Future<PageResult> removeOthersSecond(PageRequest visit) {
        return visit.id() == visit.organiser().id()
                ? Future.succeededFuture(PageResult.to(AccountPages.PAGE))
                : passwords
                        .second()
                        .remove(visit.actor(), visit.id())
                        .map(done -> done
                                ? PageResult.to("/settings/people/" + visit.id())
                                        .saying("people.second.removed")
                                : PageResult.notFound());
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
