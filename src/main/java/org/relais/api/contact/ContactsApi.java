package org.relais.api.contact;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.EntityTag;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.ContactListStore;
import org.relais.consent.ListedContact;
import org.relais.consent.identity.ContactService;
import org.relais.consent.privacy.ErasureService;
import org.relais.contact.Address;
import org.relais.contact.AddressId;
import org.relais.contact.AddressStore;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactLimits;
import org.relais.contact.ContactStore;
import org.relais.contact.PhoneNumbers;
import org.relais.database.SqlNamed;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Actor;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationStore;

/** {@code /contacts}: people, how they are reached and where they stand; and the stop that reached us another way. */
public final class ContactsApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/contacts";
    private static final String ONE = ALL + "/:id";

    private final Pool pool;
    private final OrganisationStore organisations;
    private final ContactService service;
    private final ErasureService erasures;
    private final InstantSource clock;
    private final ContactFields fields;
    private final ContactStore contacts = new ContactStore();
    private final AddressStore addresses = new AddressStore();
    private final ContactListStore list = new ContactListStore();

    public ContactsApi(
            Pool pool,
            ChannelRegistry channels,
            ContactService service,
            ErasureService erasures,
            PhoneNumbers phoneNumbers,
            InstantSource clock) {
        this.pool = pool;
        this.organisations = new OrganisationStore(clock);
        this.service = service;
        this.erasures = erasures;
        this.clock = clock;
        this.fields = new ContactFields(channels, phoneNumbers);
    }

    @Override
    public void mount(Router router) {
        router.get(ALL).handler(ApiHandlers.read(this::list));
        router.post(ALL).handler(ApiHandlers.write(201, this::create));
        router.get(ONE).handler(ApiHandlers.read(this::one));
        router.patch(ONE).handler(ApiHandlers.write(200, this::update));
        router.delete(ONE).handler(ApiHandlers.own(200, this::erase));
        router.post(ONE + "/stop").handler(ApiHandlers.write(200, this::stop));
        router.get(ONE + "/look-alikes").handler(ApiHandlers.read(this::lookAlikes));
        router.post(ONE + "/join").handler(ApiHandlers.write(200, this::join));
        router.post(ONE + "/opt-in").handler(ApiHandlers.write(200, this::optIn));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        ContactListStore.Filter narrowed = filter(query);
        Optional<String> search = query.text("search", 200);
        Optional<String> externalId = query.text("externalId", ContactLimits.EXTERNAL_ID);
        int limit = query.limit();
        long after = query.cursor(0);
        query.done();
        long organisationId = ApiHandlers.actor(context).organisationId();
        if (externalId.isPresent()) {
            return called(organisationId, externalId.get(), after, limit);
        }
        return organisation(context).compose(organisation -> {
            var filter = search.map(text -> narrowed.searching(fields.searched(text, organisation)))
                    .orElse(narrowed)
                    .seenBy(ApiHandlers.actor(context));
            return list.page(pool, organisationId, filter, after, limit + 1)
                    .compose(page -> shown(organisationId, page, limit));
        });
    }

    /** What narrows a list, whichever way it is answered. */
    static ContactListStore.Filter filter(QueryReader query) {
        return new ContactListStore.Filter(
                query.word("state", names(ConsentState.values()))
                        .map(ConsentState::of)
                        .orElse(null),
                query.word("class", names(ConsentClass.values()))
                        .map(ConsentClass::of)
                        .orElse(null),
                query.text("tag", ContactLimits.TAG).orElse(null),
                null,
                query.time("updatedSince").orElse(null));
    }

    /** People from this id on, as they are answered one by one; at most {@code limit}. */
    Future<List<JsonObject>> from(long organisationId, ContactListStore.Filter filter, long id, int limit) {
        return list.page(pool, organisationId, filter, id - 1, limit).compose(page -> json(organisationId, page));
    }

    /** The one person whom another program calls so, whatever else was asked for: an id is looked up, not searched. */
    private Future<JsonObject> called(long organisationId, String externalId, long after, int limit) {
        return contacts.findByExternalId(pool, organisationId, externalId)
                .compose(found -> found.filter(contact -> contact.id() > after).isEmpty()
                        ? Future.succeededFuture(Optional.<ListedContact>empty())
                        : list.find(pool, organisationId, found.get().id()))
                .compose(one -> shown(organisationId, one.stream().toList(), limit));
    }

    private Future<JsonObject> shown(long organisationId, List<ListedContact> page, int limit) {
        return json(organisationId, page)
                .map(all -> Page.of(all, limit, Function.identity(), contact -> contact.getLong("id")));
    }

    private Future<List<JsonObject>> json(long organisationId, List<ListedContact> page) {
        List<Long> ids = page.stream().map(ListedContact::contactId).toList();
        return contacts.findAll(pool, organisationId, ids).compose(found -> addresses
                .ofContacts(pool, organisationId, ids)
                .map(all -> {
                    Map<Long, ListedContact> standing =
                            page.stream().collect(Collectors.toMap(ListedContact::contactId, Function.identity()));
                    Map<Long, List<Address>> own = all.stream().collect(Collectors.groupingBy(Address::contactId));
                    return found.stream()
                            .map(contact -> ContactJson.of(
                                    contact,
                                    Objects.requireNonNull(standing.get(contact.id())),
                                    own.getOrDefault(contact.id(), List.of())))
                            .toList();
                }));
    }

    private Future<JsonObject> create(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        JsonObject json = ApiHandlers.bodyJson(context);
        return organisation(context)
                .map(organisation -> read(json, organisation))
                .compose(contact -> service.create(actor, contact))
                .compose(created -> created.isNew()
                        ? whole(actor.organisationId(), created.contactId())
                        : Future.failedFuture(new ProblemException(Problem.addressTaken(created.contactId()))));
    }

    private ContactService.NewContact read(JsonObject json, Organisation organisation) {
        StrictObject body = StrictObject.of(json);
        List<AddressId> identifiers = fields.addresses(body, organisation);
        ContactDetails details = fields.changed(ContactDetails.of("", null), body, json);
        StrictObject consents = body.object("consent").orElseGet(() -> {
            if (!body.has("consent")) {
                body.fault("consent", FaultCode.CONSENT_REQUIRED);
            }
            return StrictObject.of(new JsonObject());
        });
        ConsentClass consentClass = fields.consentClass(consents, organisation);
        ContactService.Evidence evidence = fields.evidence(consents, consentClass, clock.instant());
        consents.noOtherFields();
        body.done();
        return new ContactService.NewContact(identifiers, details, consentClass, evidence);
    }

    private Future<JsonObject> one(RoutingContext context) {
        QueryReader.none(context);
        return whole(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context));
    }

    private Future<JsonObject> update(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        JsonObject json = ApiHandlers.bodyJson(context);
        return service.edit(
                        actor,
                        ApiHandlers.id(context),
                        standing -> EntityTag.require(context, EntityTag.of(standing.updatedAt())),
                        before -> changed(before, json))
                .compose(id -> whole(actor.organisationId(), id));
    }

    private ContactDetails changed(ContactDetails before, JsonObject json) {
        StrictObject body = StrictObject.of(json);
        ContactDetails after = fields.changed(before, body, json);
        body.done();
        return after;
    }

    /** Answers when nothing to the person is open any more. */
    private Future<JsonObject> stop(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.optionalBody(context);
        @Nullable String words = body.optionalText("words", ContactLimits.WORDS).orElse(null);
        body.done();
        return service.stop(actor, ApiHandlers.id(context), words)
                .compose(change -> whole(actor.organisationId(), change.contactId()));
    }

    private Future<JsonObject> lookAlikes(RoutingContext context) {
        QueryReader.none(context);
        long organisationId = ApiHandlers.actor(context).organisationId();
        return contacts.find(pool, organisationId, ApiHandlers.id(context))
                .map(ApiHandlers::found)
                .compose(contact -> service.lookAlikes(organisationId, contact.id()))
                .map(found -> new JsonObject()
                        .put(
                                "items",
                                new JsonArray(found.stream()
                                        .map(one -> new JsonObject()
                                                .put("id", one.contactId())
                                                .put("name", one.name())
                                                .put("state", one.state().sqlName())
                                                .put("channels", new JsonArray(one.channels()))
                                                .put("because", new JsonArray(one.because())))
                                        .toList())));
    }

    /** Two contacts are one person: the stricter consent stands. */
    private Future<JsonObject> join(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        long other = body.id("contact");
        Long named = body.has("named") ? body.id("named") : null;
        body.noOtherFields();
        body.refuseFaults();
        return contacts.find(pool, actor.organisationId(), ApiHandlers.id(context))
                .map(ApiHandlers::found)
                .compose(contact -> contacts.find(pool, actor.organisationId(), other))
                .compose(known -> known.isEmpty()
                        ? Future.failedFuture(new InvalidInputException("contact", FaultCode.CONTACT_UNKNOWN))
                        : service.join(actor, ApiHandlers.id(context), other, named))
                .compose(one -> whole(actor.organisationId(), one));
    }

    /** A paper form and the like; a stop or an open question stands against it. */
    private Future<JsonObject> optIn(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        String named = body.word("class", List.of("regular", "member"));
        ConsentClass consentClass = named.isEmpty() ? ConsentClass.REGULAR : ConsentClass.of(named);
        ContactService.Evidence evidence = fields.evidence(body, consentClass, clock.instant());
        body.done();
        return service.optIn(actor, ApiHandlers.id(context), consentClass, evidence)
                .compose(change -> change.applied()
                        ? whole(actor.organisationId(), change.contactId())
                        : Future.failedFuture(ProblemException.conflict("It changed nothing: a stop, or an"
                                + " open question, stands against it, and only the person ends that.")));
    }

    /** Nobody can take it back, so it is for owners; done again for who was erased before, it changes nothing. */
    private Future<JsonObject> erase(RoutingContext context) {
        return erasures.erase(ApiHandlers.actor(context), ApiHandlers.id(context))
                .map(erased -> new JsonObject().put("erased", true));
    }

    Future<Organisation> organisation(RoutingContext context) {
        return organisations
                .find(pool, ApiHandlers.actor(context).organisationId())
                .map(Optional::orElseThrow);
    }

    /** The contact that this id is now, after every merge. */
    Future<JsonObject> whole(long organisationId, long contactId) {
        return contacts.current(pool, organisationId, contactId)
                .map(ApiHandlers::found)
                .compose(contact -> list.find(pool, organisationId, contact.id())
                        .map(ApiHandlers::found)
                        .compose(standing -> addresses
                                .ofContact(pool, organisationId, contact.id())
                                .map(all -> ContactJson.of(contact, standing, all))));
    }

    private static List<String> names(SqlNamed[] values) {
        return Stream.of(values).map(SqlNamed::sqlName).toList();
    }
}
