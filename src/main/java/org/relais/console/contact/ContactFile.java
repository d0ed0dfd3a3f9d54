package org.relais.console.contact;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.api.CsvDownload;
import org.relais.audience.AudienceFacetStore;
import org.relais.consent.ContactListStore;
import org.relais.consent.ListedContact;
import org.relais.consent.identity.ContactListService;
import org.relais.console.PageRequest;
import org.relais.console.PageRoutes;
import org.relais.contact.AddressId;
import org.relais.contact.Contact;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactStore;
import org.relais.organisation.Role;

/** The list of people as a file, narrowed as the page is, or of those who were ticked; the audit trail keeps who took it. */
final class ContactFile {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;

    private final Pool pool;
    private final ContactListService service;
    private final ContactListStore people = new ContactListStore();
    private final ContactStore contacts = new ContactStore();
    private final AudienceFacetStore facets = new AudienceFacetStore();

    ContactFile(Pool pool, ContactListService service) {
        this.pool = pool;
        this.service = service;
    }

    void mount(PageRoutes routes) {
        routes.stream("/contacts.csv", Role.VIEWER, this::send);
    }

    private void send(PageRequest visit) {
        service.exported(visit.actor())
                .compose(noted -> facets.titles(pool, visit.organisationId()))
                .compose(titles -> {
                    List<String> columns = titles.keySet().stream().sorted().toList();
                    return new CsvDownload<Person>(
                                    header(visit, columns, titles),
                                    from -> page(visit, from).compose(listed -> whole(visit, listed)),
                                    person -> place(visit, person.listed().contactId()),
                                    person -> row(visit, person, columns))
                            .send(visit.context(), "contacts");
                })
                .onFailure(visit.context()::fail);
    }

    /** With the columns that files brought, under their titles. */
    private static List<String> header(PageRequest visit, List<String> columns, Map<String, String> titles) {
        Stream<String> ours = Stream.of(
                        "contact.number",
                        "contact.column.name",
                        "contact.address.channel",
                        "contact.column.address",
                        "contact.tags",
                        "import.column.area",
                        "contact.language",
                        "contact.external-id",
                        "contact.class",
                        "contact.state",
                        "contact.added")
                .map(visit::text);
        return Stream.concat(ours, columns.stream().map(titles::get)).toList();
    }

    private record Person(ListedContact listed, ContactDetails details) {}

    private Future<List<Person>> whole(PageRequest visit, List<ListedContact> listed) {
        List<Long> ids = listed.stream().map(ListedContact::contactId).toList();
        return contacts.findAll(pool, visit.organisationId(), ids).map(found -> {
            Map<Long, ContactDetails> details = found.stream().collect(Collectors.toMap(Contact::id, Contact::details));
            return listed.stream()
                    .flatMap(one ->
                            Optional.ofNullable(details.get(one.contactId()))
                                    .map(known -> new Person(one, known))
                                    .stream())
                    .toList();
        });
    }

    private Future<List<ListedContact>> page(PageRequest visit, long from) {
        Optional<String> picked = visit.query("picked");
        if (picked.isPresent()) {
            List<Long> wanted = ContactSelection.people(Stream.of(picked.get().split(","))).stream()
                    .filter(id -> place(visit, id) >= from)
                    .sorted(Comparator.comparingLong(id -> place(visit, id)))
                    .toList();
            return people.among(pool, visit.organisationId(), wanted);
        }
        return oldestFirst(visit)
                ? people.page(
                        pool, visit.organisationId(), ContactPages.filter(visit), from - 1, CsvDownload.pageSize())
                : people.newest(
                        pool,
                        visit.organisationId(),
                        ContactPages.filter(visit),
                        from == 0 ? Long.MAX_VALUE : Long.MAX_VALUE - from + 1,
                        CsvDownload.pageSize());
    }

    private static boolean oldestFirst(PageRequest visit) {
        return visit.query("sort").filter("oldest"::equals).isPresent();
    }

    /** What grows down the file. */
    private static long place(PageRequest visit, long contactId) {
        return oldestFirst(visit) ? contactId : Long.MAX_VALUE - contactId;
    }

    /** A number as pages show it. */
    private static String number(PageRequest visit, AddressId address) {
        return address.kind().isPhone() ? visit.address(address).replace('\u00a0', ' ') : address.identifier();
    }

    private static List<String> row(PageRequest visit, Person whole, List<String> columns) {
        ListedContact person = whole.listed();
        ContactDetails details = whole.details();
        Stream<String> ours = Stream.of(
                Long.toString(person.contactId()),
                person.name(),
                person.address() == null ? "" : visit.channel(person.address().channel()),
                person.address() == null ? "" : number(visit, person.address()),
                String.join(", ", person.tags()),
                CsvDownload.cell(details.area()),
                CsvDownload.cell(details.language()),
                CsvDownload.cell(details.externalId()),
                visit.text("class." + person.consentClass().sqlName()),
                visit.text("state." + person.state().sqlName()),
                DAY.format(person.createdAt().atZone(visit.zone())));
        return Stream.concat(
                        ours,
                        columns.stream()
                                .map(name ->
                                        CsvDownload.cell(details.variables().getValue(name))))
                .toList();
    }
}
