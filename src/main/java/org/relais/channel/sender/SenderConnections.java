package org.relais.channel.sender;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelProvider;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.SenderField;
import org.relais.channel.SenderField.Need;
import org.relais.channel.SenderField.Use;
import org.relais.channel.sender.CredentialStore.Known;
import org.relais.channel.sender.CredentialStore.Sealed;
import org.relais.channel.sender.SenderIntroduction.Told;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;
import org.relais.organisation.Sender;

/**
 * Bots and numbers connected while the service runs, given new secrets, and removed. What a sender is described
 * by is what its channel declares ({@link ChannelProvider#senderFields}); values come as they were pasted. Nothing that
 * was given as a secret ever leaves again.
 */
public final class SenderConnections {
    /** Longest name of a sender, in UTF-16 units. */
    public static final int LONGEST_NAME = 100;

    private static final Map<String, ChannelProvider> PROVIDERS = ChannelRegistry.providers();

    private final Pool pool;
    private final SenderKeys keys;
    private final ChannelRegistry channels;
    private final SenderLoader loader;
    private final InstantSource clock;
    private final SenderValues values;
    private final SenderIntroduction introduction;
    private final CredentialStore store = new CredentialStore();
    private final AuditStore audit;

    public SenderConnections(
            Pool pool,
            SenderKeys keys,
            ChannelRegistry channels,
            SenderLoader loader,
            InstantSource clock,
            SecureRandom random) {
        this.pool = pool;
        this.keys = keys;
        this.channels = channels;
        this.loader = loader;
        this.clock = clock;
        this.values = new SenderValues(random);
        this.introduction = new SenderIntroduction(channels);
        this.audit = new AuditStore(clock);
    }

    /**
     * A sender that is connected.
     *
     * @param madeUp secrets that were made up for it, by field: to be shown now, and never again
     */
    public record Connection(long id, Map<String, String> madeUp) {
        @Override
        public String toString() {
            return "Connection[" + id + "]";
        }
    }

    /** Whether senders can be connected at all: there is a key to seal their secrets with. */
    public boolean possible() {
        return keys.present();
    }

    /** The fields of a channel's senders; empty when there is no such channel, or its senders stand in the file only. */
    public static List<SenderField> fields(String channel) {
        ChannelProvider provider = PROVIDERS.get(channel);
        return provider == null ? List.of() : provider.senderFields();
    }

    /** What of a sender is no secret, by field; empty for one of the file, and one that the organisation does not have. */
    public Future<Map<String, String>> settings(long organisationId, long senderId) {
        return store.settings(pool, organisationId, senderId);
    }

    /**
     * Connects a sender, once its platform has said that it is what was given; on all nodes it can be sent with a moment
     * later, and on this one when it completes. Nothing is kept of one that the platform refuses, or can't be asked about.
     *
     * @param name empty: as the platform calls it
     * @param given by the names of the fields; those that the platform tells may be left out
     * @return fails with {@link InvalidInputException}: faults at {@code fields.<name>}, {@code name} and {@code channel};
     *     where they are the platform's, with {@link SenderRefusedException}
     */
    public Future<Connection> add(Actor actor, String channel, String name, Map<String, String> given) {
        return actor.permitted(Permission.CREDENTIALS).compose(permitted -> {
            ChannelProvider provider = PROVIDERS.get(channel);
            if (provider == null || provider.senderFields().isEmpty()) {
                throw new InvalidInputException("channel", FaultCode.CHANNEL_UNKNOWN);
            }
            requireKey();
            Map<String, String> madeUp = new TreeMap<>();
            Map<String, String> fields = values.read(provider, given, madeUp);
            if (channels.inFile(channel, SenderIntroduction.externalId(provider, fields))) {
                throw fault(provider.identity(), FaultCode.SENDER_IN_FILE);
            }
            return introduction
                    .ask(provider, fields)
                    .compose(told -> add(actor, provider, told.name(name), told.whole(provider, fields)))
                    .map(id -> new Connection(id, madeUp));
        });
    }

    /** What is wrong with what was given, before the platform is asked: faults as {@link #add} has them, all at once. */
    public List<Fault> faults(String channel, Map<String, String> given) {
        ChannelProvider provider = PROVIDERS.get(channel);
        if (provider == null) {
            return List.of(new Fault("channel", FaultCode.CHANNEL_UNKNOWN, Map.of()));
        }
        try {
            var unused = values.read(provider, given, new TreeMap<>());
            return List.of();
        } catch (InvalidInputException invalid) {
            return invalid.faults();
        }
    }

    private Future<Long> add(Actor actor, ChannelProvider provider, String name, Map<String, String> fields) {
        String channel = provider.kind();
        String externalId = SenderIntroduction.externalId(provider, fields);
        JsonObject what = new JsonObject().put("channel", channel).put("externalId", externalId);
        return pool.withTransaction(transaction -> claim(transaction, actor, provider, externalId, name)
                        .compose(id -> keep(transaction, provider, id, fields)
                                .compose(kept -> store.forgetOthers(transaction, channel, externalId, id))
                                .compose(forgotten -> store.forgetHandshakes(transaction, channel, externalId))
                                .compose(forgotten ->
                                        audit.write(transaction, actor, "sender.add", "sender:" + id, what))
                                .compose(written -> store.tell(transaction))
                                .map(id)))
                .compose(id -> loader.loadAndConnect(channel, externalId).map(id));
    }

    private static Set<String> changed(Map<String, String> before, Map<String, String> after) {
        Set<String> changed = new TreeSet<>(after.keySet());
        changed.addAll(before.keySet());
        changed.removeIf(field -> Objects.equals(after.get(field), before.get(field)));
        return changed;
    }

    /** What became of a change. */
    public enum Change {
        /** It is none of the organisation's connected senders. */
        NO_SENDER,
        /** It was all like that before. */
        NOTHING,
        MADE
    }

    /**
     * Changes a sender's name, or some of its fields; the others stay as they are. Where the platform can say that what is
     * changed is wrong, it is asked first, and while it refuses or can't be asked all stays as it was.
     *
     * @param name empty: stays as it is
     * @param given by the names of the fields; an empty text takes away one that is no secret and may be left out, and asks
     *     the platform for one that it tells
     * @return fails as {@link #add} does
     */
    public Future<Change> change(Actor actor, long senderId, Optional<String> name, Map<String, String> given) {
        return actor.permitted(Permission.CREDENTIALS)
                .compose(permitted -> change(actor, senderId, name, given, Told.NOTHING));
    }

    /** @param told by the platform about what is changed; it is asked again when somebody has changed the sender meanwhile */
    private Future<Change> change(
            Actor actor, long senderId, Optional<String> name, Map<String, String> given, Told told) {
        return pool.withTransaction(transaction -> refuseOfFile(transaction, actor, senderId)
                        .compose(mine -> store.lock(transaction, actor.organisationId(), senderId))
                        .compose(found -> found.isEmpty()
                                ? Future.succeededFuture(Step.NO_SENDER)
                                : change(transaction, actor, found.get(), new Wanted(name, given), told)))
                .compose(step -> {
                    Sender sender = step.sender();
                    if (step.ask()) {
                        return introduction
                                .ask(provider(Objects.requireNonNull(sender)), step.fields())
                                .compose(now -> change(actor, senderId, name, given, now));
                    }
                    return sender == null || step.change() != Change.MADE
                            ? Future.succeededFuture(step.change())
                            : loader.loadAndConnect(sender.channel(), sender.externalId())
                                    .map(Change.MADE);
                });
    }

    private record Wanted(Optional<String> name, Map<String, String> given) {
        @Override
        public String toString() {
            return "Wanted" + given.keySet();
        }
    }

    /** @param ask whether nothing was done yet, since the platform has to be asked about these fields first */
    private record Step(Change change, @Nullable Sender sender, boolean ask, Map<String, String> fields) {
        private static final Step NO_SENDER = new Step(Change.NO_SENDER, null, false, Map.of());

        @Override
        public String toString() {
            return "Step[" + change + ", " + sender + ", " + ask + ", " + fields.keySet() + "]";
        }
    }

    private Future<Step> change(SqlClient transaction, Actor actor, Sealed found, Wanted wanted, Told told) {
        requireKey();
        Sender sender = found.sender();
        ChannelProvider provider = provider(sender);
        Map<String, String> before = opened(found);
        Map<String, String> fields = values.read(provider, merged(found, wanted.given()), new TreeMap<>());
        if (!SenderIntroduction.externalId(provider, fields).equals(sender.externalId())) {
            throw fault(provider.identity(), FaultCode.SENDER_OF_ANOTHER_ACCOUNT);
        }
        if (SenderIntroduction.judges(provider, changed(before, fields)) && !told.isAbout(provider, fields)) {
            return Future.succeededFuture(new Step(Change.NOTHING, sender, true, fields));
        }
        Map<String, String> whole = told.whole(provider, fields);
        Set<String> changed = changed(before, whole);
        String name = wanted.name().orElse(sender.name());
        return changed.isEmpty() && name.equals(sender.name())
                ? Future.succeededFuture(new Step(Change.NOTHING, sender, false, whole))
                : write(transaction, actor, sender, name, whole, changed)
                        .map(new Step(Change.MADE, sender, false, whole));
    }

    private Future<Void> write(
            SqlClient transaction,
            Actor actor,
            Sender sender,
            String name,
            Map<String, String> fields,
            Set<String> changed) {
        JsonObject what = new JsonObject().put("fields", new JsonArray(List.copyOf(changed)));
        return store.rename(transaction, sender.id(), name)
                .compose(renamed -> keep(transaction, provider(sender), sender.id(), fields))
                .compose(kept -> provider(sender).senderFields().stream()
                                .anyMatch(field -> field.need() == Need.MADE_UP && changed.contains(field.name()))
                        ? store.forgetHandshakes(transaction, sender.channel(), sender.externalId())
                        : Future.succeededFuture())
                .compose(kept -> audit.write(transaction, actor, "sender.change", "sender:" + sender.id(), what))
                .compose(written -> store.tell(transaction));
    }

    private static ChannelProvider provider(Sender sender) {
        return Objects.requireNonNull(PROVIDERS.get(sender.channel()), "what was connected has a channel");
    }

    private Map<String, String> merged(Sealed found, Map<String, String> given) {
        Map<String, String> fields = opened(found);
        given.forEach((field, value) -> {
            if (!value.isBlank()) {
                fields.put(field, value);
            } else if (found.settings().containsKey(field)) {
                // Secrets stay, which a form leaves empty.
                fields.remove(field);
            }
        });
        return fields;
    }

    /** With a lost key nothing of its secrets is left, and all of them are asked for again. */
    private Map<String, String> opened(Sealed sealed) {
        Map<String, String> fields = new HashMap<>(sealed.settings());
        long id = sealed.sender().id();
        try {
            fields.putAll(keys.open(sealed.webhook(), SenderKeys.place(id, Use.WEBHOOK)));
            byte[] access = sealed.access();
            if (access != null) {
                fields.putAll(keys.open(access, SenderKeys.place(id, Use.ACCESS)));
            }
        } catch (GeneralSecurityException lost) {
            return fields;
        }
        return fields;
    }

    /**
     * Removes a sender: from now on nothing new is sent with it. What is open is settled first: answers and confirmations
     * that wait still go out, for some seconds; what else waits is cancelled; then the secrets that messages are sent with
     * are erased. Those that webhooks are verified by stay, so that a stop which comes late is heard.
     *
     * @return false when it is none of the organisation's senders
     */
    public Future<Boolean> remove(Actor actor, long senderId) {
        return actor.permitted(Permission.CREDENTIALS)
                .compose(permitted -> pool.withTransaction(transaction -> refuseOfFile(transaction, actor, senderId)
                        .compose(mine -> store.remove(transaction, actor.organisationId(), senderId, clock))
                        .compose(removed -> removed
                                ? audit.write(transaction, actor, "sender.remove", "sender:" + senderId)
                                        .compose(written -> store.tell(transaction))
                                        .map(true)
                                : Future.succeededFuture(false))));
    }

    /** One that stands in this node's configuration would be back with the next start. */
    private Future<Void> refuseOfFile(SqlClient transaction, Actor actor, long senderId) {
        return store.find(transaction, actor.organisationId(), senderId).map(found -> {
            if (found.isPresent()
                    && channels.inFile(found.get().channel(), found.get().externalId())) {
                throw new InvalidInputException("", FaultCode.SENDER_IN_FILE);
            }
            return null;
        });
    }

    /** The id of a sender that is this organisation's from now on. */
    private Future<Long> claim(
            SqlClient transaction, Actor actor, ChannelProvider provider, String externalId, String name) {
        String channel = provider.kind();
        return store.known(transaction, channel, externalId, actor.organisationId())
                .compose(known -> {
                    Optional<Known> own = known.stream()
                            .filter(one -> one.organisationId() == actor.organisationId())
                            .findFirst();
                    Optional<Known> used =
                            known.stream().filter(one -> !one.removed()).findFirst();
                    if (used.isPresent() && used.get().organisationId() != actor.organisationId()) {
                        throw fault(provider.identity(), FaultCode.SENDER_CONNECTED_ELSEWHERE);
                    }
                    if (used.isPresent() && !used.get().inFile()) {
                        throw fault(provider.identity(), FaultCode.SENDER_CONNECTED_ALREADY);
                    }
                    return own.isPresent()
                            ? store.revive(transaction, own.get().id(), name)
                                    .map(own.get().id())
                            : store.add(transaction, actor.organisationId(), channel, externalId, name, clock)
                                    .compose(added -> added.map(Future::succeededFuture)
                                            // Somebody has connected it meanwhile, and can be seen now.
                                            .orElseGet(() -> claim(transaction, actor, provider, externalId, name)));
                });
    }

    private Future<Void> keep(SqlClient transaction, ChannelProvider provider, long id, Map<String, String> fields) {
        Map<Use, Map<String, String>> byUse = new HashMap<>();
        provider.senderFields().forEach(field -> {
            String value = fields.get(field.name());
            Map<String, String> group = byUse.computeIfAbsent(field.use(), use -> new TreeMap<>());
            if (value != null) {
                group.put(field.name(), value);
            }
        });
        return store.keep(
                transaction,
                id,
                byUse.getOrDefault(Use.SETTING, Map.of()),
                keys.seal(byUse.getOrDefault(Use.ACCESS, Map.of()), SenderKeys.place(id, Use.ACCESS)),
                keys.seal(byUse.getOrDefault(Use.WEBHOOK, Map.of()), SenderKeys.place(id, Use.WEBHOOK)),
                keys.primary());
    }

    private void requireKey() {
        if (!keys.present()) {
            throw new InvalidInputException("", FaultCode.SENDER_KEY_MISSING);
        }
    }

    private static InvalidInputException fault(String field, FaultCode code) {
        return new InvalidInputException("fields." + field, code);
    }
}
