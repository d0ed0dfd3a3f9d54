package org.relais.console.contact;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.ContactListStore;
import org.relais.consent.ListedContact;
import org.relais.consent.identity.ContactService;
import org.relais.consent.identity.ContactService.Created;
import org.relais.consent.identity.ContactService.NewContact;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.contact.AddressId;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactLimits;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;

/**
 * A person who is added by hand, with what their consent rests on. Whoever has said stop is refused: only their own START
 * undoes it.
 */
public final class NewPersonPages implements ConsoleFeature {
    private static final String PAGE = "/contacts/new";
    /** No browser or server minds addresses of that length. */
    private static final int LONGEST_QUERY = 1_500;

    private final Pool pool;
    private final ContactService service;
    private final ChannelRegistry channels;
    private final InstantSource clock;
    private final ContactListStore people = new ContactListStore();

    public NewPersonPages(Pool pool, ContactService service, ChannelRegistry channels, InstantSource clock) {
        this.pool = pool;
        this.service = service;
        this.channels = channels;
        this.clock = clock;
    }

    @Override
    public MenuSection section() {
        return MenuSection.CONTACTS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(
                PAGE,
                Role.ORGANISER,
                visit -> Future.succeededFuture(page(
                        200,
                        new Form()
                                .with("class", ConsentClass.REGULAR.sqlName())
                                .with(
                                        "date",
                                        LocalDate.ofInstant(clock.instant(), visit.zone())
                                                .toString())
                                .with("source", visit.query("source").orElse(""))
                                .with("wording", visit.query("wording").orElse("")),
                        0)));
        routes.post(PAGE, Role.ORGANISER, this::add);
    }

    /** @param known the contact that has the address already; 0 for none */
    private PageResult page(int status, Form form, long known) {
        return new PageResult.Page(
                status,
                "contact/add",
                Map.of(
                        "form",
                        form,
                        "known",
                        known,
                        "addressForms",
                        AddressField.FORMS.stream()
                                .filter(one -> channels.find(one.channel()).isPresent())
                                .toList()));
    }

    private Future<PageResult> add(PageRequest visit) {
        Form form = Form.of(
                visit, "name", "language", "channel", "identifier", "tags", "class", "source", "date", "wording");
        Optional<AddressId> address = AddressField.read(visit, form, channels);
        PaperRecordPages.length(visit, form, "name", ContactLimits.NAME);
        List<String> tags = PaperRecordPages.tags(visit, form);
        form.check(
                "language", code -> code.isEmpty() || ContactLimits.isLanguage(code), visit.text("paper.fault.choice"));
        Optional<Instant> at = PaperRecordPages.agreed(visit, form, clock.instant());
        if (form.faulty()) {
            return Future.succeededFuture(page(422, form, 0));
        }
        NewContact person = new NewContact(
                List.of(address.orElseThrow()),
                ContactDetails.of(form.value("name"), form.given("language").orElse(null))
                        .tagged(tags),
                ConsentClass.of(form.value("class")),
                new ContactService.Evidence(
                        form.value("source"), at.orElseThrow(), form.value("wording"), visit.language()));
        return service.create(visit.actor(), person)
                .compose(created -> created.isNew()
                        ? Future.succeededFuture(added(visit, form, created, address.orElseThrow()))
                        : known(visit, form, created))
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? Future.succeededFuture(
                                page(422, form.faulty("identifier", AddressField.words(visit, invalid)), 0))
                        : Future.failedFuture(fault));
    }

    /** To their page; or to the next one's form, where what a sheet of paper says of everybody on it stands already. */
    private static PageResult added(PageRequest visit, Form form, Created created, AddressId address) {
        return visit.field("then").filter("another"::equals).isPresent()
                ? PageResult.to(PAGE + sheet(form))
                        .saying(
                                "contact.add.added-another",
                                "name",
                                form.given("name").orElse(form.value("identifier")))
                : AddressField.taken(
                        visit, PageResult.to("/contacts/" + created.contactId()), address, "contact.add.added");
    }

    private static String sheet(Form form) {
        String query = "?source=" + URLEncoder.encode(form.value("source"), StandardCharsets.UTF_8) + "&wording="
                + URLEncoder.encode(form.value("wording"), StandardCharsets.UTF_8);
        return query.length() <= LONGEST_QUERY ? query : "";
    }

    private Future<PageResult> known(PageRequest visit, Form form, Created created) {
        return people.find(pool, visit.organisationId(), created.contactId()).map(found -> {
            String words = found.filter(person -> person.state() == ConsentState.UNSUBSCRIBED)
                    .map(person -> stopped(visit, person))
                    .orElseGet(() -> visit.text("contact.add.known"));
            return page(422, form.faulty("identifier", words), created.contactId());
        });
    }

    private static String stopped(PageRequest visit, ListedContact person) {
        return visit.text("contact.add.stopped", "date", visit.date(person.changedAt()));
    }
}
