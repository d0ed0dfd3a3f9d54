package org.relais.console.contact;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.relais.api.CsvDownload;
import org.relais.consent.ContactListStore;
import org.relais.consent.ListedContact;
import org.relais.consent.identity.ContactListService;
import org.relais.console.PageRequest;
import org.relais.console.PageRoutes;
import org.relais.contact.AddressId;
import org.relais.organisation.Role;

/** The list of people as a file, narrowed as the page is, or of those who were ticked; the audit trail keeps who took it. */
final class ContactFile {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;

    private final Pool pool;
    private final ContactListService service;
    private final ContactListStore people = new ContactListStore();

    ContactFile(Pool pool, ContactListService service) {
        this.pool = pool;
        this.service = service;
    }

    void mount(PageRoutes routes) {
        routes.stream("/contacts.csv", Role.VIEWER, this::send);
    }

    private void send(PageRequest visit) {
        List<String> header = Stream.of(
                        "number", "column.name", "address.channel", "column.address", "tags", "class", "state", "added")
                .map(column -> visit.text("contact." + column))
                .toList();
        service.exported(visit.actor())
                .compose(noted -> new CsvDownload<>(
                                header,
                                from -> page(visit, from),
                                ListedContact::contactId,
                                person -> row(visit, person))
                        .send(visit.context(), "contacts"))
                .onFailure(visit.context()::fail);
    }

    private Future<List<ListedContact>> page(PageRequest visit, long from) {
        Optional<String> picked = visit.query("picked");
        if (picked.isEmpty()) {
            return people.page(
                    pool, visit.organisationId(), ContactPages.filter(visit), from - 1, CsvDownload.pageSize());
        }
        List<Long> wanted = ContactSelection.people(Stream.of(picked.get().split(","))).stream()
                .filter(id -> id >= from)
                .sorted()
                .toList();
        return people.among(pool, visit.organisationId(), wanted);
    }

    /** A number as it is read out: a spreadsheet takes it for no formula, as one with a plus, and leaves it its zeros. */
    private static String number(PageRequest visit, AddressId address) {
        return address.kind().isPhone()
                ? visit.address(address).replace('\u00a0', ' ').replaceFirst("^\\+", "00")
                : address.identifier();
    }

    private static List<String> row(PageRequest visit, ListedContact person) {
        return List.of(
                Long.toString(person.contactId()),
                person.name(),
                person.address() == null ? "" : visit.channel(person.address().channel()),
                person.address() == null ? "" : number(visit, person.address()),
                String.join(", ", person.tags()),
                visit.text("class." + person.consentClass().sqlName()),
                visit.text("state." + person.state().sqlName()),
                DAY.format(person.createdAt().atZone(visit.zone())));
    }
}
