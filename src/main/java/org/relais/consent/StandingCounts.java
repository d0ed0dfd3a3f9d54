package org.relais.consent;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.relais.consent.ContactListStore.Filter;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.database.Database;

/**
 * Counts of an organisation's contacts, as the list shows them above and beside itself. Counting goes through a counter for
 * each combination of what people have, so those of an organisation of many are kept for some seconds; of others they are
 * always exact.
 */
public final class StandingCounts {
    /** So many combinations are added up in some milliseconds. */
    private static final int MANY = 1_000;

    private static final Duration KEPT = Duration.ofSeconds(10);

    private final Database database;
    private final InstantSource clock;
    private final LongSupplier serverChanges;
    private final ContactListStore store = new ContactListStore();
    private final Map<Long, Kept> kept = new ConcurrentHashMap<>();

    /** @param server that it was read from: another one may have given the organisation's id to another */
    private record Kept(Standing standing, long server, Instant until) {}

    /** So many people of a state, a class and these tags. */
    public record Group(ConsentState state, ConsentClass consentClass, List<String> tags, long people) {
        private boolean matches(Filter filter) {
            return (filter.state() == null || filter.state() == state)
                    && (filter.consentClass() == null || filter.consentClass() == consentClass)
                    && (filter.tag() == null || tags.contains(filter.tag()));
        }
    }

    /** All of an organisation's people. */
    public record Standing(List<Group> groups) {
        /** How many there are of a filter without a search. */
        public long count(Filter filter) {
            return groups.stream()
                    .filter(group -> group.matches(filter))
                    .mapToLong(Group::people)
                    .sum();
        }

        /** By state; every one is there. */
        public Map<ConsentState, Long> states() {
            Map<ConsentState, Long> states = new EnumMap<>(ConsentState.class);
            for (ConsentState state : ConsentState.values()) {
                states.put(state, 0L);
            }
            groups.forEach(group -> states.merge(group.state(), group.people(), Long::sum));
            return states;
        }

        /** The tags that most people have, the most frequent first. */
        public List<String> tags(int limit) {
            Map<String, Long> people = groups.stream()
                    .flatMap(group -> group.tags().stream().map(tag -> Map.entry(tag, group.people())))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum));
            return people.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(limit)
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    public StandingCounts(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.serverChanges = database.connections()::serverChanges;
    }

    /** How the organisation's people stand. */
    public Future<Standing> of(long organisationId) {
        Instant now = clock.instant();
        long server = serverChanges.getAsLong();
        Kept last = kept.get(organisationId);
        if (last != null && last.server() == server && now.isBefore(last.until())) {
            return Future.succeededFuture(last.standing());
        }
        return store.groups(database.pool(), organisationId).map(Standing::new).onSuccess(standing -> {
            if (standing.groups().size() >= MANY) {
                kept.put(organisationId, new Kept(standing, server, now.plus(KEPT)));
            }
        });
    }
}
