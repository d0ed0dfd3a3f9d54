package org.relais.template;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.relais.task.RequestScope;
import org.relais.template.OrganisationProfile.SenderTemplate;

/**
 * Organisations' profiles, kept for some seconds: one query per organisation and not one per message; none is believed that
 * another server said, which may have known another organisation by the same id.
 */
public final class OrganisationProfiles {
    private final SqlClient client;
    private final InstantSource clock;
    private final Duration kept;
    private final OrganisationProfileStore store = new OrganisationProfileStore();
    private final Map<Long, Entry<OrganisationProfile>> profiles = new ConcurrentHashMap<>();
    private final Map<Long, Entry<Set<SenderTemplate>>> marketing = new ConcurrentHashMap<>();

    private final LongSupplier serverChanges;

    private record Entry<T>(Future<T> loaded, long server, Instant until) {}

    /**
     * @param kept how long a change of the organisation's texts may take to show on this node
     * @param serverChanges as {@link org.relais.database.Connections#serverChanges}
     */
    public OrganisationProfiles(SqlClient client, InstantSource clock, Duration kept, LongSupplier serverChanges) {
        this.client = client;
        this.clock = clock;
        this.kept = kept;
        this.serverChanges = serverChanges;
    }

    /** The organisation's letterhead; fails with {@link IllegalArgumentException} when there is no such organisation. */
    public Future<OrganisationProfile> of(long organisationId) {
        return recent(profiles, organisationId, () -> store.of(client, organisationId));
    }

    /** Those of its templates that the platforms call marketing, as far as they have been listed. */
    public Future<Set<SenderTemplate>> marketing(long organisationId) {
        return recent(marketing, organisationId, () -> store.marketing(client, organisationId));
    }

    private <T> Future<T> recent(Map<Long, Entry<T>> entries, long organisationId, Supplier<Future<T>> load) {
        Instant now = clock.instant();
        long server = serverChanges.getAsLong();
        Entry<T> known = entries.get(organisationId);
        if (known != null
                && known.server() == server
                && now.isBefore(known.until())
                && !known.loaded().failed()) {
            return RequestScope.heard(known.loaded());
        }
        Future<T> loaded = RequestScope.shared(load);
        entries.put(organisationId, new Entry<>(loaded, server, now.plus(kept)));
        return RequestScope.heard(loaded);
    }
}
