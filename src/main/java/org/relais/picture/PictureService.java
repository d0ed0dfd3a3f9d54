package org.relais.picture;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;
import org.relais.organisation.Tokens;

/** What organisers upload for messages becomes an address, by which platforms fetch it as they fetch any other picture. */
public final class PictureService {
    /** Most bytes of a picture. */
    public static final int MOST_BYTES = Picture.MOST_BYTES;

    private static final MessagePictureStore.Limit LIMIT = new MessagePictureStore.Limit(200, Duration.ofDays(1));
    private static final Duration UNUSED = Duration.ofDays(7);
    private static final int REMOVED_AT_ONCE = 100;

    private final Vertx vertx;
    private final Pool pool;
    private final Tokens tokens;
    private final InstantSource clock;
    private final String publicUrl;
    private final AuditStore audit;
    private final MessagePictureStore store = new MessagePictureStore();

    /** @param publicUrl where the platforms reach this service */
    public PictureService(Vertx vertx, Pool pool, Tokens tokens, InstantSource clock, String publicUrl) {
        this.vertx = vertx;
        this.pool = pool;
        this.tokens = tokens;
        this.clock = clock;
        this.publicUrl = publicUrl;
        this.audit = new AuditStore(clock);
    }

    /**
     * Keeps a picture without its metadata; returns its address, for {@code image} of a message. Fails with
     * {@link InvalidInputException} at the field {@code ""} when it is none that the platforms take.
     */
    public Future<String> keep(Actor actor, Buffer bytes) {
        return actor.permitted(Permission.BROADCASTS)
                // Five megabytes are too long for an event loop.
                .compose(permitted -> vertx.executeBlocking(() -> Picture.of(bytes), false))
                .compose(picture -> pool.withTransaction(transaction -> {
                    String name = tokens.create("") + "." + picture.type().ending();
                    return store.insert(
                                    transaction, actor.organisationId(), name, picture.bytes(), clock.instant(), LIMIT)
                            .map(id -> id.orElseThrow(
                                    () -> new InvalidInputException("", FaultCode.PICTURES_OF_DAY, LIMIT.most())))
                            .compose(id -> audit.write(transaction, actor, "picture.upload", "picture:" + id))
                            .map(written -> publicUrl + PictureRoutes.BASE + name);
                }));
    }

    /** The bytes under a name; empty when there are none, or none any more. */
    Future<Optional<Buffer>> find(String name) {
        return store.find(pool, name);
    }

    /** Removes what no message needs any more. */
    public Future<Void> removeOld() {
        Instant now = clock.instant();
        return store.remove(pool, now, now.minus(UNUSED), REMOVED_AT_ONCE)
                .compose(count -> count == 0 ? Future.succeededFuture() : removeOld());
    }
}
