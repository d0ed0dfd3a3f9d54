package org.relais.console;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.ext.web.FileUpload;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.relais.database.Database;
import org.relais.organisation.Tokens;
import org.relais.task.RequestScope;

/**
 * Guard that works every form once: whoever presses the button twice gets the first press's answer, and what the form makes is made
 * once. A form whose answer is a page, because something is wrong with it, and one that failed may be sent again.
 */
final class SentForms {
    /** The field with the key that a page gave its forms. */
    static final String FIELD = "once";

    private static final Duration REPEATED = Duration.ofMinutes(2);
    private static final int MOST = 2_000;

    private final Pool pool;
    private final InstantSource clock;
    private final SentFormStore store = new SentFormStore();
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    private final LongSupplier serverChanges;

    /** @param server that it was worked on: another one may know nothing of it */
    private record Kept(Instant at, long server, Future<PageResult> answer) {}

    SentForms(Database database, InstantSource clock) {
        this.pool = database.pool();
        this.serverChanges = database.connections()::serverChanges;
        this.clock = clock;
    }

    /** What makes two forms the same one; empty when the form carries no key of a page. */
    static Optional<byte[]> key(PageRequest visit) {
        return visit.field(FIELD).filter(once -> !visit.fragment()).map(once -> {
            StringBuilder all = new StringBuilder(visit.formToken())
                    .append('\0')
                    .append(visit.context().request().uri());
            MultiMap fields = visit.context().request().formAttributes();
            fields.forEach(
                    (name, value) -> all.append('\0').append(name).append('\0').append(value));
            List<FileUpload> files = visit.context().fileUploads();
            files.forEach(file ->
                    all.append('\0').append(file.fileName()).append('\0').append(file.size()));
            return Tokens.hash(all.toString());
        });
    }

    /**
     * Does the deed, or answers what came of it before.
     *
     * @param before the answer when another node, or this one some time ago, has worked the form
     */
    Future<PageResult> once(byte[] key, Supplier<Future<PageResult>> deed, Supplier<PageResult> before) {
        String name = HexFormat.of().formatHex(key);
        Promise<PageResult> promise = Promise.promise();
        synchronized (kept) {
            Kept known = kept.get(name);
            if (known != null
                    && known.server() == serverChanges.getAsLong()
                    && known.at().plus(REPEATED).isAfter(clock.instant())) {
                return RequestScope.heard(known.answer());
            }
            forgetOld();
            kept.put(name, new Kept(clock.instant(), serverChanges.getAsLong(), promise.future()));
        }
        store.claim(pool, key, clock.instant())
                .compose(first -> first ? worked(key, deed) : Future.succeededFuture(before.get()))
                .onComplete(answer -> {
                    if (answer.failed() || !(answer.result() instanceof PageResult.Redirect)) {
                        forget(name);
                    }
                    promise.handle(answer);
                });
        return promise.future();
    }

    private Future<PageResult> worked(byte[] key, Supplier<Future<PageResult>> deed) {
        return Future.succeededFuture()
                .compose(begun -> deed.get())
                .compose(
                        answer -> answer instanceof PageResult.Redirect
                                ? Future.succeededFuture(answer)
                                : store.forget(pool, key).map(answer),
                        fault -> store.forget(pool, key).transform(forgotten -> Future.failedFuture(fault)));
    }

    private void forget(String name) {
        synchronized (kept) {
            kept.remove(name);
        }
    }

    /** The oldest stand first. */
    private void forgetOld() {
        Instant until = clock.instant().minus(REPEATED);
        kept.values().removeIf(one -> !one.at().isAfter(until) && one.answer().isComplete());
        var oldest = kept.keySet().iterator();
        while (kept.size() >= MOST && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }
}
