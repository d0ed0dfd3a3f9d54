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
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.relais.consent.ConsentClass;
import org.relais.consent.ConsentEvent.Source;
import org.relais.consent.ContactService;
import org.relais.consent.intent.RightsRequest;
import org.relais.contact.Contact;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactStore;
import org.relais.inbound.RightsRequests;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Role;

/**
 * What reaches the organisation on paper, by telephone or at the door, written down on the person's page: a right that
 * they exercise, what they agreed to, and details that were wrong.
 */
public final class PaperPages implements ConsolePart {
    private static final int LONGEST = 2_000;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_AREA = 100;
    private static final int MOST_TAGS = 20;
    private static final int LONGEST_TAG = 50;

    private final Pool pool;
    private final ContactService service;
    private final RightsRequests rights;
    private final AuditStore audit;
    private final InstantSource clock;
    private final ContactStore contacts = new ContactStore();

    public PaperPages(Pool pool, ContactService service, RightsRequests rights, AuditStore audit, InstantSource clock) {
        this.pool = pool;
        this.service = service;
        this.rights = rights;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public Section section() {
        return Section.CONTACTS;
    }

    @Override
    public void mount(Desk desk) {
        desk.post("/contacts/:id/right", Role.ORGANISER, visit -> known(visit, contact -> right(visit, contact)));
        desk.post("/contacts/:id/opt-in", Role.ORGANISER, visit -> known(visit, contact -> agreed(visit, contact)));
        desk.post("/contacts/:id/details", Role.ORGANISER, visit -> known(visit, contact -> details(visit, contact)));
    }

    private Future<Answer> known(Visit visit, Function<Contact, Future<Answer>> work) {
        return contacts.current(pool, visit.organisationId(), visit.id())
                .compose(found -> found.isEmpty() || found.get().erasedAt() != null
                        ? Future.succeededFuture(Answer.notFound())
                        : work.apply(found.get()));
    }

    private Future<Answer> right(Visit visit, Contact contact) {
        Optional<RightsRequest> kind = Arrays.stream(RightsRequest.values())
                .filter(one -> visit.field("right")
                        .filter(one.name().toLowerCase(Locale.ROOT)::equals)
                        .isPresent())
                .findFirst();
        Optional<Instant> receivedAt = day(visit);
        Optional<String> words = visit.field("words");
        if (kind.isEmpty() || receivedAt.isEmpty() || tooLong(words)) {
            return faulty(contact);
        }
        return rights.record(
                        visit.actor(), Source.CONSOLE, contact.id(), kind.get(), receivedAt.get(), words.orElse(null))
                .map(recorded -> back(contact).saying("paper.right.recorded", "date", visit.date(recorded.dueAt())));
    }

    private Future<Answer> agreed(Visit visit, Contact contact) {
        Optional<Instant> at = day(visit);
        Optional<String> where = visit.field("source");
        Optional<String> wording = visit.field("wording");
        Optional<ConsentClass> consentClass = visit.field("class")
                .filter(List.of("regular", "member")::contains)
                .map(ConsentClass::of);
        if (at.isEmpty()
                || where.isEmpty()
                || wording.isEmpty()
                || consentClass.isEmpty()
                || tooLong(where)
                || tooLong(wording)) {
            return faulty(contact);
        }
        ContactService.Evidence evidence =
                new ContactService.Evidence(where.get(), at.get(), wording.get(), visit.language());
        return service.agreed(
                        contact.organisationId(),
                        contact.id(),
                        consentClass.get(),
                        evidence,
                        visit.actor().name(),
                        Source.CONSOLE)
                .map(change -> change.applied()
                        ? back(contact).saying("paper.opt-in.recorded")
                        : back(contact).warning("paper.opt-in.stands"));
    }

    private Future<Answer> details(Visit visit, Contact contact) {
        String name = visit.field("name").orElse("");
        Optional<String> language = visit.field("language");
        Optional<String> area = visit.field("area");
        List<String> tags = visit.field("tags").stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .toList();
        if (name.length() > LONGEST_NAME
                || language.filter(code -> !code.matches("[a-z]{2,3}")).isPresent()
                || area.filter(text -> text.length() > LONGEST_AREA).isPresent()
                || tags.size() > MOST_TAGS
                || tags.stream().anyMatch(tag -> tag.length() > LONGEST_TAG)) {
            return faulty(contact);
        }
        ContactDetails changed = new ContactDetails(
                name, language.orElse(null), contact.timeZone(), area.orElse(null), tags, contact.variables());
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
    private Optional<Instant> day(Visit visit) {
        try {
            return visit.field("date")
                    .map(LocalDate::parse)
                    .map(day -> day.atStartOfDay(visit.zone()).toInstant())
                    .filter(at -> !at.isAfter(clock.instant()));
        } catch (DateTimeParseException noDay) {
            return Optional.empty();
        }
    }

    private static boolean tooLong(Optional<String> text) {
        return text.map(String::length).orElse(0) > LONGEST;
    }

    private static Answer.Redirect back(Contact contact) {
        return Answer.to("/contacts/" + contact.id());
    }

    private static Future<Answer> faulty(Contact contact) {
        return Future.succeededFuture(back(contact).warning("paper.fault"));
    }
}
