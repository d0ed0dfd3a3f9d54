package org.relais.channel;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.relais.contact.AddressForms;

/**
 * Every channel that this program knows, configured or not: what the providers on the class path declare. Names, columns,
 * kinds of address and links come from here; what can be sent with comes from the {@link ChannelRegistry}.
 */
public final class ChannelCatalogue {
    private static final List<ChannelDescriptor> ALL = ChannelRegistry.providers().values().stream()
            .map(ChannelProvider::descriptor)
            .sorted(Comparator.comparingInt(ChannelDescriptor::rank).thenComparing(ChannelDescriptor::kind))
            .toList();

    private static final AddressForms ADDRESSES = new AddressForms(
            ALL.stream().flatMap(channel -> channel.addresses().stream()).toList());

    private ChannelCatalogue() {}

    /** In the order in which people read them. */
    public static List<ChannelDescriptor> all() {
        return ALL;
    }

    public static Optional<ChannelDescriptor> find(String kind) {
        return ALL.stream().filter(channel -> channel.kind().equals(kind)).findFirst();
    }

    /** What people call a channel; of one that is not known here any more, its registry name. */
    public static String name(String kind) {
        return find(kind).map(ChannelDescriptor::name).orElse(kind);
    }

    /** The address forms of all channels. */
    public static AddressForms addresses() {
        return ADDRESSES;
    }

    /** The first channel whose app opens the chat with a phone number. */
    public static Optional<ChannelDescriptor> opensNumbers() {
        return ALL.stream()
                .filter(channel -> channel.share()
                        .flatMap(share -> share.toNumber("0", ""))
                        .isPresent())
                .findFirst();
    }
}
