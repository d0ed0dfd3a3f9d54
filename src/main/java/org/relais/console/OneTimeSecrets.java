package org.relais.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Secrets on their way from the form that made them to the page that shows them, to the same session, and soon: never in a
 * cookie, an address or the database. Whoever does not look in time makes another. Shared by all event loops of this process.
 */
public final class OneTimeSecrets {
    private static final Duration KEPT = Duration.ofMinutes(5);

    private final Map<String, Kept> kept = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final Duration keptFor;

    public OneTimeSecrets(InstantSource clock) {
        this(clock, KEPT);
    }

    /** @param keptFor what is copied at a platform waits longer than what is copied at once */
    public OneTimeSecrets(InstantSource clock, Duration keptFor) {
        this.clock = clock;
        this.keptFor = keptFor;
    }

    private record Kept(OneTimeSecret secret, Instant until) {}

    /** Keeps one secret for a session, in place of an earlier one that nobody looked at. */
    public void keep(String session, OneTimeSecret secret) {
        Instant now = clock.instant();
        kept.values().removeIf(one -> !one.until().isAfter(now));
        kept.put(session, new Kept(secret, now.plus(keptFor)));
    }

    /** What waits for the session, and goes on waiting: for what has to be copied elsewhere while other things are done. */
    public Optional<OneTimeSecret> look(String session) {
        Optional<OneTimeSecret> found = take(session);
        found.ifPresent(secret -> keep(session, secret));
        return found;
    }

    /** What waits for the session is of no use any more. */
    public void forget(String session) {
        kept.remove(session);
    }

    /** What waits for the session; gone with this answer. */
    public Optional<OneTimeSecret> take(String session) {
        return Optional.ofNullable(kept.remove(session))
                .filter(one -> one.until().isAfter(clock.instant()))
                .map(Kept::secret);
    }
}
