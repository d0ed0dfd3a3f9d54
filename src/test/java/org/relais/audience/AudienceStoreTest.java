package org.relais.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.consent.Purpose;
import org.relais.contact.ConsentClass;
import org.relais.delivery.AudiencePage;
import org.relais.delivery.AudiencePageStore;
import org.relais.delivery.DeliveryWorld;
import org.relais.testing.NeedsDatabase;

@NeedsDatabase
@ExtendWith(VertxExtension.class)
class AudienceStoreTest {
    private final AudienceStore store = new AudienceStore();
    private DeliveryWorld world;

    @BeforeEach
    void open(Vertx vertx) {
        world = new DeliveryWorld(vertx);
        world.sender("fake", "1");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Target everyone() {
        return new Target(world.organisationId, Audience.EVERYONE, Purpose.BROADCAST, null);
    }

    @Test
    void countsEachPersonOnceWithTheReason() {
        world.people(5, "regular", "subscribed", "fake");
        world.people(2, "member", "unsubscribed", "fake");
        world.people(3, "occasional", "pending", "fake");
        world.people(1, "regular", "subscribed", "elsewhere");
        long two = world.person();
        world.address(two, "fake");
        Reach reach = await(store.count(world.pool, everyone()));
        assertThat(reach.people()).isEqualTo(12);
        assertThat(reach.byChannels()).isEqualTo(Map.of("fake", 6L));
        assertThat(reach.messageable()).isEqualTo(6);
        assertThat(reach.refused()).isEqualTo(Map.of("unsubscribed", 2L, "occasional", 3L, "no_address", 1L));
    }

    @Test
    void aFirstContactIsForOccasionalPeopleOnly() {
        world.people(5, "regular", "subscribed", "fake");
        world.people(3, "occasional", "pending", "fake");
        Reach reach = await(store.count(
                world.pool, new Target(world.organisationId, Audience.EVERYONE, Purpose.FIRST_CONTACT, null)));
        assertThat(reach.byChannels()).isEqualTo(Map.of("fake", 3L));
        assertThat(reach.refused()).isEqualTo(Map.of("not_occasional", 5L));
    }

    @Test
    void aMergedOrErasedContactIsNobody() {
        List<Long> people = world.people(3, "regular", "subscribed", "fake");
        world.execute("delete from consent where contact_id in (%d, %d)".formatted(people.get(1), people.get(2)));
        world.execute("update contact set merged_into = %d where id = %d".formatted(people.get(0), people.get(1)));
        world.execute("update contact set erased_at = now() where id = %d".formatted(people.get(2)));
        assertThat(await(store.count(world.pool, everyone())).people()).isEqualTo(1);
        assertThat(await(store.page(world.pool, world.organisationId, Audience.EVERYONE, 0, Long.MAX_VALUE, 10)))
                .containsExactly(people.get(0));
    }

    @Test
    void anotherOrganisationsContactsAreNeverFound() {
        long own = world.person();
        DeliveryWorld other = new DeliveryWorld(world.vertx);
        try {
            assertThat(await(store.count(
                                    other.pool,
                                    new Target(
                                            other.organisationId, Audience.of(List.of(own)), Purpose.BROADCAST, null)))
                            .people())
                    .isZero();
        } finally {
            other.close();
        }
        assertThat(await(store.page(world.pool, world.organisationId + 1, Audience.EVERYONE, 0, Long.MAX_VALUE, 10)))
                .isEmpty();
    }

    @Test
    void pagesThroughTheAudienceInOrderOfId() {
        List<Long> people = world.people(25, "regular", "subscribed", "fake");
        List<Long> seen = new ArrayList<>();
        long after = 0;
        List<Long> page;
        do {
            page = await(store.page(world.pool, world.organisationId, Audience.EVERYONE, after, people.get(19), 7));
            seen.addAll(page);
            after = page.isEmpty() ? after : page.get(page.size() - 1);
        } while (page.size() == 7);
        assertThat(seen).isEqualTo(people.subList(0, 20));
    }

    @Test
    void knowsWhichColumnsContactsHave() {
        long person = world.person();
        world.execute("update contact set variables = '{\"ward\": \"x\"}' where id = " + person);
        assertThat(await(new AudienceFacetStore()
                        .knownVariables(world.pool, world.organisationId, List.of("ward", "birthday"))))
                .containsExactly("ward");
        assertThat(await(
                        new AudienceFacetStore().knownVariables(world.pool, world.organisationId + 1, List.of("ward"))))
                .isEmpty();
    }

    @Test
    void knowsWhoHasNotWrittenLatelyWhereTheyWouldGetIt() {
        world.sender("other", "2");
        List<Long> people = world.people(5, "regular", "subscribed", "fake");
        wrote(people.get(0), "fake", "1 hour");
        wrote(people.get(1), "fake", "2 days");
        world.address(people.get(3), "other");
        wrote(people.get(3), "fake", "2 days");
        wrote(people.get(3), "other", "1 day");
        world.address(people.get(4), "other");
        wrote(people.get(4), "other", "3 days");
        wrote(people.get(4), "fake", "2 days");

        assertThat(await(store.outsideWindow(
                                world.pool,
                                everyone(),
                                new ClosedWindows(Set.of("fake"), Instant.now().minusSeconds(86_400))))
                        .byChannels())
                .as(
                        "the second, and the third who never wrote; the fifth last wrote there, and is reached on the other channel")
                .isEqualTo(Map.of("fake", 2L));
    }

    private void wrote(long contactId, String channel, String ago) {
        world.execute(
                "update address set last_inbound_at = now() - interval '%s' where contact_id = %d and channel = '%s'"
                        .formatted(ago, contactId, channel));
        world.execute("update contact set last_seen_at = greatest(last_seen_at, now() - interval '%s') where id = %d"
                .formatted(ago, contactId));
    }

    /** Whatever the people and the audience: the count, the dry run, the page and the expansion tell the same. */
    @Test
    void countDryRunPageAndExpansionAgreeForRandomPeopleAndAudiences() {
        Random random = new Random(20261125);
        world.sender("other", "2");
        world.execute("update organisation set kind = 'party'");
        world.execute("insert into channel_policy values ('other', 'party')");
        world.execute("update organisation set kind = kind");
        randomPeople(random, 150);
        for (int round = 0; round < 40; round++) {
            Target target = new Target(
                    world.organisationId,
                    randomAudience(random),
                    random.nextInt(4) == 0 ? Purpose.FIRST_CONTACT : Purpose.BROADCAST,
                    random.nextInt(3) == 0 ? "fake" : null);
            agree(target);
        }
        agree(everyone());
    }

    private void agree(Target target) {
        List<AudienceMember> people = await(store.dryRun(world.pool, target, 0, 1_000));
        Map<String, Long> refused = new HashMap<>();
        people.forEach(person -> {
            if (person.refusal() != null) {
                refused.merge(person.refusal(), 1L, Long::sum);
            }
        });
        Reach reach = await(store.count(world.pool, target));
        assertThat(reach.people()).isEqualTo(people.size());
        assertThat(reach.refused()).isEqualTo(refused);
        assertThat(reach.messageable()
                        + reach.refused().values().stream().mapToLong(n -> n).sum())
                .isEqualTo(reach.people());
        ClosedWindows closed = new ClosedWindows(Set.of("fake"), Instant.now().minusSeconds(86_400));
        Map<String, Long> outside = new HashMap<>();
        Map<String, Long> languages = new HashMap<>();
        await(store.dryRun(world.pool, target, closed, 0, 1_000)).stream()
                .filter(person -> ClosedWindows.REASON.equals(person.refusal()))
                .forEach(person -> {
                    outside.merge(
                            target.channel() != null ? target.channel() : String.join(",", person.channels()),
                            1L,
                            Long::sum);
                    languages.merge(person.language() == null ? "fr" : person.language(), 1L, Long::sum);
                });
        assertThat(await(store.outsideWindow(world.pool, target, closed)))
                .isEqualTo(new OutsideWindow(outside, languages));
        List<Long> ids = people.stream().map(AudienceMember::contactId).toList();
        assertThat(await(store.page(world.pool, target.organisationId(), target.audience(), 0, Long.MAX_VALUE, 1_000)))
                .isEqualTo(ids);
        long broadcastId = world.broadcast(world.message());
        await(new AudiencePageStore()
                .enqueue(
                        world.pool,
                        new AudiencePage(
                                target.organisationId(),
                                broadcastId,
                                1,
                                target.purpose(),
                                target.channel(),
                                ids,
                                Instant.now(),
                                null,
                                ClosedWindows.NONE,
                                null),
                        Instant.now()));
        people.forEach(person -> assertThat(world.text(
                        "select coalesce(reason, 'sent') from delivery where broadcast_id = %d and contact_id = %d"
                                .formatted(broadcastId, person.contactId())))
                .as("%s %s", person, target)
                .isEqualTo(
                        person.refusal() == null || person.refusal().equals("asked_for_less")
                                ? "sent" // the claim decides, when its turn comes
                                : person.refusal()));
    }

    private void randomPeople(Random random, int count) {
        for (int at = 0; at < count; at++) {
            String state = List.of("subscribed", "subscribed", "pending", "unsubscribed")
                    .get(random.nextInt(4));
            String consentClass = List.of("member", "regular", "occasional").get(random.nextInt(3));
            String channel = List.of("fake", "other", "nowhere").get(random.nextInt(3));
            long id = world.person(consentClass, state, channel);
            if (random.nextInt(3) == 0) {
                world.address(id, channel.equals("fake") ? "other" : "fake");
            }
            if (random.nextBoolean()) {
                wrote(id, random.nextBoolean() ? "fake" : "other", random.nextInt(40) + " hours");
            }
            if (random.nextInt(4) == 0) {
                world.execute("update address set status = 'unreachable' where contact_id = %d and channel = '%s'"
                        .formatted(id, channel));
            }
            if (consentClass.equals("occasional") && random.nextBoolean()) {
                world.execute("update consent set occasional_spent_at = now() where contact_id = " + id);
            }
            if (random.nextInt(3) == 0) {
                world.execute("update contact set pace = '%s', paced_at = now() - interval '%d days' where id = %d"
                        .formatted(random.nextBoolean() ? "week" : "month", random.nextInt(40), id));
            }
            world.execute("update contact set tags = '{%s}', area = '%s', language = %s where id = %d"
                    .formatted(
                            String.join(",", randomSet(random, List.of("a", "b", "c"))),
                            "area" + random.nextInt(3),
                            random.nextInt(3) == 0 ? "null" : random.nextBoolean() ? "'fr'" : "'en'",
                            id));
        }
    }

    private static Audience randomAudience(Random random) {
        return new Audience(
                random.nextInt(3) == 0 ? randomSet(random, List.of("a", "b", "c")) : Set.of(),
                random.nextInt(4) == 0 ? randomSet(random, List.of("a", "b")) : Set.of(),
                random.nextInt(4) == 0 ? randomSet(random, List.of("b", "c")) : Set.of(),
                random.nextInt(4) == 0 ? randomSet(random, List.of("area0", "area1", "area2")) : Set.of(),
                random.nextInt(4) == 0 ? randomSet(random, List.of("fr", "en")) : Set.of(),
                random.nextInt(4) == 0 ? randomSet(random, List.of(ConsentClass.values())) : Set.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static <T> Set<T> randomSet(Random random, List<T> of) {
        Set<T> chosen = new HashSet<>();
        of.forEach(each -> {
            if (random.nextBoolean()) {
                chosen.add(each);
            }
        });
        return chosen;
    }

    @Test
    void aCombinationIsForgottenWithTheLastPersonWhoHadIt() {
        List<Long> people = world.people(2, "regular", "subscribed", "fake");
        world.execute("update contact set area = 'Rue des Lilas', tags = '{glue}'");
        assertThat(counted("glue")).isEqualTo(2);

        world.execute("update contact set area = null, tags = '{}' where id = " + people.get(0));
        assertThat(counted("glue")).isEqualTo(1);
        assertThat(facets("Rue des Lilas")).isEqualTo("1");

        world.execute("delete from consent where contact_id = " + people.get(1));
        assertThat(counted("glue")).isZero();
        assertThat(facets("Rue des Lilas")).isEqualTo("0");
    }

    private long counted(String tag) {
        return await(store.count(world.pool, new Target(world.organisationId, tagged(tag), Purpose.BROADCAST, null)))
                .people();
    }

    private String facets(String area) {
        return world.text("select count(*)::text from facet where area = '%s'".formatted(area));
    }

    private static Audience tagged(String tag) {
        return AudienceCodec.decode(
                new JsonObject().put("tags", new JsonObject().put("any", new JsonArray().add(tag))));
    }
}
