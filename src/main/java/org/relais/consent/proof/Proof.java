package org.relais.consent.proof;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Consent;
import org.relais.consent.ConsentWording;
import org.relais.contact.Address;
import org.relais.contact.Contact;
import org.relais.ledger.LedgerEvent;
import org.relais.ledger.Verification;
import org.relais.organisation.Organisation;

/**
 * One person's whole story with one organisation.
 *
 * @param contact the contact that stands for the person; erased ones have neither name nor addresses
 * @param consent empty once erased
 * @param events the ledger, oldest first, with what was written about contacts that were merged into this one
 * @param wordings the texts behind the events' references
 * @param deliveries what was sent, and the ledger event that each rests on
 */
public record Proof(
        Organisation organisation,
        Contact contact,
        List<Address> addresses,
        Optional<Consent> consent,
        List<LedgerEvent> events,
        Map<String, ConsentWording> wordings,
        JsonArray deliveries,
        Verification verification,
        Instant at) {

    public Proof {
        addresses = List.copyOf(addresses);
        events = List.copyOf(events);
        wordings = Map.copyOf(wordings);
    }

    /** With field names that stay; absent values are left out. */
    public JsonObject json() {
        JsonObject json = new JsonObject()
                .put(
                        "organisation",
                        new JsonObject()
                                .put("slug", organisation.slug())
                                .put("name", organisation.name())
                                .put("kind", organisation.kind().sqlName()))
                .put("contact", contactJson())
                .put("events", new JsonArray(events.stream().map(this::event).toList()))
                .put("deliveries", deliveries)
                .put("verification", verification.json())
                .put("generatedAt", at.toString());
        consent.ifPresent(standing -> json.put("consent", consent(standing)));
        return json;
    }

    private JsonObject contactJson() {
        JsonObject json = new JsonObject()
                .put("id", contact.id())
                .put("createdAt", contact.createdAt().toString());
        put(json, "name", contact.name().isEmpty() ? null : contact.name());
        put(json, "language", contact.language());
        put(json, "erasedAt", contact.erasedAt());
        return json.put(
                "addresses",
                new JsonArray(addresses.stream().map(Proof::address).toList()));
    }

    private static JsonObject address(Address address) {
        JsonObject json = new JsonObject()
                .put("channel", address.identifier().channel())
                .put("kind", address.identifier().kind().sqlName())
                .put("identifier", address.identifier().identifier())
                .put("status", address.status().sqlName())
                .put("since", address.createdAt().toString());
        put(json, "leftAt", address.retiredAt());
        return json;
    }

    private static JsonObject consent(Consent standing) {
        JsonObject json = new JsonObject()
                .put("class", standing.consentClass().sqlName())
                .put("state", standing.state().sqlName())
                .put("since", standing.changedAt().toString())
                .put("basisEvent", standing.basisEventId());
        put(json, "onlyContactAt", standing.occasionalSpentAt());
        return json;
    }

    private JsonObject event(LedgerEvent event) {
        JsonObject json = new JsonObject()
                .put("id", event.id())
                .put("kind", event.kind().sqlName())
                .put("occurredAt", event.occurredAt().toString())
                .put("recordedAt", event.recordedAt().toString())
                .put("source", event.source().sqlName());
        put(
                json,
                "class",
                event.consentClass() == null ? null : event.consentClass().sqlName());
        put(json, "before", event.before() == null ? null : event.before().sqlName());
        put(json, "after", event.after() == null ? null : event.after().sqlName());
        put(json, "channel", event.channel());
        put(json, "reference", event.sourceReference());
        put(json, "words", event.rawText());
        put(json, "wording", event.wording());
        ConsentWording wording = event.wording() == null ? null : wordings.get(event.wording());
        if (wording != null) {
            json.put("wordingText", wording.text());
        }
        put(json, "language", event.language());
        put(json, "actor", event.actor());
        if (!event.detail().isEmpty()) {
            json.put("detail", event.detail());
        }
        put(json, "position", event.position());
        put(json, "hash", event.hash());
        return json;
    }

    private static void put(JsonObject json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value instanceof Instant instant ? instant.toString() : value);
        }
    }
}
