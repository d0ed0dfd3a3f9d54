package org.relais.organisation.password;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.relais.task.ConcurrencyLimit;

/**
 * Hasher of passwords by Argon2id, beside the event loops. What is under way is bounded, so that a flood of attempts takes neither
 * memory nor all processors: who comes beyond that is refused by {@link BusyException}.
 */
class PasswordHasher {
    /** OWASP's least: 19 MiB (here in KiB), two passes, one lane. */
    private static final Argon2Function CURRENT = Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);

    /** In bytes. */
    private static final int SALT = 16;

    private static final int AT_ONCE = 2;
    private static final int MOST = 20;

    private final Vertx vertx;
    private final ConcurrencyLimit limit = new ConcurrencyLimit(AT_ONCE);
    private final AtomicInteger open = new AtomicInteger();
    private volatile @Nullable String nobodys;

    PasswordHasher(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Too many are being checked at once: to be tried again. */
    static final class BusyException extends RuntimeException {
        BusyException() {
            super("too many passwords at once", null, false, false);
        }
    }

    /**
     * What a password was compared with.
     *
     * @param right the hashes that are its own
     * @param outdated those of them that were made with other parameters than today's
     * @param renewed its hash as it would be made today; null when none is outdated
     */
    record Compared(List<String> right, List<String> outdated, @Nullable String renewed) {}

    /** Hash of a password, with its salt and parameters. */
    Future<String> hash(String password) {
        return run(() -> made(password));
    }

    /** Compares a password with some hashes; with none it is compared with nobody's, so that this takes as long as one. */
    Future<Compared> compare(String password, List<String> hashes) {
        return run(() -> {
            String none = nobodys();
            List<String> right = (hashes.isEmpty() ? List.of(none) : hashes)
                    .stream().filter(hash -> matches(password, hash)).toList();
            List<String> outdated = right.stream()
                    .filter(hash -> !Argon2Function.getInstanceFromHash(hash).equals(CURRENT))
                    .toList();
            return new Compared(right, outdated, outdated.isEmpty() ? null : made(password));
        });
    }

    /** One computation of Argon2id; by the parameters that the hash says. */
    boolean matches(String password, String hash) {
        return Argon2Function.getInstanceFromHash(hash).check(password, hash);
    }

    /** Asked for before any comparison: the first attempt of all takes longer, whosever it is. */
    private String nobodys() {
        String hash = nobodys;
        if (hash == null) {
            hash = made(HexFormat.of().formatHex(random(SALT)));
            nobodys = hash;
        }
        return hash;
    }

    private static String made(String password) {
        return CURRENT.hash(password.getBytes(StandardCharsets.UTF_8), random(SALT))
                .getResult();
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return random;
    }

    /** Work with a password, beside the event loops. */
    <T> Future<T> run(Callable<T> work) {
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            return Future.failedFuture(new BusyException());
        }
        return limit.run(() -> vertx.executeBlocking(work, false)).onComplete(done -> open.decrementAndGet());
    }
}
