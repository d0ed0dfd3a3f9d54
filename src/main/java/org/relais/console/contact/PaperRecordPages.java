package org.relais.console.contact;

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
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.contact.ConsentClass;
import org.relais.contact.Contact;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactLimits;
import org.relais.contact.ContactStore;
import org.relais.inbox.RightsRequestService;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.organisation.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What reaches the organisation on paper, by telephone or at the door, written down on the person's page: a right that
 * they exercise, what they agreed to, and details that were wrong.
 */
public final class PaperRecordPages implements ConsoleFeature {
    private static final Logger LOG = LoggerFactory.getLogger(PaperRecordPages.class);

    /** What the fields of a person's other columns begin with. */
    private static final String VARIABLE = "variable_";

    private final Pool pool;
    private final ContactPages page;
    private final ContactService service;
    private final RightsRequestService rights;
    private final InstantSource clock;
    private final ContactStore contacts = new ContactStore();

    /** @param page where the forms stand */
    public PaperRecordPages(
            Pool pool, ContactPages page, ContactService service, RightsRequestService rights, InstantSource clock) {
        this.pool = pool;
        this.page = page;
        this.service = service;
        this.rights = rights;
        this.clock = clock;
    }

    @Override
    public MenuSection section() {
        return MenuSection.CONTACTS;
    }

    @Override
    public void mount(PageRoutes routes) {
        form(routes, "right", this::right, "right", "date", "words");
        form(routes, "opt-in", this::optIn, "class", "source", "date", "wording");
        form(routes, "details", this::details, "name", "language", "area", "tags");
    }

    private interface Work {
        Future<PageResult> on(PageRequest visit, Contact contact, Form form);
    }

    /** A form that stays as it was filled in when something is wrong with it, or with the server. */
    private void form(PageRoutes routes, String name, Work work, String... fields) {
        routes.post(
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
        return contacts.present(pool, visit.organisationId(), visit.id()).compose(PageResult.found(work));
    }

    private Future<PageResult> right(PageRequest visit, Contact contact, Form form) {
        Optional<RightsKind> kind = Arrays.stream(RightsKind.values())
                .filter(one -> one.sqlName().equals(form.value("right")))
                .findFirst();
        form.check("right", given -> kind.isPresent(), visit.text("paper.fault.choice"));
        Optional<Instant> receivedAt = day(visit, form, Instant.MIN, clock.instant());
        length(visit, form, "words", RightsRequestService.LONGEST_NOTE);
        if (form.faulty()) {
            return Future.succeededFuture(back(contact));
        }
        return rights.record(
                        visit.actor(),
                        contact.id(),
                        kind.orElseThrow(),
                        receivedAt.orElseThrow(),
                        form.given("words").orElse(null))
                .map(recorded -> back(contact).saying("paper.right.recorded", "date", visit.date(recorded.dueAt())));
    }

    private Future<PageResult> optIn(PageRequest visit, Contact contact, Form form) {
        Optional<Instant> at = agreed(visit, form, clock.instant());
        if (form.faulty()) {
            return Future.succeededFuture(back(contact));
        }
        ContactService.Evidence evidence = new ContactService.Evidence(
                form.value("source"), at.orElseThrow(), form.value("wording"), visit.language());
        return service.optIn(visit.actor(), contact.id(), ConsentClass.of(form.value("class")), evidence)
                .map(change -> change.applied()
                        ? back(contact).saying("paper.opt-in.recorded")
                        : back(contact).warning("paper.opt-in.stands"));
    }

    /** Checks fields {@code class}, {@code source}, {@code date} and {@code wording}; the day on which it was agreed to. */
    static Optional<Instant> agreed(PageRequest visit, Form form, Instant now) {
        form.check("class", List.of("regular", "member")::contains, visit.text("paper.fault.choice"));
        Optional<Instant> at = day(visit, form, ContactLimits.EARLIEST_EVIDENCE, now);
        for (String field : List.of("source", "wording")) {
            form.check(field, text -> !text.isEmpty(), visit.fault(Fault.of("", FaultCode.REQUIRED)));
            length(visit, form, field, ContactLimits.EVIDENCE);
        }
        return at;
    }

    /** The tags of the form, which stand there with commas between them, each once. */
    static List<String> tags(PageRequest visit, Form form) {
        List<String> tags = Arrays.stream(form.value("tags").split(","))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .toList();
        form.check(
                "tags",
                text -> ContactLimits.allow(tags),
                visit.text("paper.fault.tags", "most", ContactLimits.TAGS, "longest", ContactLimits.TAG));
        return tags;
    }

    private Future<PageResult> details(PageRequest visit, Contact contact, Form form) {
        List<String> tags = tags(visit, form);
        length(visit, form, "name", ContactLimits.NAME);
        form.check(
                "language", code -> code.isEmpty() || ContactLimits.isLanguage(code), visit.text("paper.fault.choice"));
        length(visit, form, "area", ContactLimits.AREA);
        for (String name : contact.variables().fieldNames()) {
            String field = VARIABLE + name;
            visit.field(field).ifPresent(text -> form.with(field, text));
            length(visit, form, field, ContactLimits.VARIABLE);
        }
        if (form.faulty()) {
            return Future.succeededFuture(back(contact));
        }
        return service.edit(
                        visit.actor(),
                        contact.id(),
                        before -> new ContactDetails(
                                form.value("name"),
                                form.given("language").orElse(null),
                                before.timeZone(),
                                form.given("area").orElse(null),
                                tags,
                                variables(visit, before.variables()),
                                before.externalId()))
                .map(edited -> back(contact).saying("paper.details.saved"));
    }

    /** The person's other columns as they were written over; an empty one is gone, and one that was not asked stays. */
    private static JsonObject variables(PageRequest visit, JsonObject before) {
        JsonObject after = before.copy();
        for (String name : before.fieldNames()) {
            if (visit.context().request().formAttributes().contains(VARIABLE + name)) {
                visit.field(VARIABLE + name).ifPresentOrElse(text -> after.put(name, text), () -> after.remove(name));
            }
        }
        return after;
    }

    /** The day of the form, neither before the earliest nor later than now; its beginning where the organisation is. */
    private static Optional<Instant> day(PageRequest visit, Form form, Instant earliest, Instant now) {
        Optional<Instant> day = day(form.value("date"), visit);
        form.check(
                "date",
                text -> day.isPresent() && !day.get().isAfter(now) && !day.get().isBefore(earliest),
                visit.text("paper.fault.date"));
        return day;
    }

    private static Optional<Instant> day(String text, PageRequest visit) {
        return day(text).map(day -> day.atStartOfDay(visit.zone()).toInstant());
    }

    static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException noDay) {
            return Optional.empty();
        }
    }

    /** Notes a fault when the field is longer. */
    static void length(PageRequest visit, Form form, String field, int most) {
        form.check(field, text -> text.length() <= most, visit.text("paper.fault.long", "most", most));
    }

    private static PageResult.Redirect back(Contact contact) {
        return PageResult.to("/contacts/" + contact.id());
    }
}
