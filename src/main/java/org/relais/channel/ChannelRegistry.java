package org.relais.channel;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The channels that there are senders for, by kind. Lists, routes and checks come from here, never from a platform's name.
 * Which channels and senders that is changes while the service runs.
 */
public final class ChannelRegistry {
    private final Map<String, Channel> channels;
    private final Set<String> ofFile;
    private final AtomicLong version = new AtomicLong();

    public ChannelRegistry(Collection<? extends Channel> channels) {
        this.channels = new TreeMap<>();
        channels.forEach(channel -> this.channels.put(channel.kind(), channel));
        this.ofFile = channels.stream()
                .flatMap(channel -> channel.senders().stream().map(sender -> key(channel.kind(), sender.externalId())))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Every fault of the {@code channels} section of the configuration. */
    public static List<String> faults(JsonObject section) {
        Map<String, ChannelProvider> providers = providers();
        List<String> faults = new ArrayList<>();
        section.forEach(entry -> {
            ChannelProvider provider = providers.get(entry.getKey());
            if (provider == null) {
                faults.add("channels." + entry.getKey() + ": unknown channel, known are " + providers.keySet());
            } else if (entry.getValue() instanceof JsonObject settings) {
                faults.addAll(provider.faults(settings));
            } else {
                faults.add("channels." + entry.getKey() + ": must be a section");
            }
        });
        return faults;
    }

    /** Creates every channel, with the senders that a faultless {@code channels} section names. */
    public static ChannelRegistry create(ChannelContext context, JsonObject section) {
        Map<String, ChannelProvider> providers = providers();
        section.fieldNames().stream()
                .filter(kind -> !providers.containsKey(kind))
                .findFirst()
                .ifPresent(kind -> {
                    throw new IllegalArgumentException("channels." + kind + ": unknown channel");
                });
        return new ChannelRegistry(providers.values().stream()
                .map(provider -> provider.create(context, section.getJsonObject(provider.kind(), new JsonObject())))
                .toList());
    }

    /** Gives each channel the senders that were connected while the service runs, by kind. */
    public void connected(Map<String, List<ConnectedSender>> senders) {
        channels.values().forEach(channel -> channel.connected(senders.getOrDefault(channel.kind(), List.of())));
        version.incrementAndGet();
    }

    /** Whether a sender stands in this node's configuration, and can be changed there only. */
    public boolean inFile(String kind, String externalId) {
        return ofFile.contains(key(kind, externalId));
    }

    private static String key(String kind, String externalId) {
        return kind + ":" + externalId;
    }

    /** Changes whenever the senders may have. */
    public long version() {
        return version.get();
    }

    /** Every provider on the class path, by kind. */
    public static Map<String, ChannelProvider> providers() {
        Map<String, ChannelProvider> providers = new TreeMap<>();
        ServiceLoader.load(ChannelProvider.class).forEach(provider -> providers.put(provider.kind(), provider));
        return providers;
    }

    /** The channels that have a sender now. */
    public Collection<Channel> all() {
        return channels.values().stream().filter(ChannelRegistry::hasSender).toList();
    }

    /** Those whose platform never tells what was received and read. */
    public Set<String> mute() {
        return channels.values().stream()
                .filter(channel -> !channel.features().receipts())
                .map(Channel::kind)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A channel that has a sender now. */
    public Optional<Channel> find(String kind) {
        return Optional.ofNullable(channels.get(kind)).filter(ChannelRegistry::hasSender);
    }

    /** A channel, with or without senders: one that were removed may still be written to. */
    public Optional<Channel> receiver(String kind) {
        return Optional.ofNullable(channels.get(kind));
    }

    /** A sender that this node can send with. */
    public Optional<SenderProfile> sender(String kind, String externalId) {
        return find(kind).stream()
                .flatMap(channel -> channel.senders().stream())
                .filter(sender -> sender.externalId().equals(externalId))
                .findFirst();
    }

    private static boolean hasSender(Channel channel) {
        return !channel.senders().isEmpty();
    }

    public Future<Void> close() {
        return Future.join(channels.values().stream().map(Channel::close).toList())
                .mapEmpty();
    }
}
