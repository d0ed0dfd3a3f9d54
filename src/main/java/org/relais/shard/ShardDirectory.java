package org.relais.shard;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.relais.database.Database;
import org.relais.shard.ShardKey.Kind;
import org.relais.shard.ShardStore.Owner;
import org.relais.task.PeriodicTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose a request is: every database is asked, and what one of them says is remembered for a while. There is no list of its
 * own that could be wrong, or away. Safe for use from several event loops.
 *
 * <p>What is remembered is believed only while it is known which organisations leave: a database that has not been asked for
 * that within {@link #FRESH} is asked for the key again, and so is one whose server is another one now.
 */
public final class ShardDirectory {
    static final Duration FRESH = Duration.ofSeconds(5);

    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST = 50_000;

    private static final Place NOBODYS = new Place(Verdict.NOBODYS, 0);
    private static final Place AWAY = new Place(Verdict.AWAY, 0);
    private static final Logger LOG = LoggerFactory.getLogger(ShardDirectory.class);

    private final LongSupplier nanoTime;
    private final ShardStore store = new ShardStore();
    private final List<Member> members;
    private final List<PeriodicTask> looks;
    private final Set<ShardKey> twice = ConcurrentHashMap.newKeySet();
    private final Map<ShardKey, Known> known = Collections.synchronizedMap(new LinkedHashMap<>(1_024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ShardKey, Known> eldest) {
            return size() > MOST;
        }
    });

    /** Where something is. */
    public enum Verdict {
        FOUND,
        /** No database has it. */
        NOBODYS,
        /** It can't be said now: a database does not answer, or the organisation is on its way to another one. */
        AWAY
    }

    /** @param shard the database's number, when it was found */
    public record Place(Verdict verdict, int shard) {}

    /** @param server of that database, as it was when this was asked: another one may know less, and use ids again */
    private record Known(Place place, long organisationId, long server, long atNanos) {}

    private static final class Member {
        private final int number;
        private final Supplier<Optional<Database>> database;
        private volatile Set<Long> moving = Set.of();
        private volatile long lookedAtNanos;
        private volatile boolean looked;

        Member(int number, Supplier<Optional<Database>> database) {
            this.number = number;
            this.database = database;
        }

        long server() {
            return database.get()
                    .map(open -> open.connections().serverChanges())
                    .orElse(-1L);
        }
    }

    private record Said(Owner owner, long server) {}

    private static final class Elsewhere extends Exception {
        private static final long serialVersionUID = 1L;

        Elsewhere() {
            super("not here", null, false, false);
        }
    }

    /** @param databases by their numbers; empty as long as one is not open */
    public ShardDirectory(
            Vertx vertx, SortedMap<Integer, Supplier<Optional<Database>>> databases, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.members = databases.entrySet().stream()
                .map(one -> new Member(one.getKey(), one.getValue()))
                .toList();
        this.looks = members.stream()
                .map(member -> new PeriodicTask(
                        vertx, "organisations that leave database " + member.number, LOOK_EVERY, () -> look(member)))
                .toList();
    }

    public void start() {
        looks.forEach(PeriodicTask::start);
    }

    public Future<Void> stop() {
        return Future.join(looks.stream().map(PeriodicTask::stop).toList()).mapEmpty();
    }

    private Future<Void> look(Member member) {
        return member.database
                .get()
                .map(database -> {
                    long from = nanoTime.getAsLong();
                    return store.moving(database.pool())
                            .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                            .<Void>map(moving -> {
                                member.moving = moving;
                                member.lookedAtNanos = from;
                                member.looked = true;
                                return null;
                            });
                })
                .orElseGet(Future::succeededFuture);
    }

    /** Never fails, and answers within seconds. */
    public Future<Place> find(ShardKey key) {
        Known before = known.get(key);
        return before != null && holds(before) ? Future.succeededFuture(before.place()) : ask(key);
    }

    /**
     * Whether one database has it, removed or not; asked each time.
     *
     * @return fails when that can't be said within seconds, or when its organisation is leaving
     */
    public Future<Boolean> has(int shard, ShardKey key) {
        Member asked = members.stream()
                .filter(member -> member.number == shard)
                .findFirst()
                .orElseThrow();
        return ask(asked, key)
                .map(true)
                .recover(fault -> fault instanceof Elsewhere || fault instanceof Removed
                        ? Future.succeededFuture(fault instanceof Removed)
                        : Future.failedFuture(fault));
    }

    private boolean holds(Known one) {
        long now = nanoTime.getAsLong();
        Member member = members.stream()
                .filter(other -> other.number == one.place().shard())
                .findFirst()
                .orElseThrow();
        return now - one.atNanos() < KEPT.toNanos()
                && member.looked
                && now - member.lookedAtNanos < FRESH.toNanos()
                && !member.moving.contains(one.organisationId())
                && member.server() == one.server();
    }

    /**
     * The first that has it is believed; that nobody has it only when all have said so. Senders are waited for until all have
     * answered, or are away: two that have one must be found out before its first event is taken, not after.
     */
    private Future<Place> ask(ShardKey key) {
        List<Future<Said>> asked = new ArrayList<>();
        members.forEach(member -> asked.add(ask(member, key)));
        Future<?> all = Future.join(asked).onComplete(said -> compare(key, asked));
        return (key.kind() == Kind.SENDER ? all : Future.any(asked))
                .transform(any -> Future.succeededFuture(twice.contains(key) ? AWAY : place(key, asked)));
    }

    /**
     * Notes when two databases say that they have it, as when one bot was connected by organisations of both: then a stop
     * would reach one of them only, so nothing is answered for until one has given it up.
     */
    private void compare(ShardKey key, List<Future<Said>> asked) {
        if (asked.stream().filter(Future::succeeded).count() < 2) {
            if (asked.stream().allMatch(ShardDirectory::certain)) {
                twice.remove(key);
            }
            return;
        }
        if (twice.add(key)) {
            LOG.error("{} is on several databases: its requests are refused until one gives it up", key.kind());
        }
        known.remove(key);
    }

    /** Fails with {@link Elsewhere} when it is certainly not there, and with whatever else when it can't be said. */
    private Future<Said> ask(Member member, ShardKey key) {
        long server = member.server();
        return member.database
                .get()
                .map(database -> store.owner(database.pool(), key).timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .orElseGet(() -> Future.failedFuture("the database " + member.number + " is not open"))
                .compose(found -> found.filter(owner -> !owner.left())
                        .map(owner -> owner.moving()
                                ? Future.<Owner>failedFuture("the organisation is leaving " + member.number)
                                : Future.succeededFuture(owner))
                        .orElseGet(() -> Future.failedFuture(new Elsewhere())))
                .map(owner -> new Said(owner, server))
                .compose(said -> said.owner().gone() && key.kind() == Kind.SENDER
                        ? Future.failedFuture(new Removed(said))
                        : Future.succeededFuture(said));
    }

    private static final class Removed extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Said said;

        Removed(Said said) {
            super("removed", null, false, false);
            this.said = said;
        }
    }

    private Place place(ShardKey key, List<Future<Said>> asked) {
        for (int at = 0; at < asked.size(); at++) {
            if (asked.get(at).succeeded()) {
                return remember(key, members.get(at), asked.get(at).result());
            }
        }
        boolean certain = asked.stream().allMatch(ShardDirectory::certain);
        for (int at = 0; certain && at < asked.size(); at++) {
            if (asked.get(at).cause() instanceof Removed removed) {
                return remember(key, members.get(at), removed.said);
            }
        }
        return certain ? NOBODYS : AWAY;
    }

    private static boolean certain(Future<Said> one) {
        return one.succeeded() || one.cause() instanceof Elsewhere || one.cause() instanceof Removed;
    }

    private Place remember(ShardKey key, Member member, Said said) {
        Place place = new Place(Verdict.FOUND, member.number);
        known.put(key, new Known(place, said.owner().organisationId(), said.server(), nanoTime.getAsLong()));
        return place;
    }
}
