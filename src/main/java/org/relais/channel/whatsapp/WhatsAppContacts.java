package org.relais.channel.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relais.channel.JsonPayload;
import org.relais.contact.AddressId;

/** People named in {@code contacts[]}, found by their identifiers without reading all of them for each message. */
final class WhatsAppContacts {
    private final List<JsonNode> contacts;
    private final Map<AddressId, Integer> places = new HashMap<>();

    /** @param value of a change */
    WhatsAppContacts(JsonNode value) {
        this.contacts = JsonPayload.list(value, "contacts").stream()
                .filter(JsonNode::isObject)
                .toList();
        for (int place = 0; place < contacts.size(); place++) {
            for (AddressId identifier : WhatsAppIdentity.of(contacts.get(place))) {
                places.putIfAbsent(identifier, place);
            }
        }
    }

    /** The first entry that shares an identifier with the person. */
    @Nullable
    JsonNode of(List<AddressId> person) {
        return person.stream()
                .map(places::get)
                .filter(Objects::nonNull)
                .min(Integer::compare)
                .map(contacts::get)
                .orElse(null);
    }

    /** The entry when there is but one. */
    @Nullable
    JsonNode only() {
        return contacts.size() == 1 ? contacts.get(0) : null;
    }
}
