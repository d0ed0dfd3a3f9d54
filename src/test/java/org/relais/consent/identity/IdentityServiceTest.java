package org.relais.consent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relais.consent.ConsentWorld.bsuid;
import static org.relais.consent.ConsentWorld.chat;
import static org.relais.consent.ConsentWorld.phone;

import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentWorld;
import org.relais.consent.UnknownContactException;
import org.relais.consent.identity.IdentityService.Resolved;
import org.relais.consent.identity.IdentityService.Sighting;
import org.relais.contact.Address;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.AddressStore;
import org.relais.contact.ConsentState;
import org.relais.contact.Contact;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactStore;
import org.relais.ledger.EventSource;
import org.relais.ledger.LedgerEntry;
import org.relais.ledger.LedgerKind;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

@NeedsDatabase
class IdentityServiceTest {
    private static ConsentWorld world;
    private final ContactStore contacts = new ContactStore();
    private final AddressStore addresses = new AddressStore();

    @BeforeAll
    static void open() {
        world = new ConsentWorld();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @Test
    void aStrangerBecomesAPendingContactWithEveryIdentifier() {
        Resolved resolved = world.seen(phone("+33600000001"), bsuid("FR.1"));
        assertThat(resolved.created()).isTrue();
        assertThat(resolved.state()).isEqualTo(ConsentState.PENDING);
        assertThat(world.ledger(resolved.contactId())).containsExactly(LedgerKind.CREATED);
        assertThat(own(resolved.contactId()))
                .extracting(Address::identifier)
                .containsExactlyInAnyOrder(phone("+33600000001"), bsuid("FR.1"));
        Resolved again = world.seen(bsuid("FR.1"));
        assertThat(again.contactId()).isEqualTo(resolved.contactId());
        assertThat(again.created()).isFalse();
    }

    @Test
    void aNewIdentifierIsAddedToTheContactItCameWith() {
        long contact = world.subscriber(phone("+33600000002"));
        Resolved resolved = world.seen(phone("+33600000002"), bsuid("FR.2"));
        assertThat(resolved.contactId()).isEqualTo(contact);
        assertThat(world.seen(bsuid("FR.2")).contactId()).isEqualTo(contact);
    }

    @Test
    void twoContactsThatAreOnePersonBecomeTheOlderWithTheStricterConsent() {
        long older = world.subscriber(phone("+33600000003"));
        long younger = world.subscriber(chat("3"));
        world.stop(younger, world.ago(Duration.ofMinutes(1)));
        Resolved resolved = world.seen(phone("+33600000003"), chat("3"));
        assertThat(resolved.contactId()).isEqualTo(older);
        assertThat(resolved.state()).isEqualTo(ConsentState.UNSUBSCRIBED);
        assertThat(own(older))
                .extracting(Address::identifier)
                .containsExactlyInAnyOrder(phone("+33600000003"), chat("3"));
        assertThat(own(younger)).isEmpty();
        assertThat(contacts.current(world.pool(), world.organisation, younger).await())
                .map(Contact::id)
                .contains(older);
        assertThat(world.listed(world.organisation, phone("+33600000003"))).isTrue();
        assertThat(world.ledger(younger))
                .isEqualTo(world.ledger(older))
                .contains(LedgerKind.OPT_OUT, LedgerKind.OPT_IN)
                .endsWith(LedgerKind.MERGE, LedgerKind.MERGE);
    }

    @Test
    void whoAskedForLessAsOneOfTwoIsWrittenToAsRarely() {
        assertThat(joined("50", null, "month")).isEqualTo("month");
        assertThat(joined("51", "week", null)).isEqualTo("week");
        assertThat(joined("52", "week", "month")).isEqualTo("month");
        assertThat(joined("53", "month", "week")).isEqualTo("month");
        assertThat(joined("54", null, null)).isNull();
    }

    /** The wish of a person whom we knew as two, after what they said as either. */
    private @Nullable String joined(String name, @Nullable String older, @Nullable String younger) {
        long kept = world.subscriber(phone("+336000000" + name));
        long gone = world.subscriber(chat(name));
        pace(kept, older);
        pace(gone, younger);
        assertThat(world.seen(phone("+336000000" + name), chat(name)).contactId())
                .isEqualTo(kept);
        return Await.result(contacts.find(world.pool(), world.organisation, kept))
                .orElseThrow()
                .pace();
    }

    private static void pace(long contactId, @Nullable String pace) {
        Await.result(world.pool()
                .preparedQuery("update contact set pace = $1 where id = $2")
                .execute(Tuple.of(pace, contactId)));
    }

    /** Somebody's address is given to another while what they say waits for theirs: it is the other's by then. */
    @Test
    void whatComesFromAnAddressThatMovesMeanwhileIsOfWhoeverHasIt() {
        long before = world.subscriber(chat("40"));
        long after = world.subscriber(phone("+33600000040"));
        SqlConnection moving = Await.result(world.pool().getConnection());
        Transaction transaction = Await.result(moving.begin());
        Await.result(contacts.lock(moving, world.organisation, List.of(before, after)));
        long address = own(before).get(0).id();
        CompletableFuture<Resolved> resolved = CompletableFuture.supplyAsync(() -> world.seen(chat("40")));
        Await.until(
                "it waits for the contact",
                () -> Await.result(world.pool()
                                .query("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                        + " and query like 'select id from contact%'")
                                .execute()
                                .map(rows -> rows.iterator().next().getLong(0)))
                        > 0);
        Await.result(addresses.give(moving, world.organisation, address, after));
        Await.result(transaction.commit());
        Await.result(moving.close());

        assertThat(resolved.join().contactId()).isEqualTo(after);
        assertThat(own(before)).isEmpty();
    }

    @Test
    void anEventForAMergedContactReachesTheOneItIsNow() {
        long older = world.subscriber(phone("+33600000004"));
        long younger = world.subscriber(chat("4"));
        world.seen(phone("+33600000004"), chat("4"));
        ConsentChange change = world.stop(younger, world.now.get());
        assertThat(change.contactId()).isEqualTo(older);
        assertThat(world.state(older)).isEqualTo(ConsentState.UNSUBSCRIBED);
    }

    @Test
    void aMergeOfThreeLeavesOne() {
        long first = world.subscriber(phone("+33600000005"));
        long second = world.subscriber(chat("5"));
        long third = world.subscriber(bsuid("FR.5"));
        assertThat(world.seen(chat("5"), bsuid("FR.5")).contactId()).isEqualTo(second);
        assertThat(world.seen(bsuid("FR.5"), phone("+33600000005")).contactId()).isEqualTo(first);
        assertThat(contacts.current(world.pool(), world.organisation, third).await())
                .map(Contact::id)
                .contains(first);
    }

    @Test
    void theOneContactThatEitherHadIsSpentForTheOneTheyAre() {
        long older = world.seen(phone("+33600000061")).contactId();
        long younger = world.seen(chat("61")).contactId();
        world.rows(
                "update consent set occasional_spent_at = $1 where contact_id = $2 returning contact_id",
                world.ago(Duration.ofDays(1)).atOffset(ZoneOffset.UTC),
                younger);
        assertThat(world.seen(phone("+33600000061"), chat("61")).contactId()).isEqualTo(older);
        assertThat(world.count(
                        "select count(*) from consent where contact_id = $1 and class = 'occasional' and occasional_spent",
                        older))
                .isEqualTo(1);
    }

    @Test
    void whatIsKnownOfBothIsKnownOfTheOne() {
        long older = world.subscriber(phone("+33600000006"));
        long younger = world.subscriber(chat("6"));
        contacts.update(
                        world.pool(),
                        world.organisation,
                        younger,
                        new ContactDetails(
                                "Anna",
                                "it",
                                "Europe/Rome",
                                "75",
                                List.of("b", "a"),
                                new io.vertx.core.json.JsonObject(),
                                "anna-1"),
                        world.now.get())
                .await();
        world.seen(phone("+33600000006"), chat("6"));
        Contact one =
                contacts.find(world.pool(), world.organisation, older).await().orElseThrow();
        assertThat(one.name()).isEqualTo("Zoé");
        assertThat(one.details().timeZone()).isEqualTo("Europe/Rome");
        assertThat(one.details().externalId()).isEqualTo("anna-1");
        assertThat(one.tags()).containsExactly("a", "b");
        Contact gone =
                contacts.find(world.pool(), world.organisation, younger).await().orElseThrow();
        assertThat(gone.name()).isEmpty();
        assertThat(gone.tags()).isEmpty();
        assertThat(gone.mergedInto()).isEqualTo(older);
    }

    @Test
    void aChangedNumberTakesTheStopAlong() {
        long contact = world.subscriber(phone("+33600000007"));
        world.stop(contact, world.now.get());
        Resolved moved = move(List.of(phone("+33600000008")), phone("+33600000007"));
        assertThat(moved.contactId()).isEqualTo(contact);
        assertThat(moved.state()).isEqualTo(ConsentState.UNSUBSCRIBED);
        assertThat(world.listed(world.organisation, phone("+33600000008"))).isTrue();
        assertThat(world.ledger(contact)).endsWith(LedgerKind.IDENTITY_CHANGE);
        assertThat(own(contact))
                .filteredOn(address -> address.identifier().equals(phone("+33600000007")))
                .extracting(Address::status)
                .containsExactly(Address.Status.RETIRED);
    }

    @Test
    void aMigratedGroupTakesTheStopAlong() {
        long contact = world.subscriber(chat("-900"));
        world.stop(contact, world.now.get());
        assertThat(move(List.of(chat("-100900")), chat("-900")).state()).isEqualTo(ConsentState.UNSUBSCRIBED);
    }

    @Test
    void aNewBusinessScopedIdOfAStoppedPersonWhoMergesWithASubscriberStopsBoth() {
        long stopped = world.subscriber(bsuid("FR.9"));
        world.stop(stopped, world.now.get());
        long subscriber = world.subscriber(bsuid("FR.10"));
        Resolved moved = move(List.of(bsuid("FR.10")), bsuid("FR.9"));
        assertThat(moved.contactId()).isEqualTo(stopped);
        assertThat(world.state(stopped)).isEqualTo(ConsentState.UNSUBSCRIBED);
        assertThat(world.state(subscriber)).isEqualTo(ConsentState.UNSUBSCRIBED);
    }

    @Test
    void whoWritesOnANumberThatWasLeftIsSomebodyElse() {
        long contact = world.subscriber(phone("+33600000011"));
        move(List.of(phone("+33600000012")), phone("+33600000011"));
        world.now.set(world.now.get().plusSeconds(60));
        Resolved stranger = world.seen(phone("+33600000011"));
        assertThat(stranger.contactId()).isNotEqualTo(contact);
        assertThat(stranger.state()).isEqualTo(ConsentState.PENDING);
        assertThat(world.state(contact)).isEqualTo(ConsentState.SUBSCRIBED);
    }

    @Test
    void aLateMessageFromANumberThatWasLeftIsStillItsPersons() {
        long contact = world.subscriber(phone("+33600000013"));
        move(List.of(phone("+33600000014")), phone("+33600000013"));
        assertThat(world.seenAt(world.ago(Duration.ofMinutes(30)), phone("+33600000013"))
                        .contactId())
                .isEqualTo(contact);
    }

    @Test
    void whoTakesOverTheNumberOfAStoppedPersonIsUnsubscribedToo() {
        long contact = world.subscriber(phone("+33600000015"));
        world.stop(contact, world.now.get());
        move(List.of(phone("+33600000016")), phone("+33600000015"));
        world.now.set(world.now.get().plusSeconds(60));
        assertThat(world.seen(phone("+33600000015")).state()).isEqualTo(ConsentState.UNSUBSCRIBED);
    }

    @Test
    void aPhoneNumberIsOnePersonOnEveryChannel() {
        long contact = world.subscriber(phone("+33600000017"));
        AddressId sms = new AddressId("sms", AddressKind.PHONE, "+33600000017");
        assertThat(world.seen(sms).contactId()).isEqualTo(contact);
        assertThat(own(contact))
                .extracting(address -> address.identifier().channel())
                .contains("sms", "whatsapp");
    }

    @Test
    void organisationsDontSeeEachOther() {
        long contact = world.subscriber(phone("+33600000018"));
        world.stop(contact, world.now.get());
        Resolved elsewhere = world.inTransaction(transaction -> world.identities.resolve(
                transaction, ConsentWorld.sighting(world.other, world.now.get(), phone("+33600000018"))));
        assertThat(elsewhere.contactId()).isNotEqualTo(contact);
        assertThat(elsewhere.state()).isEqualTo(ConsentState.PENDING);
        assertThat(world.listed(world.other, phone("+33600000018"))).isFalse();
        assertThat(contacts.find(world.pool(), world.other, contact).await()).isEmpty();
        assertThat(world.consents.find(world.pool(), world.other, contact).await())
                .isEmpty();
        assertThatThrownBy(() ->
                        world.apply(ConsentEvent.stop(world.other, contact, world.now.get(), EventSource.CONSOLE)))
                .isInstanceOf(UnknownContactException.class);
        assertThatThrownBy(() -> world.inTransaction(transaction -> world.identities.merge(
                        transaction, world.other, contact, elsewhere.contactId(), LedgerEntry.Origin.system())))
                .isInstanceOf(UnknownContactException.class);
    }

    @Test
    void anInboundMessageMakesAnAddressThePreferredOneAndReachable() {
        long contact = world.subscriber(phone("+33600000019"), chat("19"));
        long sender = world.rows(
                        "insert into sender (organisation_id, channel, external_id, name, created_at)"
                                + " values ($1, 'telegram', '42', 'bot', now()) returning id",
                        world.organisation)
                .get(0)
                .getLong("id");
        Address telegram = addresses
                .named(world.pool(), world.organisation, List.of(chat("19")))
                .await()
                .get(0);
        addresses
                .mark(world.pool(), world.organisation, telegram.id(), Address.Status.UNREACHABLE, "chat not found")
                .await();
        assertThat(reach(contact)).isEqualTo("whatsapp");
        world.inTransaction(transaction -> world.identities.resolve(
                transaction,
                new Sighting(
                        world.organisation,
                        sender,
                        List.of(chat("19")),
                        null,
                        null,
                        world.now.get(),
                        "update-1",
                        null)));
        assertThat(reach(contact)).isEqualTo("telegram,whatsapp");
        Address first = own(contact).get(0);
        assertThat(first.identifier()).isEqualTo(chat("19"));
        assertThat(first.status()).isEqualTo(Address.Status.ACTIVE);
        assertThat(first.senderId()).isEqualTo(sender);
        assertThat(first.lastInboundAt()).isEqualTo(world.now.get());
    }

    @Test
    void aNameOfControlCharactersIsHarmless() {
        Resolved resolved = world.inTransaction(transaction -> world.identities.resolve(
                transaction,
                new Sighting(
                        world.organisation,
                        null,
                        List.of(chat("20")),
                        "\0\u202E" + "x".repeat(5_000),
                        "not a language",
                        world.now.get(),
                        "\0",
                        null)));
        Contact contact = contacts.find(world.pool(), world.organisation, resolved.contactId())
                .await()
                .orElseThrow();
        assertThat(contact.name()).hasSize(200).startsWith("x");
        assertThat(contact.language()).isNull();
    }

    private String reach(long contact) {
        return world.rows("select reachable_on from consent where contact_id = $1", contact)
                .get(0)
                .getString(0);
    }

    private Resolved move(List<AddressId> to, AddressId... previous) {
        return world.inTransaction(transaction -> world.identities.move(
                transaction,
                new Sighting(world.organisation, null, to, null, null, world.now.get(), "system-1", null),
                List.of(previous)));
    }

    private List<Address> own(long contact) {
        return addresses.ofContact(world.pool(), world.organisation, contact).await();
    }
}
