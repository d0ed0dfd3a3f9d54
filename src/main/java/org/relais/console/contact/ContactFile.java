package org.relais.console.contact;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    private final Following following;
    private final ContactListStore people = new ContactListStore();
    private final ContactStore contacts = new ContactStore();
    private final AudienceFacetStore facets = new AudienceFacetStore();

    ContactFile(Pool pool, ContactListService service, Following following) {
        this.pool = pool;
        this.service = service;
        this.following = following;
    }

    void mount(PageRoutes routes) {
        routes.stream("/contacts.csv", Role.VIEWER, this::send);
    }

    private void send(PageRequest visit) {
        service.exported(visit.actor())
                .compose(noted -> facets.titles(pool, visit.organisationId()))
                .compose(titles -> {
                    List<String> columns = titles.keySet().stream().sorted().toList();
                    // One page is asked for after the other.
                    AtomicReference<@Nullable ListedContact> last = new AtomicReference<>();
                    return new CsvDownload<Person>(
                                    header(visit, columns, titles),
                                    from -> page(visit, last.get())
                                            .onSuccess(listed -> listed.stream()
                                                    .reduce((before, next) -> next)
                                                    .ifPresent(last::set))
                                            .compose(listed -> whole(visit, listed)),
                                    person -> person.listed().contactId(),
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

    /** Reader of a list, page after page. */
    interface Following {
        /** @param last of those before; null for none */
        Future<List<ListedContact>> page(PageRequest visit, @Nullable ListedContact last, int limit);
    }

    private Future<List<ListedContact>> page(PageRequest visit, @Nullable ListedContact last) {
        Optional<String> picked = visit.query("picked");
        if (picked.isEmpty()) {
            return following.page(visit, last, CsvDownload.pageSize());
        }
        List<Long> wanted = ContactSelection.people(Stream.of(picked.get().split(","))).stream()
                .filter(id -> last == null || id < last.contactId())
                .sorted(Comparator.reverseOrder())
                .toList();
        return people.among(pool, visit.organisationId(), wanted);
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
