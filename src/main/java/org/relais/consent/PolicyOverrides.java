package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.ledger.EventSource;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEntry;
import org.relais.ledger.LedgerKind;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.OrganisationKind;
import org.relais.organisation.Permission;

/**
 * An owner's use of a channel whose platform bars their kind of organisation (WhatsApp Business: parties, politicians,
 * candidates, campaigns), in writing. The ledger keeps the statement; without one the definition of "may be messaged"
 * refuses the channel.
 */
public final class PolicyOverrides {
    public static final int SHORTEST_STATEMENT = 20;
    public static final int LONGEST_STATEMENT = 4_000;

    private final PolicyOverrideStore store = new PolicyOverrideStore();
    private final Pool pool;
    private final Ledger ledger;
    private final InstantSource clock;
    private final AuditStore audit;

    public PolicyOverrides(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.ledger = new Ledger(clock, new SecureRandom());
        this.clock = clock;
        this.audit = new AuditStore(clock);
    }

    /** Makes what a channel's terms say part of the definition of "may be messaged"; to be called before anything is sent. */
    public Future<Void> bar(String channel, Collection<OrganisationKind> kinds) {
        List<String> names =
                kinds.stream().map(OrganisationKind::sqlName).sorted().toList();
        return names.isEmpty()
                ? Future.succeededFuture()
                : pool.withTransaction(transaction -> store.bar(transaction, channel, names));
    }

    /**
     * Takes down the owner's statement; a later one replaces it, and the ledger keeps both.
     *
     * @return fails with {@link IllegalArgumentException}, fit to be shown, when the statement is shorter than 20 or longer
     *     than 4,000 characters, or nothing bars the organisation from the channel
     */
    public Future<PolicyOverride> grant(Actor owner, String channel, String statement) {
        String words = statement.strip();
        if (words.length() < SHORTEST_STATEMENT || words.length() > LONGEST_STATEMENT || words.indexOf('\0') >= 0) {
            return refused("the statement has " + SHORTEST_STATEMENT + " to " + LONGEST_STATEMENT + " characters");
        }
        return owner.permitted(Permission.POLICY)
                .compose(permitted -> pool.withTransaction(transaction -> store.barred(
                                transaction, owner.organisationId())
                        .compose(barred -> barred.contains(channel)
                                ? note(transaction, owner, channel, "granted", "override", words)
                                : refused("nothing bars this organisation from " + channel))
                        .compose(eventId -> {
                            PolicyOverride override = new PolicyOverride(
                                    owner.organisationId(), channel, words, owner.name(), eventId, clock.instant());
                            return store.put(transaction, override).map(override);
                        })));
    }

    /** Takes the override back; false when there was none. */
    public Future<Boolean> withdraw(Actor owner, String channel) {
        return owner.permitted(Permission.POLICY)
                .compose(permitted ->
                        pool.withTransaction(transaction -> store.remove(transaction, owner.organisationId(), channel)
                                .compose(removed -> removed
                                        ? note(transaction, owner, channel, "withdrawn", "withdraw", null)
                                                .map(true)
                                        : Future.succeededFuture(false))));
    }

    /** Channels whose platform bars this kind of organisation by its terms, overridden or not. */
    public Future<List<String>> barred(long organisationId) {
        return store.barred(pool, organisationId);
    }

    /** Channels that the definition of "may be messaged" refuses to the organisation now: barred, and not overridden. */
    public Future<List<String>> closed(long organisationId) {
        return store.closed(pool, organisationId);
    }

    /** The overrides that stand. */
    public Future<List<PolicyOverride>> of(long organisationId) {
        return store.of(pool, organisationId);
    }

    private Future<Long> note(
            SqlClient transaction, Actor owner, String channel, String what, String step, @Nullable String statement) {
        Instant now = clock.instant();
        return ledger.append(
                        transaction,
                        new LedgerEntry(
                                owner.organisationId(),
                                null,
                                LedgerKind.POLICY_OVERRIDE,
                                now,
                                LedgerEntry.Change.NONE,
                                new LedgerEntry.Origin(EventSource.of(owner), channel, null, owner.name()),
                                // The owner's words are not a person's to be erased: they stay in the chain.
                                new LedgerEntry.Words(null, statement, null),
                                new JsonObject().put("override", what)))
                .compose(eventId -> audit.write(transaction, owner, "policy." + step, "channel:" + channel)
                        .map(eventId));
    }

    private static <T> Future<T> refused(String why) {
        return Future.failedFuture(new IllegalArgumentException(why));
    }
}
