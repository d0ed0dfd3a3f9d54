package org.relais.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relais.consent.ConsentWorld.phone;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.config.RelaisConfig;
import org.relais.consent.identity.IdentityService;
import org.relais.contact.AddressId;
import org.relais.contact.ConsentState;
import org.relais.testing.NeedsDatabase;

/** A key is replaced by putting the new one in front; nothing starts while a part of the list can't be read. */
@NeedsDatabase
class SuppressionKeysTest {
    private static final AddressId ANNE = phone("+33611111111");
    private static final RelaisConfig.Key NEW = ConsentWorld.key("k2", 2);

    private ConsentWorld world = new ConsentWorld();

    @BeforeEach
    void somebodyStops() {
        keys(ConsentWorld.KEY).check(world.pool()).await();
        world.stop(world.subscriber(ANNE), world.now.get());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whoIsSeenUnderTheNewKeyIsKeptUnderItAndTheOldOneMayGo() {
        keys(NEW, ConsentWorld.KEY).check(world.pool()).await();
        assertThat(uses(NEW, ConsentWorld.KEY)).containsExactly("k2 0", "k1 1");
        assertThatThrownBy(() -> keys(NEW).check(world.pool()).await())
                .hasMessage(
                        "security.suppressionKeys: the suppression list needs k1 (1 entries): put it back behind the"
                                + " current key");

        Fingerprints both = new Fingerprints(List.of(NEW, ConsentWorld.KEY));
        long anne = world.inTransaction(transaction -> new IdentityService(both, List.of(), world.clock)
                        .resolve(transaction, ConsentWorld.sighting(world.organisation, world.now.get(), ANNE)))
                .contactId();
        assertThat(world.state(anne)).isEqualTo(ConsentState.UNSUBSCRIBED);
        assertThat(uses(NEW, ConsentWorld.KEY)).containsExactly("k2 1", "k1 0");
        keys(NEW).check(world.pool()).await();
        assertThat(world.count("select count(*) from messageable where refusal is null"))
                .isZero();
    }

    @Test
    void anotherSecretUnderAnOldNameIsRefused() {
        assertThatThrownBy(() ->
                        keys(ConsentWorld.key("k1", 9)).check(world.pool()).await())
                .hasMessageStartingWith("security.suppressionKeys: the secret of k1 is not the one it was");
        assertThatThrownBy(() -> keys().check(world.pool()).await()).hasMessageContaining("needs k1 (1 entries)");
    }

    @Test
    void whoeverOnlyComparesNotesNoKey() {
        keys(NEW, ConsentWorld.KEY).compare(world.pool()).await();
        assertThat(world.count("select count(*) from suppression_key")).isEqualTo(1);
        assertThatThrownBy(() -> keys(NEW).compare(world.pool()).await()).hasMessageContaining("needs k1 (1 entries)");
        assertThatThrownBy(() ->
                        keys(ConsentWorld.key("k1", 9)).compare(world.pool()).await())
                .hasMessageContaining("the secret of k1 is not the one it was");
    }

    private SuppressionKeys keys(RelaisConfig.Key... keys) {
        return new SuppressionKeys(new Fingerprints(Arrays.asList(keys)));
    }

    private List<String> uses(RelaisConfig.Key... keys) {
        return keys(keys).use(world.pool()).await().stream()
                .map(use -> use.keyId() + " " + use.fingerprints())
                .toList();
    }
}
