package org.relais.contact;

/**
 * How a platform knows a person.
 *
 * @param channel registry name of the channel
 * @param identifier canonical form: E.164 with plus, decimal chat id, or business-scoped user id
 */
public record AddressId(String channel, AddressKind kind, String identifier) {

    public AddressId {
        if (identifier.isBlank() || identifier.length() > 160) {
            throw new IllegalArgumentException("an identifier has 1 to 160 characters");
        }
    }

    /** Whether both name the same person: a phone number is one person's on every channel. */
    public boolean sameAs(AddressId other) {
        return kind.equals(other.kind)
                && identifier.equals(other.identifier)
                && (kind.isPhone() || channel.equals(other.channel));
    }

    /** Fit for logs: the last two characters only, of a short one none. */
    public String masked() {
        return channel + ":" + AddressMask.of(identifier);
    }

    /** Masked, so that no log or error can show a person's number by accident. */
    @Override
    public String toString() {
        return masked();
    }
}
