package org.relais.channel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.relais.contact.AddressForm;
import org.relais.organisation.OrganisationKind;

/**
 * What everybody else must know of a channel, whether it is configured or not. Constant for the life of the program.
 *
 * @param kind registry name, 2 to 20 small letters: in SQL, routes, and as the section {@code channels.<kind>}
 * @param name what people call it, the same in every language
 * @param rank place in lists that people read, the lowest first; equal ranks by kind
 * @param addresses kinds of address, the most stable first
 * @param barred kinds of organisation that the platform's own terms exclude
 * @param share links into its app; empty when it has none
 * @param asksNumber whether its app can ask people for their own phone number ({@link Button.NumberRequest})
 */
public record ChannelDescriptor(
        String kind,
        String name,
        int rank,
        List<AddressForm> addresses,
        Set<OrganisationKind> barred,
        Optional<AppLink> share,
        boolean asksNumber) {

    /** A channel that asks nobody for their number. */
    public ChannelDescriptor(
            String kind,
            String name,
            int rank,
            List<AddressForm> addresses,
            Set<OrganisationKind> barred,
            Optional<AppLink> share) {
        this(kind, name, rank, addresses, barred, share, false);
    }

    public ChannelDescriptor {
        addresses = List.copyOf(addresses);
        barred = Set.copyOf(barred);
        if (!kind.matches("[a-z]{2,20}") || name.isBlank()) {
            throw new IllegalArgumentException("a channel has a kind of 2 to 20 small letters, and a name");
        }
        if (addresses.stream().anyMatch(form -> !form.channel().equals(kind))) {
            throw new IllegalArgumentException("a channel declares its own addresses only");
        }
    }
}
