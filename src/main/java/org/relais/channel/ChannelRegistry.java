package org.relais.channel;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The channels that are configured, by kind. Lists, routes and checks come from here, never from a platform's name. */
public final class ChannelRegistry {
    private final Map<String, Channel> channels;

    public ChannelRegistry(Collection<? extends Channel> channels) {
        this.channels = new TreeMap<>();
        channels.forEach(channel -> this.channels.put(channel.kind(), channel));
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

    /** Creates what a faultless {@code channels} section names. */
    public static ChannelRegistry create(ChannelContext context, JsonObject section) {
        Map<String, ChannelProvider> providers = providers();
        List<Channel> created = new ArrayList<>();
        section.fieldNames().forEach(kind -> {
            ChannelProvider provider = providers.get(kind);
            if (provider == null) {
                throw new IllegalArgumentException("channels." + kind + ": unknown channel");
            }
            created.add(provider.create(context, section.getJsonObject(kind)));
        });
        return new ChannelRegistry(created);
    }

    /** Every provider on the class path, by kind. */
    public static Map<String, ChannelProvider> providers() {
        Map<String, ChannelProvider> providers = new TreeMap<>();
        ServiceLoader.load(ChannelProvider.class).forEach(provider -> providers.put(provider.kind(), provider));
        return providers;
    }

    public Collection<Channel> all() {
        return List.copyOf(channels.values());
    }

    public Optional<Channel> find(String kind) {
        return Optional.ofNullable(channels.get(kind));
    }

    public Future<Void> close() {
        return Future.join(channels.values().stream().map(Channel::close).toList())
                .mapEmpty();
    }
}
