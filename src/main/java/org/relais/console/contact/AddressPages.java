package org.relais.console.contact;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.Optional;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.UnknownContactException;
import org.relais.consent.identity.AddressService;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.contact.AddressId;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;

/** Two forms on a person's page: one more address of theirs, and one that is somebody else's. */
public final class AddressPages implements ConsoleFeature {
    private static final String FORM = "address";

    private final Pool pool;
    private final ContactPages page;
    private final AddressService service;
    private final ChannelRegistry channels;
    private final ContactStore contacts = new ContactStore();

    /** @param page where the forms stand */
    public AddressPages(Pool pool, ContactPages page, AddressService service, ChannelRegistry channels) {
        this.pool = pool;
        this.page = page;
        this.service = service;
        this.channels = channels;
    }

    @Override
    public MenuSection section() {
        return MenuSection.CONTACTS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.post("/contacts/:id/addresses", Role.ORGANISER, this::add);
        routes.post("/contacts/:id/addresses/move", Role.ORGANISER, this::move);
    }

    private Future<PageResult> add(PageRequest visit) {
        Form form = Form.of(visit, "channel", "identifier");
        return contact(visit).compose(PageResult.found(contact -> {
            Optional<AddressId> address = AddressField.read(visit, form, channels);
            return address.isEmpty()
                    ? page.page(visit, contact, 422, FORM, form)
                    : service.add(visit.actor(), contact.id(), address.get())
                            .<PageResult>map(id -> AddressField.taken(
                                    visit, PageResult.to("/contacts/" + id), address.get(), "contact.address.added"))
                            .recover(fault -> refused(visit, contact, form, fault));
        }));
    }

    private Future<PageResult> refused(PageRequest visit, Contact contact, Form form, Throwable fault) {
        if (!(fault instanceof InvalidInputException invalid)) {
            return Future.failedFuture(fault);
        }
        form.fault("identifier", AddressField.words(visit, invalid));
        return page.page(visit, contact, 422, FORM, form);
    }

    /** The other contact is named by its number, or by the address of its page. */
    private Future<PageResult> move(PageRequest visit) {
        Form form = Form.of(visit, "address", "contact");
        long address = number(form.value("address"));
        long into = number(form.value("contact").replaceAll(".*/contacts/", "").strip());
        return contact(visit)
                .compose(PageResult.found(contact -> service.move(visit.actor(), contact.id(), address, into)
                        .map(moved -> moved.<PageResult>map(
                                        id -> PageResult.to("/contacts/" + id).saying("contact.address.moved"))
                                .orElseGet(PageResult::notFound))
                        .recover(fault -> unmoved(visit, contact, form, fault))));
    }

    private Future<PageResult> unmoved(PageRequest visit, Contact contact, Form form, Throwable fault) {
        if (fault instanceof UnknownContactException) {
            return Future.succeededFuture(PageResult.notFound());
        }
        if (!(fault instanceof InvalidInputException invalid)) {
            return Future.failedFuture(fault);
        }
        form.fault("contact", visit.faults(invalid));
        return page.page(visit, contact, 422, FORM + "-" + form.value("address"), form);
    }

    private Future<Optional<Contact>> contact(PageRequest visit) {
        return contacts.present(pool, visit.organisationId(), visit.id());
    }

    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
