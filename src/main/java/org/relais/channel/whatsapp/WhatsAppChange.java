package org.relais.channel.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.channel.EventBuilder;
import org.relais.channel.JsonPayload;
import org.relais.contact.AddressId;

/**
 * One element of {@code entry[].changes[]} with what its parts share.
 *
 * @param entry the entry around it: id of the business account, and its time
 * @param field what the subscription calls it, empty when the platform did not say
 * @param contacts people named in it
 */
record WhatsAppChange(
        String sender, JsonNode entry, String field, JsonNode value, WhatsAppContacts contacts, Instant receivedAt) {

    EventBuilder event(String key, Instant time) {
        return event(sender, key, time);
    }

    EventBuilder event(String sender, String key, Instant time) {
        return new EventBuilder(WhatsAppChannel.KIND, sender, key, time);
    }

    Instant time(JsonNode node) {
        return JsonPayload.time(node, "timestamp", receivedAt);
    }

    /** The name that the person gave themselves, if this change names them. */
    @Nullable
    String name(List<AddressId> person) {
        JsonNode contact = contacts.of(person);
        return contact == null ? null : JsonPayload.text(contact, "profile", "name");
    }

    /**
     * The person with the identifiers that {@code contacts[]} adds. A single contact is the person even without an
     * identifier in common, as long as none contradicts: some payloads leave the sender out, others put the number in
     * one place and the scoped id in the other.
     */
    List<AddressId> completed(List<AddressId> person) {
        JsonNode contact = contacts.of(person);
        JsonNode only = contacts.only();
        if (contact == null && only != null && !contradicts(person, only)) {
            contact = only;
        }
        return contact == null ? person : WhatsAppIdentity.joined(person, WhatsAppIdentity.of(contact));
    }

    private static boolean contradicts(List<AddressId> person, JsonNode contact) {
        return WhatsAppIdentity.of(contact).stream()
                .anyMatch(other -> person.stream().anyMatch(address -> address.kind() == other.kind()));
    }
}
