package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.delivery.DeliveryWorld;
import org.relais.task.RequestScope;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

@NeedsDatabase
class OrganisationProfilesTest {
    private final Vertx vertx = Vertx.vertx();
    private final DeliveryWorld world = new DeliveryWorld(vertx);
    private final OrganisationProfiles profiles =
            new OrganisationProfiles(world.pool, InstantSource.system(), Duration.ofHours(1), () -> 0);

    @AfterEach
    void close() {
        world.close();
        Await.result(vertx.close());
    }

    /** Whoever asks later goes on as themselves, not as the one for whom it was loaded. */
    @Test
    void eachGoesOnInTheirOwnRequest() {
        assertThat(Await.result(goneOn("first"))).isEqualTo("first");
        assertThat(Await.result(goneOn("second"))).isEqualTo("second");
    }

    private Future<String> goneOn(String request) {
        return vertx.timer(1)
                .compose(over -> RequestScope.within(request, () -> profiles.of(world.organisationId)
                        .compose(profile -> Future.succeededFuture(String.valueOf(RequestScope.id())))));
    }
}
