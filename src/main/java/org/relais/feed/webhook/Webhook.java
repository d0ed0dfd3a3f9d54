package org.relais.feed.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One program that an organisation's feed is posted to.
 *
 * @param kinds what it is told of; none for everything
 * @param secretVersion which of its secrets signs
 * @param position the place up to which everything was taken, or put aside
 * @param attempt how often what comes next was tried in vain
 * @param failingSince null while it takes what it is told
 * @param error a code: what its last attempt came to
 * @param takenAt when it last took something; null before it ever did
 * @param refused how many events were put aside
 */
public record Webhook(
        long id,
        long organisationId,
        String url,
        List<String> kinds,
        int secretVersion,
        Instant secretChangedAt,
        long position,
        int attempt,
        @Nullable Instant failingSince,
        @Nullable String error,
        Instant createdAt,
        @Nullable Instant takenAt,
        long refused) {
    /** How long the secret before the present one still signs. */
    static final Duration OVERLAP = Duration.ofDays(1);

    public Webhook {
        kinds = List.copyOf(kinds);
    }

    /** Versions of the secrets that sign now, the present one first. */
    List<Integer> signing(Instant now) {
        return secretVersion > 1 && secretChangedAt.plus(OVERLAP).isAfter(now)
                ? List.of(secretVersion, secretVersion - 1)
                : List.of(secretVersion);
    }
}
