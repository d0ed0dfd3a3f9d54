package org.relais.channel.sender;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.relais.channel.ChannelProvider;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.SenderField;
import org.relais.channel.SenderField.Need;
import org.relais.channel.SenderField.Use;
import org.relais.channel.sender.CredentialStore.Known;
import org.relais.channel.sender.CredentialStore.Sealed;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/**
 * Bots and numbers connected while the service runs, given new secrets, and removed. What a sender is described
 * by is what its channel declares ({@link ChannelProvider#senderFields}); values come as they were pasted. Nothing that
 * was given as a secret ever leaves again.
 */
public final class SenderConnections {
    /** Longest name of a sender, in UTF-16 units. */
    public static final int LONGEST_NAME = 100;

    private static final int MADE_UP_BYTES = 24;
    private static final Map<String, ChannelProvider> PROVIDERS = ChannelRegistry.providers();

    private final Pool pool;
    private final SenderKeys keys;
    private final ChannelRegistry channels;
    private final SenderLoader loader;
    private final InstantSource clock;
    private final SecureRandom random;
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
        this.random = random;
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
     * Connects a sender; on all nodes it can be sent with a moment later, and on this one when it completes.
     *
     * @param given by the names of the fields
     * @return fails with {@link InvalidInputException}: faults at {@code fields.<name>}, {@code name} and {@code channel}
     */
    public Future<Connection> add(Actor actor, String channel, String name, Map<String, String> given) {
        return actor.permitted(Permission.CREDENTIALS).compose(permitted -> {
            ChannelProvider provider = PROVIDERS.get(channel);
            if (provider == null || provider.senderFields().isEmpty()) {
                throw new InvalidInputException("channel", FaultCode.CHANNEL_UNKNOWN);
            }
            requireKey();
            Map<String, String> madeUp = new TreeMap<>();
            Map<String, String> fields = checked(provider, given, madeUp);
            String externalId = externalId(provider, fields);
            return pool.withTransaction(transaction -> claim(transaction, actor, provider, externalId, name)
                            .compose(id -> keep(transaction, provider, id, fields)
                                    .compose(kept -> store.forgetOthers(transaction, channel, externalId, id))
                                    .compose(forgotten -> store.forgetHandshakes(transaction, channel, externalId))
                                    .compose(forgotten -> audit.write(
                                            transaction,
                                            actor,
                                            "sender.add",
                                            "sender:" + id,
                                            new JsonObject()
                                                    .put("channel", channel)
                                                    .put("externalId", externalId)))
                                    .compose(written -> store.tell(transaction))
                                    .map(new Connection(id, madeUp))))
                    .compose(connection ->
                            loader.loadAndConnect(channel, externalId).map(connection));
        });
    }

    /**
     * A change that is not made yet.
     *
     * @param fields all that the sender would have after it, secrets among them: for its platform only
     * @param changed names of those that would not be what they are
     */
    public record Change(Map<String, String> fields, Set<String> changed) {
        @Override
        public String toString() {
            return "Change" + changed;
        }
    }

    /**
     * What {@link #change} would make of a sender, so that its platform can be asked first.
     *
     * @param given as {@link #change} takes them
     * @return empty when it is none of the organisation's connected senders
     */
    public Future<Optional<Change>> intended(Actor actor, long senderId, Map<String, String> given) {
        return actor.permitted(Permission.CREDENTIALS)
                .compose(permitted ->
                        pool.withTransaction(transaction -> store.lock(transaction, actor.organisationId(), senderId)))
                .map(found -> found.map(kept -> {
                    Map<String, String> after = merged(kept, given);
                    return new Change(after, changed(opened(kept), after));
                }));
    }

    private static Set<String> changed(Map<String, String> before, Map<String, String> after) {
        Set<String> changed = new TreeSet<>(after.keySet());
        changed.addAll(before.keySet());
        changed.removeIf(field -> Objects.equals(after.get(field), before.get(field)));
        return changed;
    }

    /**
     * Changes a sender's name, or some of its fields; the others stay as they are.
     *
     * @param name empty: stays as it is
     * @param given by the names of the fields; an empty text takes away one that is no secret and may be left out
     * @return empty when it is none of the organisation's connected senders
     */
    public Future<Optional<Connection>> change(
            Actor actor, long senderId, Optional<String> name, Map<String, String> given) {
        return actor.permitted(Permission.CREDENTIALS)
                .compose(permitted -> pool.withTransaction(transaction -> refuseOfFile(transaction, actor, senderId)
                        .compose(mine -> store.lock(transaction, actor.organisationId(), senderId))
                        .compose(found -> found.isEmpty()
                                ? Future.succeededFuture(Optional.<Sealed>empty())
                                : change(transaction, actor, found.get(), name, given)
                                        .map(found))))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : loader.loadAndConnect(
                                        found.get().sender().channel(),
                                        found.get().sender().externalId())
                                .map(Optional.of(new Connection(senderId, Map.of()))));
    }

    private Future<Void> change(
            SqlClient transaction, Actor actor, Sealed found, Optional<String> name, Map<String, String> given) {
        requireKey();
        ChannelProvider provider =
                Objects.requireNonNull(PROVIDERS.get(found.sender().channel()), "what was connected has a channel");
        long id = found.sender().id();
        Map<String, String> whole = checked(provider, merged(found, given), new TreeMap<>());
        if (!externalId(provider, whole).equals(found.sender().externalId())) {
            throw fault(provider.identity(), FaultCode.SENDER_OF_ANOTHER_ACCOUNT);
        }
        Set<String> changed = changed(opened(found), whole);
        JsonObject what = new JsonObject().put("fields", new JsonArray(List.copyOf(changed)));
        return store.rename(transaction, id, name.orElse(found.sender().name()))
                .compose(renamed -> keep(transaction, provider, id, whole))
                .compose(kept -> provider.senderFields().stream()
                                .anyMatch(field -> field.need() == Need.MADE_UP && changed.contains(field.name()))
                        ? store.forgetHandshakes(
                                transaction, provider.kind(), found.sender().externalId())
                        : Future.succeededFuture())
                .compose(kept -> audit.write(transaction, actor, "sender.change", "sender:" + id, what))
                .compose(written -> store.tell(transaction));
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
        if (channels.inFile(channel, externalId)) {
            throw fault(provider.identity(), FaultCode.SENDER_IN_FILE);
        }
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

    /** Cleaned values of every field that has one, with what is made up. */
    private Map<String, String> checked(
            ChannelProvider provider, Map<String, String> given, Map<String, String> madeUp) {
        List<Fault> faults = new ArrayList<>();
        Map<String, String> fields = new TreeMap<>();
        for (SenderField field : provider.senderFields()) {
            String value = field.cleaned(given.getOrDefault(field.name(), ""));
            if (value.isEmpty() && field.need() == Need.MADE_UP) {
                value = random();
                madeUp.put(field.name(), value);
            }
            if (!value.isEmpty() && field.form().matcher(value).matches()) {
                fields.put(field.name(), value);
            } else if (!value.isEmpty()) {
                faults.add(Fault.of("fields." + field.name(), FaultCode.MUST_LOOK_LIKE, field.example()));
            } else if (field.required()) {
                faults.add(Fault.of("fields." + field.name(), FaultCode.REQUIRED));
            }
        }
        given.keySet().stream()
                .filter(name -> provider.senderFields().stream()
                        .noneMatch(field -> field.name().equals(name)))
                .map(name -> name.substring(0, Math.min(40, name.length())))
                .forEach(name -> faults.add(Fault.of("fields." + name, FaultCode.UNKNOWN_FIELD)));
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return fields;
    }

    /** @param fields checked, so that the one that says it is there */
    private static String externalId(ChannelProvider provider, Map<String, String> fields) {
        return provider.externalId(fields.getOrDefault(provider.identity(), ""));
    }

    private String random() {
        byte[] bytes = new byte[MADE_UP_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
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
