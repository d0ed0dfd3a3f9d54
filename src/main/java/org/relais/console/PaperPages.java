package org.relais.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.relais.consent.identity.ContactService;
import org.relais.consent.stopword.RightsKind;
import org.relais.contact.ConsentClass;
import org.relais.contact.Contact;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactStore;
import org.relais.inbox.RightsRequestService;
import org.relais.ledger.EventSource;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What reaches the organisation on paper, by telephone or at the door, written down on the person's page: a right that
 * they exercise, what they agreed to, and details that were wrong.
 */
public final class PaperPages implements ConsoleFeature {
    private static final Logger LOG = LoggerFactory.getLogger(PaperPages.class);
    private static final int LONGEST = 2_000;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_AREA = 100;
    private static final int MOST_TAGS = 20;
    private static final int LONGEST_TAG = 50;

    private final Pool pool;
    private final ContactPages page;
    private final ContactService service;
    private final RightsRequestService rights;
    private final AuditStore audit;
    private final InstantSource clock;
    private final ContactStore contacts = new ContactStore();

    /** @param page where the forms stand */
    public PaperPages(
            Pool pool,
            ContactPages page,
            ContactService service,
            RightsRequestService rights,
            AuditStore audit,
            InstantSource clock) {
        this.pool = pool;
        this.page = page;
        this.service = service;
        this.rights = rights;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public MenuSection section() {
        return MenuSection.CONTACTS;
    }

    @Override
    public void mount(PageRoutes desk) {
        form(desk, "right", this::right, "right", "date", "words");
        form(desk, "opt-in", this::agreed, "class", "source", "date", "wording");
        form(desk, "details", this::details, "name", "language", "area", "tags");
    }

    private interface Work {
        Future<PageResult> on(PageRequest visit, Contact contact, Form form);
    }

    /** A form that stays as it was filled in when something is wrong with it, or with the server. */
    private void form(PageRoutes desk, String name, Work work, String... fields) {
        desk.post(
                "/contacts/:id/" + name,
                Role.ORGANISER,
                visit -> known(visit, contact -> {
                    Form form = Form.of(visit, fields);
                    return work.on(visit, contact, form)
                            .compose(answer -> form.faulty()
                                    ? page.page(visit, contact, 422, name, form)
                                    : Future.succeededFuture(answer))
                            .recover(fault -> failed(visit, contact, name, form, fault));
                }));
    }

    private Future<PageResult> failed(PageRequest visit, Contact contact, String name, Form form, Throwable fault) {
        LOG.error("the form {} of a person's page failed", name, fault);
        form.fault(Form.WHOLE, visit.text("paper.failed"));
        return page.page(visit, contact, 500, name, form);
    }

    private Future<PageResult> known(PageRequest visit, Function<Contact, Future<PageResult>> work) {
        return contacts.current(pool, visit.organisationId(), visit.id())
                .compose(found -> found.isEmpty() || found.get().erasedAt() != null
                        ? Future.succeededFuture(PageResult.notFound())
                        : work.apply(found.get()));
    }

    private Future<PageResult> right(PageRequest visit, Contact contact, Form form) {
        Optional<RightsKind> kind = Arrays.stream(RightsKind.values())
                .filter(one -> one.sqlName().equals(form.value("right")))
                .findFirst();
        form.check("right", given -> kind.isPresent(), visit.text("paper.fault.choice"));
        Optional<Instant> receivedAt = day(visit, form);
        length(visit, form, "words", LONGEST);
        if (form.faulty()) {
            return Future.succeededFuture(back(contact));
        }
        return rights.record(
                        visit.actor(),
                        EventSource.CONSOLE,
                        contact.id(),
                        kind.orElseThrow(),
                        receivedAt.orElseThrow(),
                        form.given("words").orElse(null))
                .map(recorded -> back(contact).saying("paper.right.recorded", "date", visit.date(recorded.dueAt())));
    }

    private Future<PageResult> agreed(PageRequest visit, Contact contact, Form form) {
        form.check("class", List.of("regular", "member")::contains, visit.text("paper.fault.choice"));
        Optional<Instant> at = day(visit, form);
        for (String field : List.of("source", "wording")) {
            form.check(field, text -> !text.isEmpty(), visit.text("paper.fault.missing"));
            length(visit, form, field, LONGEST);
        }
        if (form.faulty()) {
            return Future.succeededFuture(back(contact));
        }
        ContactService.Evidence evidence = new ContactService.Evidence(
                form.value("source"), at.orElseThrow(), form.value("wording"), visit.language());
        return service.agreed(
                        contact.organisationId(),
                        contact.id(),
                        ConsentClass.of(form.value("class")),
                        evidence,
                        visit.actor().name(),
                        EventSource.CONSOLE)
                .map(change -> change.applied()
                        ? back(contact).saying("paper.opt-in.recorded")
                        : back(contact).warning("paper.opt-in.stands"));
    }

    private Future<PageResult> details(PageRequest visit, Contact contact, Form form) {
        List<String> tags = Arrays.stream(form.value("tags").split(","))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .toList();
        length(visit, form, "name", LONGEST_NAME);
        form.check("language", code -> code.isEmpty() || code.matches("[a-z]{2,3}"), visit.text("paper.fault.choice"));
        length(visit, form, "area", LONGEST_AREA);
        form.check(
                "tags",
                text -> tags.size() <= MOST_TAGS && tags.stream().allMatch(tag -> tag.length() <= LONGEST_TAG),
                visit.text("paper.fault.tags", "most", MOST_TAGS, "longest", LONGEST_TAG));
        if (form.faulty()) {
            return Future.succeededFuture(back(contact));
        }
        ContactDetails changed = new ContactDetails(
                form.value("name"),
                form.given("language").orElse(null),
                contact.timeZone(),
                form.given("area").orElse(null),
                tags,
                contact.variables());
        return pool.withTransaction(transaction -> contacts.update(
                                transaction, contact.organisationId(), contact.id(), changed, clock.instant())
                        .compose(updated -> audit.write(
                                transaction,
                                visit.actor(),
                                "contact.update",
                                "contact:" + contact.id(),
                                new JsonObject())))
                .map(written -> back(contact).saying("paper.details.saved"));
    }

    /** The day of the form, not later than now; its beginning where the organisation is. */
    private Optional<Instant> day(PageRequest visit, Form form) {
        Optional<Instant> day = day(form.value("date"), visit);
        form.check(
                "date", text -> day.isPresent() && !day.get().isAfter(clock.instant()), visit.text("paper.fault.date"));
        return day;
    }

    private static Optional<Instant> day(String text, PageRequest visit) {
        try {
            return Optional.of(LocalDate.parse(text).atStartOfDay(visit.zone()).toInstant());
        } catch (DateTimeParseException noDay) {
            return Optional.empty();
        }
    }

    private static void length(PageRequest visit, Form form, String field, int most) {
        form.check(field, text -> text.length() <= most, visit.text("paper.fault.long", "most", most));
    }

    private static PageResult.Redirect back(Contact contact) {
        return PageResult.to("/contacts/" + contact.id());
    }
}
