package org.relais.api.contact;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.relais.consent.ConsentWording;
import org.relais.consent.ListedContact;
import org.relais.contact.Address;
import org.relais.contact.Contact;
import org.relais.ledger.LedgerEvent;

/** People and what they agreed to as the API shows them. */
final class ContactJson {
    private ContactJson() {}

    static JsonObject of(Contact contact, ListedContact standing, List<Address> addresses) {
        return new JsonObject()
                .put("id", contact.id())
                .mergeIn(contact.details().toJson())
                .put("createdAt", contact.createdAt())
                .put("updatedAt", standing.updatedAt())
                .put("lastSeenAt", contact.lastSeenAt())
                .put("pace", contact.pace())
                .put("consent", consent(standing))
                .put(
                        "addresses",
                        new JsonArray(
                                addresses.stream().map(ContactJson::address).toList()));
    }

    private static JsonObject consent(ListedContact standing) {
        return new JsonObject()
                .put("class", standing.consentClass().sqlName())
                .put("state", standing.state().sqlName())
                .put("changedAt", standing.changedAt())
                .put("basisEventId", standing.basisEventId())
                .put("mayBeMessaged", standing.refusal() == null)
                .put("refusal", standing.refusal());
    }

    private static JsonObject address(Address address) {
        return new JsonObject()
                .put("id", address.id())
                .put("channel", address.identifier().channel())
                .put("kind", address.identifier().kind().sqlName())
                .put("identifier", address.identifier().identifier())
                .put("status", address.status().sqlName())
                .put("statusReason", address.statusReason())
                .put("lastInboundAt", address.lastInboundAt())
                .put("createdAt", address.createdAt())
                .put("retiredAt", address.retiredAt());
    }

    /** @param wordings those that events name by their version */
    static JsonObject ledger(LedgerEvent event, Map<String, ConsentWording> wordings) {
        ConsentWording wording = event.wording() == null ? null : wordings.get(event.wording());
        return new JsonObject()
                .put("id", event.id())
                .put("contactId", event.contactId())
                .put("kind", event.kind().sqlName())
                .put(
                        "class",
                        event.consentClass() == null
                                ? null
                                : event.consentClass().sqlName())
                .put("before", event.before() == null ? null : event.before().sqlName())
                .put("after", event.after() == null ? null : event.after().sqlName())
                .put("occurredAt", event.occurredAt())
                .put("recordedAt", event.recordedAt())
                .put("source", event.source().sqlName())
                .put("channel", event.channel())
                .put("reference", event.sourceReference())
                .put("words", event.rawText())
                .put("wording", event.wording())
                .put("wordingText", wording == null ? event.wording() : wording.text())
                .put("language", event.language())
                .put("actor", event.actor())
                .put("detail", event.detail())
                .put("position", event.position())
                .put("hash", event.hash());
    }
}
