package org.relais.action.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.contact.ConsentClass;
import org.relais.testing.NeedsDatabase;

@NeedsDatabase
class CallAttemptStoreTest {
    private final CallStores world = new CallStores();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aContactIsShownOnceAndComesWithWhatTheCardNeeds() {
        long volunteer = world.people(1, "member").get(0);
        List<Long> called = world.people(2, "regular");
        assertThat(world.list(called)).isEqualTo(new CallListStore.Added(2, 0, 0));
        assertThat(world.list(called)).isEqualTo(new CallListStore.Added(0, 2, 0));
        AssignedCall contact = world.handOut(volunteer).orElseThrow();
        assertThat(contact.name()).isEqualTo("Personne 1");
        assertThat(contact.number()).startsWith("+3363998");
        assertThat(contact.consentClass()).isEqualTo(ConsentClass.REGULAR);
        assertThat(contact.attempt()).isOne();
        assertThat(world.attempt(volunteer, contact).open()).isTrue();
        assertThat(world.handOuts
                        .waiting(world.pool(), world.organisation, world.action, 0)
                        .await()
                        .people())
                .as("one waits, and one may come back")
                .isEqualTo(2);
    }

    @Test
    void manyVolunteersAtOnceNeverGetTheSameContact() {
        List<Long> volunteers = world.people(40, "member");
        world.list(world.people(30, "regular"));
        List<Future<Optional<AssignedCall>>> racing = new ArrayList<>();
        for (long volunteer : volunteers) {
            racing.add(world.pool()
                    .withTransaction(tx -> world.handOuts.handOut(
                            tx,
                            world.organisation,
                            world.action,
                            world.script,
                            new CallHandOutStore.Chat(volunteer, 1, world.sender),
                            CallStores.NOW)));
        }
        Future.join(racing).await();
        List<AssignedCall> given =
                racing.stream().map(Future::result).flatMap(Optional::stream).toList();
        Set<String> numbers = given.stream().map(AssignedCall::number).collect(Collectors.toSet());
        // Who looked while everything was locked by others got nobody and asks again; nobody is given twice.
        assertThat(numbers).hasSameSizeAs(given);
        Set<Long> without = new HashSet<>();
        IntStream.range(0, volunteers.size())
                .filter(at -> racing.get(at).result().isEmpty())
                .forEach(at -> without.add(volunteers.get(at)));
        for (long volunteer : without) {
            world.handOut(volunteer).ifPresent(contact -> assertThat(numbers.add(contact.number()))
                    .isTrue());
        }
        assertThat(numbers).hasSize(30);
    }

    @Test
    void nobodyIsGivenWhoMayNotBeCalled() {
        long volunteer = world.people(1, "member").get(0);
        List<Long> people = world.people(9, "regular");
        world.list(people);
        set(people.get(0), "state = 'unsubscribed', stopped_at = now()");
        set(people.get(1), "state = 'held', held_from = 'subscribed'");
        set(people.get(2), "state = 'pending'");
        set(people.get(3), "class = 'occasional', state = 'pending', occasional_spent_at = now()");
        // Occasional, and nobody has said where the number comes from.
        set(people.get(4), "class = 'occasional', state = 'pending'");
        world.rows("insert into suppression (organisation_id, fingerprint, key_id, reason, added_at)"
                + " select organisation_id, fingerprint, 'k', 'imported', now() from address where contact_id = "
                + people.get(5));
        world.rows("update address set status = 'unreachable', status_reason = 'wrong_number' where contact_id = "
                + people.get(6));
        world.rows("update address set status = 'retired', retired_at = now() where contact_id = " + people.get(7));
        // Half past five in the morning where this one is.
        world.rows("update contact set time_zone = 'America/New_York' where id = " + people.get(8));
        assertThat(world.handOut(volunteer)).isEmpty();
        CallFiguresStore.Key list = new CallFiguresStore.Key(world.organisation, world.action);
        assertThat(world.lists.page(world.pool(), list, "waiting", null, 0, 10).await().stream()
                        .filter(entry -> Objects.equals(entry.contactId(), people.get(4)))
                        .map(CallListStore.Entry::refusal))
                .containsExactly("no_origin");
        assertThat(world.handOuts
                        .waiting(world.pool(), world.organisation, world.action, 0)
                        .await()
                        .people())
                .as("without the occasional people of unknown origin and whoever stopped")
                .isEqualTo(6);
        long oneOfThem = world.lists.page(world.pool(), list, "waiting", null, 0, 10).await().stream()
                .filter(entry -> entry.refusal() == null)
                .map(CallListStore.Entry::contactId)
                .findFirst()
                .orElseThrow();
        assertThat(world.handOuts
                        .waiting(world.pool(), world.organisation, world.action, oneOfThem)
                        .await()
                        .people())
                .as("nobody waits for their own call")
                .isEqualTo(5);
        // Not reached on WhatsApp is no reason not to call.
        world.rows("update contact set time_zone = null where id = " + people.get(8));
        world.rows("update address set status = 'unreachable', status_reason = '131026' where contact_id = "
                + people.get(8));
        assertThat(world.handOut(volunteer)).isPresent();
        assertThat(world.lists.closeRefused(world.pool()).await()).isEqualTo(5);
        assertThat(world.lists
                        .counts(world.pool(), world.organisation, world.action)
                        .await()
                        .closed())
                .containsOnlyKeys("unsubscribed", "occasional_spent", "suppressed", "unreachable")
                .containsEntry("unreachable", 2L);
    }

    @Test
    void theOriginThatThePersonIsToldIsTheOneInTheLedger() {
        long volunteer = world.people(1, "member").get(0);
        long person = world.people(1, "occasional").get(0);
        world.rows("update contact set variables = '{\"origin\": \"ce que quelqu’un a écrit depuis\"}' where id = "
                + person);
        world.rows(
                "insert into ledger_event (organisation_id, contact_id, kind, occurred_at, recorded_at, source, detail)"
                        + " values (" + world.organisation + ", " + person + ", 'class_change', now(), now(), 'import',"
                        + " '{\"origin\": \"le carnet d’Ana\"}') returning id");
        world.list(List.of(person));
        assertThat(world.handOut(volunteer).orElseThrow().origin().own()).isEqualTo("le carnet d’Ana");
    }

    @Test
    void theOneContactOfAnOccasionalPersonIsSpentBeforeItIsShownAndInEveryAction() {
        List<Long> volunteers = world.people(2, "member");
        long person = world.people(1, "occasional").get(0);
        world.rows("update contact set variables = '{\"origin\": \"le carnet d’Ana\"}' where id = " + person);
        long other = world.action();
        long script = new CallScriptStore()
                .add(
                        world.pool(),
                        world.organisation,
                        other,
                        CallScriptCodec.decode(Scripts.vote()),
                        "t",
                        CallStores.NOW)
                .await()
                .id();
        world.list(List.of(person));
        world.lists
                .add(world.pool(), world.organisation, other, List.of(person), CallStores.NOW)
                .await();
        AssignedCall contact = world.handOut(volunteers.get(0)).orElseThrow();
        assertThat(contact.origin().own()).isEqualTo("le carnet d’Ana");
        assertThat(world.id("select count(*) from consent where occasional_spent_at is not null"))
                .isOne();
        assertThat(world.handOut(other, script, volunteers.get(1), CallStores.NOW))
                .isEmpty();
        CallAttempt attempt = world.attempt(volunteers.get(0), contact);
        assertThat(attempt.onlyContact()).isTrue();
        assertThat(attempt.refusal()).isNull();
        world.inTransaction(tx -> world.store.end(
                tx,
                attempt,
                CallAttemptStore.Ending.of("no_answer"),
                new CallAttemptStore.Aftermath(null, 2, CallStores.NOW),
                CallStores.NOW));
        assertThat(world.handOut(volunteers.get(1))).as("called once in all").isEmpty();
    }

    @Test
    void promisedCallBacksComeFirstAtTheirTimeAndPeopleCalledBeforeComeLast() {
        long volunteer = world.people(1, "member").get(0);
        world.list(world.people(3, "regular"));
        Instant later = CallStores.NOW.plus(Duration.ofHours(2));
        AssignedCall first = world.handOut(volunteer).orElseThrow();
        end(volunteer, first, "call_back", later, new CallAttemptStore.Aftermath(null, 0, later));
        AssignedCall second = world.handOut(volunteer).orElseThrow();
        end(volunteer, second, "no_answer", null, new CallAttemptStore.Aftermath(null, 2, CallStores.NOW));
        AssignedCall third = world.handOut(volunteer).orElseThrow();
        assertThat(third.number()).isNotIn(first.number(), second.number());
        end(volunteer, third, "reached", null, new CallAttemptStore.Aftermath("reached", null, null));
        assertThat(world.handOuts
                        .waiting(world.pool(), world.organisation, world.action, 0)
                        .await()
                        .callBack())
                .isEqualTo(later);
        assertThat(world.handOut(world.action, world.script, volunteer, later)
                        .orElseThrow()
                        .number())
                .isEqualTo(first.number());
    }

    @Test
    void aVolunteerIsNeverGivenThemselvesNorASecondContact() {
        long volunteer = world.people(1, "member").get(0);
        world.list(List.of(volunteer));
        assertThat(world.handOut(volunteer)).isEmpty();
        world.list(world.people(2, "regular"));
        assertThat(world.handOut(volunteer)).isPresent();
        assertThat(world.pool()
                        .withTransaction(tx -> world.handOuts.handOut(
                                tx,
                                world.organisation,
                                world.action,
                                world.script,
                                new CallHandOutStore.Chat(volunteer, 1, world.sender),
                                CallStores.NOW))
                        .otherwiseEmpty()
                        .await())
                .as("the table itself refuses two at a time")
                .isNull();
    }

    @Test
    void aSilentVolunteersContactIsFoundOverdueAndNobodyElses() {
        List<Long> volunteers = world.people(2, "member");
        world.list(world.people(3, "regular"));
        AssignedCall silent = world.handOut(volunteers.get(0)).orElseThrow();
        assertThat(overdue(CallStores.NOW.plusSeconds(899))).isEmpty();
        Instant over = CallStores.NOW.plus(Duration.ofMinutes(15));
        assertThat(overdue(over)).hasValueSatisfying(found -> {
            assertThat(found.attempt().id()).isEqualTo(silent.attemptId());
            assertThat(found.volunteerHere()).isTrue();
        });
        // A volunteer who has stopped us holds nobody, however long the lease would run.
        AssignedCall other = world.handOut(world.action, world.script, volunteers.get(1), over)
                .orElseThrow();
        world.inTransaction(tx -> world.store.move(tx, silent.attemptId(), 0, over));
        // "Supprimer" may mean the person called: while that is asked, the contact is still the volunteer's.
        set(volunteers.get(1), "state = 'held', held_from = 'subscribed'");
        assertThat(overdue(over)).isEmpty();
        set(volunteers.get(1), "state = 'unsubscribed', held_from = null, stopped_at = now()");
        assertThat(overdue(over)).hasValueSatisfying(found -> {
            assertThat(found.attempt().id()).isEqualTo(other.attemptId());
            assertThat(found.volunteerHere()).isFalse();
        });
    }

    @Test
    void tenThousandPeopleAreListedAndGivenOutOneByOne() {
        List<Long> volunteers = world.people(20, "member");
        List<Long> people = world.people(10_000, "regular");
        assertThat(world.list(people)).isEqualTo(new CallListStore.Added(10_000, 0, 0));
        // Whoever stands in front may not be called: they are looked through once, then closed.
        world.rows("update consent set state = 'unsubscribed', stopped_at = now() where contact_id = any ($1)", (Object)
                people.subList(0, 2_000).toArray(Long[]::new));
        assertThat(world.lists.closeRefused(world.pool()).await()).isEqualTo(2_000);
        Set<String> numbers = new HashSet<>();
        for (int round = 0; round < 5; round++) {
            for (long volunteer : volunteers) {
                AssignedCall contact = world.handOut(volunteer).orElseThrow();
                assertThat(numbers.add(contact.number())).isTrue();
                end(volunteer, contact, "reached", null, new CallAttemptStore.Aftermath("reached", null, null));
            }
        }
        CallListStore.Counts counts = world.lists
                .counts(world.pool(), world.organisation, world.action)
                .await();
        assertThat(counts.closed()).containsEntry("reached", 100L).containsEntry("unsubscribed", 2_000L);
        assertThat(counts.waiting()).isEqualTo(7_900);
        assertThat(counts.all()).isEqualTo(10_000);
    }

    private void end(
            long volunteer, AssignedCall contact, String result, Instant callBack, CallAttemptStore.Aftermath after) {
        CallAttempt attempt = world.attempt(volunteer, contact);
        world.inTransaction(tx -> world.store.end(
                tx, attempt, new CallAttemptStore.Ending(result, callBack, null), after, CallStores.NOW));
    }

    private Optional<CallAttemptStore.Overdue> overdue(Instant now) {
        return world.inTransaction(tx -> world.store.overdue(tx, now));
    }

    private void set(long contact, String assignment) {
        world.rows("update consent set " + assignment + " where contact_id = " + contact);
    }

    @Test
    void whatIsExportedOfAPersonNamesTheirCallsAndAnswers() {
        long volunteer = world.people(1, "member").get(0);
        long person = world.people(1, "regular").get(0);
        world.list(List.of(person));
        AssignedCall contact = world.handOut(volunteer).orElseThrow();
        CallAttempt attempt = world.attempt(volunteer, contact);
        world.inTransaction(tx -> world.store.answer(tx, attempt, "why", null, "trop loin", CallStores.NOW));
        CallPersonStore records = new CallPersonStore();
        JsonArray exported =
                records.export(world.pool(), world.organisation, person).await();
        assertThat(exported.encode()).contains("\"why\"", "trop loin", "on a list");
        assertThat(records.export(world.pool(), world.organisation, volunteer)
                        .await()
                        .encode())
                .contains("made a call")
                .doesNotContain("trop loin");
        world.inTransaction(tx -> records.erase(tx, world.organisation, List.of(person)));
        assertThat(world.id("select count(*) from call_attempt where contact_id is not null or address_id is not null"))
                .isZero();
        assertThat(world.id("select count(*) from call_answer where words is not null"))
                .isZero();
        assertThat(world.rows("select state, reason from call_entry").get(0).toJson())
                .isEqualTo(new JsonObject().put("state", "closed").put("reason", "erased"));
    }

    @Test
    void twoContactsThatAreOneAreListedOnceAndKeepTheirCalls() {
        List<Long> volunteers = world.people(2, "member");
        List<Long> twins = world.people(2, "regular");
        world.list(twins);
        world.handOut(volunteers.get(0)).orElseThrow();
        world.handOut(volunteers.get(1)).orElseThrow();
        CallPersonStore records = new CallPersonStore();
        world.inTransaction(tx -> records.merged(tx, world.organisation, twins.get(1), twins.get(0)));
        assertThat(world.id("select count(*) from call_entry where contact_id = $1", twins.get(0)))
                .isOne();
        assertThat(world.id("select count(*) from call_attempt where contact_id = $1", twins.get(0)))
                .isEqualTo(2);
        assertThat(world.id("select count(*) from call_attempt where ended_at is null"))
                .isOne();
        assertThat(world.id("select count(*) from call_entry where state = 'closed' and reason = 'merged'"))
                .isOne();
        world.inTransaction(tx -> records.merged(tx, world.organisation, volunteers.get(1), volunteers.get(0)));
        assertThat(world.id("select count(*) from call_attempt where volunteer_id = $1", volunteers.get(0)))
                .isEqualTo(2);
    }
}
