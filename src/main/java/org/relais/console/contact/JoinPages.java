package org.relais.console.contact;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.audience.AudienceFacetStore;
import org.relais.audience.FreeColumn;
import org.relais.consent.ConsentRules;
import org.relais.consent.ContactListStore;
import org.relais.consent.ListedContact;
import org.relais.consent.UnknownContactException;
import org.relais.consent.identity.ContactService;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.contact.Address;
import org.relais.contact.AddressStore;
import org.relais.contact.Contact;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactStore;
import org.relais.organisation.Role;
import org.relais.task.Sequence;

/** Two contacts that may be one person: side by side with what stays of each, and made one. */
public final class JoinPages {
    private final Pool pool;
    private final ContactService service;
    private final ContactStore contacts = new ContactStore();
    private final ContactListStore people = new ContactListStore();
    private final AddressStore addresses = new AddressStore();
    private final AudienceFacetStore facets = new AudienceFacetStore();

    JoinPages(Pool pool, ContactService service) {
        this.pool = pool;
        this.service = service;
    }

    void mount(PageRoutes routes) {
        routes.get("/contacts/:id/join", Role.ORGANISER, this::compare);
        routes.post("/contacts/:id/join", Role.ORGANISER, this::join);
    }

    /** A contact with all that is compared. */
    public record Side(Contact contact, ListedContact person, List<Address> addresses) {
        ContactDetails details() {
            return contact.details();
        }

        /** Where they are written to. */
        List<String> places(PageRequest visit) {
            return addresses.stream()
                    .filter(address -> address.status() == Address.Status.ACTIVE && address.isTelling(addresses))
                    .map(Address::identifier)
                    .map(place -> visit.channel(place.channel()) + "\u00a0· " + visit.address(place))
                    .toList();
        }
    }

    /**
     * What both say of one thing, one line per value.
     *
     * @param older the contact that remains
     * @param olderStays whether its word does, which is not so where it has none
     * @param newerStays the same of the other one
     * @param chosen whether who merges them chooses which of the two stays
     */
    public record Row(
            String label,
            List<String> older,
            List<String> newer,
            boolean olderStays,
            boolean newerStays,
            boolean chosen) {
        /** A person has one of it: the older contact's, unless it has none. */
        static Row ofOne(String label, @Nullable String older, @Nullable String newer) {
            boolean own = older != null && !older.isBlank();
            return new Row(label, lines(older), lines(newer), own, !own || Objects.equals(older, newer), false);
        }

        /** Those of both are the person's. */
        static Row ofBoth(String label, List<String> older, List<String> newer) {
            return new Row(label, older, newer, true, true, false);
        }

        /** The same, left to choose where both say something else. */
        Row toChoose() {
            return new Row(label, older, newer, olderStays, newerStays, olderStays && !newerStays && !newer.isEmpty());
        }

        private static List<String> lines(@Nullable String value) {
            return Stream.ofNullable(value).filter(text -> !text.isBlank()).toList();
        }

        boolean saysSomething() {
            return !older.isEmpty() || !newer.isEmpty();
        }
    }

    private Future<PageResult> compare(PageRequest visit) {
        long other = number(visit.query("contact").orElse(""));
        long organisation = visit.organisationId();
        if (other == visit.id()) {
            return Future.succeededFuture(PageResult.notFound());
        }
        List<Long> ids = Stream.of(visit.id(), other).sorted().toList();
        List<Side> sides = new ArrayList<>();
        // Who was merged or erased since is not among them.
        return people.among(pool, organisation, ids)
                .compose(found -> Sequence.each(
                        found, person -> side(organisation, person).onSuccess(side -> side.ifPresent(sides::add))))
                .compose(read -> sides.size() < 2
                        ? Future.succeededFuture(PageResult.notFound())
                        : facets.titles(pool, organisation).map(titles -> page(visit, sides, titles)));
    }

    private Future<Optional<Side>> side(long organisation, ListedContact person) {
        return contacts.find(pool, organisation, person.contactId()).compose(contact -> addresses
                .ofContact(pool, organisation, person.contactId())
                .map(known -> contact.map(one -> new Side(one, person, known))));
    }

    private static PageResult page(PageRequest visit, List<Side> sides, Map<String, String> titles) {
        return PageResult.page(
                "contact/join",
                Map.of(
                        "sides",
                        sides,
                        "rows",
                        rows(visit, sides.get(0), sides.get(1), titles).stream()
                                .filter(Row::saysSomething)
                                .toList(),
                        "state",
                        ConsentRules.stricter(
                                sides.get(0).person().state(),
                                sides.get(1).person().state()),
                        "consentClass",
                        ConsentRules.better(
                                sides.get(0).person().consentClass(),
                                sides.get(1).person().consentClass())));
    }

    private static List<Row> rows(PageRequest visit, Side older, Side newer, Map<String, String> titles) {
        ContactDetails one = older.details();
        ContactDetails two = newer.details();
        List<Row> rows = new ArrayList<>(List.of(
                Row.ofOne(visit.text("contact.column.name"), one.name(), two.name())
                        .toChoose(),
                Row.ofBoth(visit.text("contact.addresses"), older.places(visit), newer.places(visit)),
                Row.ofOne(visit.text("import.column.area"), one.area(), two.area()),
                Row.ofOne(
                        visit.text("contact.language"),
                        language(visit, one.language()),
                        language(visit, two.language())),
                Row.ofOne(visit.text("contact.time-zone"), zone(visit, one.timeZone()), zone(visit, two.timeZone())),
                Row.ofOne(visit.text("contact.external-id"), one.externalId(), two.externalId()),
                Row.ofBoth(visit.text("contact.tags"), one.tags(), two.tags())));
        Stream.concat(one.variables().fieldNames().stream(), two.variables().fieldNames().stream())
                .distinct()
                .forEach(name -> rows.add(
                        Row.ofOne(FreeColumn.label(name, titles.get(name)), value(one, name), value(two, name))));
        return rows;
    }

    private static @Nullable String value(ContactDetails details, String column) {
        return Objects.toString(details.variables().getValue(column), null);
    }

    private static @Nullable String zone(PageRequest visit, @Nullable String id) {
        return id == null ? null : visit.zoneName(id);
    }

    private static @Nullable String language(PageRequest visit, @Nullable String code) {
        return code == null ? null : visit.languageName(code);
    }

    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    /** Two of a name are one person. */
    private Future<PageResult> join(PageRequest visit) {
        long other = number(visit.field("contact").orElse(""));
        long named = number(visit.field("named").orElse(""));
        return other == visit.id()
                ? Future.succeededFuture(PageResult.notFound())
                : service.join(visit.actor(), visit.id(), other, named == 0 ? null : named)
                        .<PageResult>map(
                                one -> PageResult.to("/contacts/" + one).saying("contact.join.done"))
                        .recover(fault -> fault instanceof UnknownContactException
                                ? Future.succeededFuture(PageResult.notFound())
                                : Future.failedFuture(fault));
    }
}
