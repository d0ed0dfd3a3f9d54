package org.relais.consent.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.consent.ConsentWorld.bsuid;
import static org.relais.consent.ConsentWorld.chat;
import static org.relais.consent.ConsentWorld.key;
import static org.relais.consent.ConsentWorld.phone;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentWorld;
import org.relais.consent.Fingerprints;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.privacy.ErasureService;
import org.relais.consent.verify.Difference.Kind;
import org.relais.contact.AddressId;
import org.relais.contact.ConsentClass;
import org.relais.ledger.EventSource;
import org.relais.ledger.LedgerSealer;
import org.relais.organisation.Actor;
import org.relais.testing.NeedsDatabase;

/**
 * What somebody with the password of the service's role can do to consents and suppression list is found, and nothing that
 * the service itself does to them is. The pool of the world is that role's.
 */
@NeedsDatabase
class ConsentVerifierTest {
    /** Each with four events; {@code -Drelais.verify=250000} makes it a million of them. */
    private static final int PEOPLE = Integer.getInteger("relais.verify", 2_500);

    private final ConsentWorld world = new ConsentWorld();
    private final ErasureService erasures =
            new ErasureService(world.pool(), world.consent, world.fingerprints, List.of(), world.clock);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whatTheServiceDoesMakesNoDifference() {
        long stopped = world.subscriber(chat("1"), phone("+33677000001"));
        world.stop(stopped, world.ago(Duration.ofMinutes(50)));
        world.stop(stopped, world.ago(Duration.ofMinutes(40)));
        long back = world.subscriber(chat("2"));
        world.stop(back, world.ago(Duration.ofMinutes(50)));
        world.start(back, world.ago(Duration.ofMinutes(40)));
        long held = world.subscriber(chat("3"));
        world.hold(held, world.ago(Duration.ofMinutes(30)));
        long released = world.subscriber(chat("4"));
        world.hold(released, world.ago(Duration.ofMinutes(30)));
        world.apply(ConsentEvent.release(
                world.organisation, released, world.ago(Duration.ofMinutes(20)), EventSource.CONSOLE));
        // A stop by a clock that runs ahead, and one that was delivered again after a later opt-in.
        long ahead = world.subscriber(chat("5"));
        world.stop(ahead, world.now.get().plus(Duration.ofDays(3)));
        long late = world.subscriber(chat("6"));
        world.stop(late, world.ago(Duration.ofHours(5)));
        // An unsubscribed person and a subscriber turn out to be one; so do two who had stopped.
        long one = world.subscriber(phone("+33677000007"));
        world.stop(one, world.ago(Duration.ofMinutes(10)));
        world.subscriber(bsuid("FR.7"));
        world.seen(phone("+33677000007"), bsuid("FR.7"));
        // Erased, written down again, and back again by their own word.
        erase(world.subscriber(chat("8")));
        erase(stopped);
        world.now.updateAndGet(time -> time.plus(Duration.ofMinutes(1)));
        long again = world.seen(chat("8")).contactId();
        world.start(again, world.now.get());
        long lowered = world.subscriber(chat("9"));
        world.apply(ConsentEvent.classChange(
                world.organisation, lowered, ConsentClass.OCCASIONAL, world.now.get(), EventSource.CONSOLE));

        LedgerVerification verification = verify();
        assertThat(verification.comparison().first()).isEmpty();
        assertThat(verification.intact()).isTrue();
        assertThat(verification.comparison().people()).isEqualTo(11);
        assertThat(verification.comparison().removals()).isEqualTo(2);
    }

    @Test
    void anEntryUnderAReplacedKeyMovesToTheNewOne() {
        long contact = world.subscriber(chat("1"));
        world.stop(contact, world.ago(Duration.ofMinutes(1)));
        Fingerprints replaced = new Fingerprints(List.of(key("k2", 2), ConsentWorld.KEY));
        world.inTransaction(transaction -> new IdentityService(replaced, List.of(), world.clock)
                .resolve(transaction, ConsentWorld.sighting(world.organisation, world.now.get(), chat("1"))));
        assertThat(world.count("select count(*) from suppression where key_id = 'k2'"))
                .isEqualTo(1);
        LedgerVerification verification = new ConsentVerifier(world.pool(), replaced, world.clock)
                .verify(world.organisation, List.of())
                .await();
        assertThat(verification.comparison().first()).isEmpty();
        assertThat(verification.comparison().removals()).isEqualTo(1);
    }

    @Test
    void aFlippedConsentIsFound() {
        long contact = stopped(chat("1"));
        attack("update consent set state = 'subscribed' where contact_id = " + contact);
        found(new Difference(contact, Kind.STATE));
    }

    @Test
    void aRaisedClassIsFound() {
        long contact = world.seen(chat("1")).contactId();
        attack("update consent set class = 'member' where contact_id = " + contact);
        found(new Difference(contact, Kind.CONSENT_CLASS));
    }

    @Test
    void anOptInOfTheFutureIsFound() {
        long contact = world.subscriber(chat("1"));
        attack("update consent set opted_in_at = '2099-01-01' where contact_id = " + contact);
        found(new Difference(contact, Kind.OPT_IN_TIME));
    }

    @Test
    void aForgottenTimeOfAStopIsFound() {
        long contact = stopped(chat("1"));
        attack("update consent set stopped_at = stopped_at - interval '1 day' where contact_id = " + contact);
        found(new Difference(contact, Kind.STOP_TIME));
    }

    @Test
    void aConsentThatRestsOnAnothersEventIsFound() {
        long contact = world.subscriber(chat("1"));
        long other = world.subscriber(chat("2"));
        attack("update consent set basis_event_id = (select basis_event_id from consent where contact_id = " + other
                + ") where contact_id = " + contact);
        found(new Difference(contact, Kind.BASIS));
    }

    @Test
    void aConsentThatIsGoneIsFound() {
        long contact = stopped(chat("1"));
        attack("delete from consent where contact_id = " + contact);
        found(new Difference(contact, Kind.MISSING_CONSENT));
    }

    @Test
    void aConsentOfSomebodyWhoWasErasedIsFound() {
        long contact = stopped(chat("1"));
        erase(contact);
        attack("insert into consent (contact_id, organisation_id, class, state, changed_at, basis_event_id) values ("
                + contact + ", " + world.organisation + ", 'member', 'subscribed', now(), 1)");
        found(new Difference(contact, Kind.REVIVED_CONSENT));
    }

    @Test
    void aPersonWhomNoEventKnowsIsFound() {
        attack("with p as (insert into contact (organisation_id, created_at, updated_at) values (" + world.organisation
                + ", now(), now()) returning id) insert into consent (contact_id, organisation_id, class, state, changed_at,"
                + " basis_event_id) select id, " + world.organisation + ", 'member', 'subscribed', now(), 1 from p");
        assertThat(verify().comparison().first()).extracting(Difference::kind).containsExactly(Kind.UNKNOWN_CONSENT);
    }

    @Test
    void anEntryTakenOffTheListIsFound() {
        long contact = stopped(chat("1"));
        attack("delete from suppression");
        found(new Difference(contact, Kind.UNLISTED), new Difference(null, Kind.UNEXPLAINED_REMOVAL));
    }

    /** Nobody has the identifier any more: only the note of the removal is left. */
    @Test
    void anEntryOfSomebodyWhoWasErasedTakenOffTheListIsFound() {
        erase(stopped(chat("1")));
        assertThat(verify().intact()).isTrue();
        attack("delete from suppression");
        found(new Difference(null, Kind.UNEXPLAINED_REMOVAL));
    }

    @Test
    void anEntryExchangedForAnotherIsFound() {
        long contact = stopped(chat("1"));
        attack("select rekey_suppression(organisation_id, array[fingerprint], sha256('x'), 'k0') from suppression");
        found(new Difference(contact, Kind.UNLISTED), new Difference(null, Kind.UNEXPLAINED_REMOVAL));
    }

    @Test
    void theNotesOfRemovalsAreNotTheServicesToChange() {
        assertThat(
                        world.rows(
                                """
                        select has_table_privilege(current_user, 'suppression_removal', 'INSERT, UPDATE, DELETE, TRUNCATE')
                               as writes
                        """))
                .extracting(row -> row.getBoolean("writes"))
                .containsExactly(false);
    }

    @Test
    void manyDifferencesAreCountedAndTheFirstNamed() {
        world.inTransaction(transaction -> transaction
                .query(
                        """
                        with p as (
                            insert into contact (organisation_id, created_at, updated_at)
                            select %d, now(), now() from generate_series(1, %d) returning id, organisation_id),
                        e as (
                            insert into ledger_event (organisation_id, contact_id, kind, class, state_after, occurred_at,
                                                      recorded_at, source)
                            select organisation_id, id, 'created', 'occasional', 'pending', now(), now(), 'import'
                            from p cross join generate_series(1, 4)
                            returning id, contact_id, organisation_id)
                        insert into consent (contact_id, organisation_id, class, state, changed_at, basis_event_id)
                        select contact_id, organisation_id, 'occasional', 'pending', now(), min(id) from e group by 1, 2
                        """
                                .formatted(world.organisation, PEOPLE))
                .execute());
        assertThat(verify().comparison()).isEqualTo(new Comparison(PEOPLE, 0, 0, List.of()));
        attack("update consent set state = 'subscribed', class = 'regular' where contact_id % 2 = 0");
        Comparison comparison = verify().comparison();
        assertThat(comparison.differences()).isEqualTo(PEOPLE);
        assertThat(comparison.first()).hasSize(Comparison.MOST);
    }

    private long stopped(AddressId address) {
        long contact = world.subscriber(address);
        world.stop(contact, world.ago(Duration.ofMinutes(1)));
        assertThat(verify().intact()).isTrue();
        return contact;
    }

    private void erase(long contact) {
        erasures.erase(Actor.command(world.organisation), contact).await();
    }

    private void attack(String sql) {
        world.rows(sql);
    }

    private void found(Difference... differences) {
        LedgerVerification verification = verify();
        assertThat(verification.intact()).isFalse();
        assertThat(verification.chain().intact()).isTrue();
        assertThat(verification.comparison().first()).containsExactly(differences);
        assertThat(verification.json().getJsonObject("comparison").getLong("differences"))
                .isEqualTo(differences.length);
    }

    private LedgerVerification verify() {
        new LedgerSealer(world.pool(), world.clock).seal().await();
        return new ConsentVerifier(world.pool(), world.fingerprints, world.clock)
                .verify(world.organisation, List.of())
                .await();
    }
}
