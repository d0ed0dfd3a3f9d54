package org.relais.api.contact;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.identity.AddressService;
import org.relais.contact.AddressId;
import org.relais.contact.PhoneNumbers;
import org.relais.input.StrictObject;
import org.relais.organisation.Actor;

/** {@code /contacts/{id}/addresses}: one more address of a contact, and one that is another contact's. */
public final class AddressesApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/contacts/:id/addresses";

    private final ContactsApi contacts;
    private final AddressService service;
    private final ContactFields fields;

    /** @param contacts shows a contact as it is afterwards */
    public AddressesApi(
            ContactsApi contacts, AddressService service, ChannelRegistry channels, PhoneNumbers phoneNumbers) {
        this.contacts = contacts;
        this.service = service;
        this.fields = new ContactFields(channels, phoneNumbers);
    }

    @Override
    public void mount(Router router) {
        router.post(ALL).handler(ApiHandlers.write(200, this::add));
        router.post(ALL + "/:address/move").handler(ApiHandlers.write(200, this::move));
    }

    private Future<JsonObject> add(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        return contacts.whole(actor.organisationId(), ApiHandlers.id(context))
                .compose(known -> contacts.organisation(context))
                .map(organisation -> {
                    AddressId address = fields.address(body, organisation).orElse(null);
                    body.refuseFaults();
                    return Objects.requireNonNull(address);
                })
                .compose(address -> service.add(actor, ApiHandlers.id(context), address))
                .compose(id -> contacts.whole(actor.organisationId(), id));
    }

    private Future<JsonObject> move(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        long into = body.id("contact");
        body.noOtherFields();
        body.refuseFaults();
        return service.move(actor, ApiHandlers.id(context), ApiHandlers.id(context, "address"), into)
                .map(ApiHandlers::found)
                .compose(id -> contacts.whole(actor.organisationId(), id));
    }
}
