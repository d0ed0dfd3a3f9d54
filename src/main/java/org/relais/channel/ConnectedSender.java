package org.relais.channel;

import java.util.Map;

/**
 * A sender that was connected while the service ran, with its secrets.
 *
 * @param organisation slug of the organisation it belongs to
 * @param fields by the names of {@link SenderField}; a removed sender has those of its webhooks only, to hear late stops
 */
public record ConnectedSender(String externalId, String organisation, String name, Map<String, String> fields) {
    public ConnectedSender {
        fields = Map.copyOf(fields);
    }

    /** A field's value; empty when it was not given. */
    public String field(String field) {
        return fields.getOrDefault(field, "");
    }

    public Secret secret(String field) {
        return new Secret(field(field));
    }

    public int number(String field, int otherwise) {
        return field(field).isEmpty() ? otherwise : Integer.parseInt(field(field));
    }

    @Override
    public String toString() {
        return "ConnectedSender[" + externalId + "]";
    }
}
