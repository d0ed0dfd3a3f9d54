package org.relais.organisation.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.organisation.password.PasswordHasher.BusyException;
import org.relais.testing.Await;
import org.relais.testing.Unit;

/** What a comparison costs, and how many there are at once. */
@Unit
class PasswordHasherTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void oneHashIsComputedWhetherTheAddressIsKnownOrNot() {
        List<String> compared = new ArrayList<>();
        PasswordHasher hasher = new PasswordHasher(vertx) {
            @Override
            boolean matches(String password, String hash) {
                compared.add(hash.replaceAll("(\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$).*", "$1"));
                return super.matches(password, hash);
            }
        };
        String hash = Await.result(hasher.hash("right"));
        assertThat(Await.result(hasher.compare("wrong", List.of())).right()).isEmpty();
        assertThat(Await.result(hasher.compare("wrong", List.of(hash))).right()).isEmpty();
        assertThat(Await.result(hasher.compare("right", List.of(hash))).right()).containsExactly(hash);
        assertThat(compared).hasSize(3).containsOnly("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @Test
    void twoAreUnderWayAndWhoComesBeyondTwentyIsRefused() {
        PasswordHasher hasher = new PasswordHasher(vertx);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger under = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Future<Integer>> all = IntStream.range(0, 25)
                .mapToObj(each -> hasher.run(() -> {
                    most.accumulateAndGet(under.incrementAndGet(), Math::max);
                    gate.await();
                    under.decrementAndGet();
                    return each;
                }))
                .toList();
        Stream<Future<Integer>> refused = all.stream().skip(20);
        assertThat(refused).allSatisfy(one -> assertThat(one.cause()).isInstanceOf(BusyException.class));
        Await.until("two are under way", () -> under.get() == 2);
        gate.countDown();
        Await.result(Future.all(all.subList(0, 20)));
        assertThat(most).hasValue(2);
        assertThat(Await.result(hasher.run(() -> 7))).isEqualTo(7);
    }
}
