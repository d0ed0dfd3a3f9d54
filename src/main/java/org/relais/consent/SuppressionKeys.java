package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether the configured keys are those that the suppression list was written under. With one that is missing, or that is
 * another one under the same name, a part of the list would find nobody, and people who stopped could be imported again
 * and written to: then nothing may start.
 */
public final class SuppressionKeys {
    private final SuppressionStore store = new SuppressionStore();
    private final Fingerprints fingerprints;

    public SuppressionKeys(Fingerprints fingerprints) {
        this.fingerprints = fingerprints;
    }

    /** Notes the keys that are new here; fails with one line when an old one is missing or not what it was. */
    public Future<Void> check(SqlClient client) {
        return store.noteKeys(client, fingerprints.marks()).compose(noted -> compare(client));
    }

    /** Fails as {@link #check} does, and notes nothing. */
    public Future<Void> compare(SqlClient client) {
        Map<String, Buffer> marks = fingerprints.marks();
        return store.changedKeys(client, marks)
                .compose(changed -> changed.isEmpty()
                        ? Future.succeededFuture()
                        : refused("the secret of " + String.join(", ", changed) + " is not the one it was: put the old"
                                + " one back, or give the new one a name of its own"))
                .compose(same -> store.keyUse(client))
                .compose(uses -> {
                    String missing = uses.stream()
                            .filter(use -> !marks.containsKey(use.keyId()))
                            .map(use -> use.keyId() + " (" + use.fingerprints() + " entries)")
                            .collect(Collectors.joining(", "));
                    return missing.isEmpty()
                            ? Future.succeededFuture()
                            : refused("the suppression list needs " + missing + ": put it back behind the current key");
                });
    }

    private static Future<Void> refused(String why) {
        return Future.failedFuture(new IllegalStateException("security.suppressionKeys: " + why));
    }

    /** Every key that is configured or that the list needs, with what it still has. */
    public Future<List<SuppressionStore.KeyUse>> use(SqlClient client) {
        return store.keyUse(client).map(uses -> {
            Map<String, Long> byId = uses.stream()
                    .collect(Collectors.toMap(SuppressionStore.KeyUse::keyId, SuppressionStore.KeyUse::fingerprints));
            return Stream.concat(fingerprints.marks().keySet().stream(), byId.keySet().stream())
                    .distinct()
                    .map(id -> new SuppressionStore.KeyUse(id, byId.getOrDefault(id, 0L)))
                    .toList();
        });
    }
}
