package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient.Answer;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** Another program that keeps its people in step: ids of its own, what has changed since, and no change lost. */
@NeedsDatabase
class ContactSyncTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static final String EVIDENCE = "class=regular&source=Market&date=2026-11-07&wording=News%20v3";

    @BeforeAll
    static void holdRequestsAgainstTheDocument() {
        WORLD.api.checkRequests();
    }

    private static JsonObject person(String number) {
        return new JsonObject()
                .put("addresses", ApiBody.number(number))
                .put(
                        "consent",
                        new JsonObject()
                                .put("class", "regular")
                                .put("source", "Stand")
                                .put("at", "2026-11-07T10:30:00+01:00")
                                .put("wording", "v3"));
    }

    private static long created(String number, String externalId) {
        return WORLD.created("/contacts", person(number).put("externalId", externalId));
    }

    private static List<Long> called(String externalId) {
        return ids("externalId=" + externalId);
    }

    private static List<Long> ids(String query) {
        return WORLD.viewer.all("/contacts?" + query).stream()
                .map(contact -> contact.getLong("id"))
                .toList();
    }

    @Test
    void aPersonIsFoundByTheIdThatAnotherProgramHas() {
        long id = created("06 12 34 21 01", "crm/1");
        assertThat(called("crm/1")).containsExactly(id);
        assertThat(called("crm/2")).isEmpty();
        assertThat(WORLD.stranger.get("/contacts?externalId=crm/1").items()).isEmpty();
        assertThat(WORLD.organiser
                        .post("/contacts", person("06 12 34 21 02").put("externalId", "crm/1"))
                        .fault("externalId"))
                .contains("already");
        assertThat(WORLD.viewer.get("/contacts?search=0612342102").items()).isEmpty();
        long other = created("06 12 34 21 02", "crm/3");
        assertThat(WORLD.organiser
                        .patch("/contacts/" + other, new JsonObject().put("externalId", "crm/1"))
                        .fault("externalId"))
                .contains("already");
        WORLD.organiser.ok(WORLD.organiser.patch("/contacts/" + id, new JsonObject().putNull("externalId")));
        WORLD.organiser.ok(WORLD.organiser.patch("/contacts/" + other, new JsonObject().put("externalId", "crm/1")));
        assertThat(called("crm/1")).containsExactly(other);
        WORLD.erase(other);
        assertThat(called("crm/1")).isEmpty();
    }

    @Test
    void ofTwoWhoAreOneBothIdsLeadToThePerson() {
        long older = WORLD.created("/contacts", person("06 12 34 22 01"));
        long newer = created("06 12 34 22 02", "two-a");
        long third = created("06 12 34 22 03", "two-b");
        String before = now();
        join(older, newer);
        Instant joined = WORLD.viewer.read("/contacts/" + older).getInstant("updatedAt");
        assertThat(behind(before, "contact_changed"))
                .filteredOn(event -> event.getString("kind").equals("contact_changed"))
                .allSatisfy(event -> assertThat(event.getLong("contactId")).isEqualTo(older))
                .last()
                .satisfies(event -> assertThat(event.getInstant("at")).isEqualTo(joined));
        before = now();
        WORLD.post("/contacts/" + third + "/stop", new JsonObject());
        assertThat(WORLD.viewer.read("/contacts/" + older).getString("externalId"))
                .isEqualTo("two-a");
        join(older, third);
        assertThat(behind(before, "contact_merged"))
                .filteredOn(event -> event.getString("kind").equals("stop"))
                .extracting(event -> event.getLong("contactId"), event -> event.getString("externalId"))
                .contains(org.assertj.core.groups.Tuple.tuple(third, "two-a"));
        assertThat(called("two-a")).containsExactly(older);
        assertThat(called("two-b")).containsExactly(older);
        assertThat(WORLD.viewer.read("/contacts/" + older).getString("externalId"))
                .isEqualTo("two-a");
        long again = imported(
                """
                phone;name;external id
                06 12 34 22 01;Amina;two-a
                06 12 34 22 03;Amina;two-b
                """);
        assertThat(WORLD.viewer
                        .read("/imports/" + again)
                        .getJsonObject("merged")
                        .getInteger("torn"))
                .isZero();
        WORLD.organiser.ok(WORLD.organiser.patch("/contacts/" + older, new JsonObject().put("externalId", "two-b")));
        assertThat(called("two-b")).containsExactly(older);
        assertThat(called("two-a")).isEmpty();
        WORLD.erase(older);
        assertThat(called("two-b")).isEmpty();
        created("06 12 34 22 04", "two-b");
    }

    @Test
    void whoHasNoIdAnyMoreHasNoneOfThoseWhoTheyTurnedOutToBe() {
        long older = created("06 12 34 27 01", "none-a");
        join(older, created("06 12 34 27 02", "none-b"));
        WORLD.organiser.ok(WORLD.organiser.patch("/contacts/" + older, new JsonObject().putNull("externalId")));
        assertThat(called("none-b")).isEmpty();
        created("06 12 34 27 03", "none-b");
    }

    @Test
    void anAddressIsAChange() {
        long one = WORLD.created("/contacts", person("06 12 34 28 01"));
        long other = WORLD.created("/contacts", person("06 12 34 28 02"));
        String seen = tag(one);
        WORLD.post(
                "/contacts/" + one + "/addresses",
                new JsonObject().put("channel", "whatsapp").put("kind", "phone").put("identifier", "06 12 34 28 03"));
        String added = tag(one);
        assertThat(added).isNotEqualTo(seen);
        String before = tag(other);
        long address = WORLD.rows("select id from address where identifier = '+33612342803'")
                .get(0)
                .getLong(0);
        WORLD.post("/contacts/" + one + "/addresses/" + address + "/move", new JsonObject().put("contact", other));
        assertThat(tag(one)).isNotEqualTo(added);
        String moved = tag(other);
        assertThat(moved).isNotEqualTo(before);
        imported("phone;telegram\n06 12 34 28 03;712342803\n");
        assertThat(WORLD.viewer.read("/contacts/" + other).getJsonArray("addresses"))
                .hasSize(3);
        assertThat(tag(other)).isNotEqualTo(moved);
    }

    @Test
    void eachChangeHasATagOfItsOwnWhicheverClockIsBehind() {
        long id = created("06 12 34 29 01", "clocks");
        WORLD.rows("update contact set updated_at = now() + interval '1 hour' where id = " + id);
        String ahead = tag(id);
        WORLD.post("/contacts/" + id + "/stop", new JsonObject());
        String stopped = tag(id);
        assertThat(stopped).isNotEqualTo(ahead);
        WORLD.organiser.ok(WORLD.organiser.patch("/contacts/" + id, new JsonObject().put("area", "Est")));
        assertThat(tag(id)).isNotEqualTo(stopped);
        // Else it would have been changed since whatever the others ask for.
        WORLD.erase(id);
    }

    private static String tag(long contact) {
        return WORLD.viewer.get("/contacts/" + contact).entityTag();
    }

    private static void join(long one, long other) {
        WORLD.post("/contacts/" + one + "/join", new JsonObject().put("contact", other));
    }

    @Test
    void whatHasChangedSinceIsListedAndAStopIsAChange() {
        long quiet = created("06 12 34 23 01", "quiet");
        long stopped = created("06 12 34 23 02", "stops");
        long edited = created("06 12 34 23 03", "edited");
        Instant before = WORLD.viewer.read("/contacts/" + edited).getInstant("updatedAt");
        String since = "updatedSince=" + before.plusNanos(1_000);
        assertThat(ids(since)).doesNotContain(quiet, stopped, edited);
        WORLD.post("/contacts/" + stopped + "/stop", new JsonObject());
        WORLD.organiser.ok(WORLD.organiser.patch("/contacts/" + edited, new JsonObject().put("area", "Est")));
        assertThat(ids(since)).containsExactly(stopped, edited);
        assertThat(ids(since + "&state=unsubscribed")).containsExactly(stopped);
        assertThat(ids(since + "&search=0612342303")).containsExactly(edited);
        assertThat(WORLD.viewer.read("/contacts/" + stopped).getInstant("updatedAt"))
                .isAfter(before);
        assertThat(WORLD.viewer.get("/contacts?updatedSince=yesterday").fault("updatedSince"))
                .isNotBlank();
    }

    @Test
    void aChangeOfWhatIsNotSoAnyMoreIsRefused() {
        long id = created("06 12 34 24 01", "tagged");
        String one = "/contacts/" + id;
        String seen = WORLD.viewer.get(one).entityTag();
        JsonObject east = new JsonObject().put("area", "Est");
        Answer done = WORLD.organiser.matching(seen).patch(one, east);
        assertThat(done.status()).as(done.body()).isEqualTo(200);
        assertThat(done.entityTag())
                .isNotEqualTo(seen)
                .isEqualTo(WORLD.viewer.get(one).entityTag());
        Answer late = WORLD.organiser.matching(seen).patch(one, new JsonObject().put("area", "Ouest"));
        assertThat(late.status()).as(late.body()).isEqualTo(412);
        assertThat(late.json().getString("type")).isEqualTo("urn:relais:problem:precondition-failed");
        assertThat(WORLD.viewer.read(one).getString("area")).isEqualTo("Est");
        String beforeStop = WORLD.viewer.get(one).entityTag();
        WORLD.post(one + "/stop", new JsonObject());
        assertThat(WORLD.organiser.matching(beforeStop).patch(one, east).status())
                .isEqualTo(412);
        assertThat(WORLD.organiser.matching("*").patch(one, east).status()).isEqualTo(200);
    }

    @Test
    void aDraftIsReplacedForTheVersionThatWasSeen() {
        JsonObject draft = ApiBody.broadcast("Samedi", ApiBody.everyone(), "Bonjour");
        String one = "/broadcasts/" + WORLD.created("/broadcasts", draft);
        String seen = WORLD.viewer.get(one).entityTag();
        assertThat(WORLD.organiser
                        .matching(seen)
                        .put(one, draft.copy().put("title", "A"))
                        .status())
                .isEqualTo(200);
        assertThat(WORLD.organiser
                        .matching(seen)
                        .put(one, draft.copy().put("title", "B"))
                        .status())
                .isEqualTo(412);
        assertThat(WORLD.organiser
                        .put(one, draft.copy().put("title", "B").put("version", 1))
                        .status())
                .isEqualTo(409);
        JsonObject saved = new JsonObject().put("name", "Tous, " + one).put("audience", ApiBody.everyone());
        Answer audience = WORLD.organiser.post("/audiences", saved);
        String at = "/audiences/" + WORLD.organiser.ok(audience).getLong("id");
        assertThat(WORLD.organiser.matching(audience.entityTag()).put(at, saved).status())
                .isEqualTo(200);
        assertThat(WORLD.organiser.matching(audience.entityTag()).put(at, saved).status())
                .isEqualTo(412);
    }

    @Test
    void aFileBringsIdsAndEventsOfItsPeople() {
        String before = now();
        long id = imported(
                """
                phone;name;external id
                06 12 34 25 01;Amina;file-1
                06 12 34 25 02;Paul;file-2
                06 12 34 25 03;Paule;file-2
                """);
        JsonObject job = WORLD.viewer.read("/imports/" + id);
        assertThat(job.getJsonObject("rows").getInteger("refused")).isEqualTo(1);
        assertThat(job.getJsonArray("faults").getJsonObject(0).getString("reason"))
                .isEqualTo("twice_in_file");
        assertThat(job.getJsonObject("merged").getInteger("created")).isEqualTo(2);
        long amina = called("file-1").get(0);
        List<JsonObject> events = behind(before, "import_finished");
        assertThat(events)
                .filteredOn(event -> Long.valueOf(amina).equals(event.getLong("contactId")))
                .extracting(event -> event.getString("kind"), event -> event.getString("externalId"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("contact_created", "file-1"),
                        org.assertj.core.groups.Tuple.tuple("opt_in", "file-1"));
        assertThat(events.get(events.size() - 1).getString("kind")).isEqualTo("import_finished");
        assertThat(events).hasSize(5);
    }

    @Test
    void aFileTakesNobodysIdAway() {
        long known = created("06 12 34 26 01", "kept");
        long bare = WORLD.created("/contacts", person("06 12 34 26 02"));
        long id = imported(
                """
                phone;external id;member id
                06 12 34 26 01;another;1
                06 12 34 26 02;given;2
                06 12 34 26 03;kept;3
                """);
        JsonObject merged = WORLD.viewer.read("/imports/" + id).getJsonObject("merged");
        assertThat(merged.getInteger("torn")).isEqualTo(2);
        assertThat(merged.getInteger("updated")).isEqualTo(1);
        assertThat(called("kept")).containsExactly(known);
        assertThat(called("given")).containsExactly(bare);
        assertThat(called("another")).isEmpty();
        assertThat(WORLD.viewer
                        .read("/contacts/" + bare)
                        .getJsonObject("variables")
                        .getMap())
                .containsValue("2");
        assertThat(WORLD.viewer.get("/contacts?search=0612342603").items()).isEmpty();
        assertThat(WORLD.viewer.get("/imports/" + id + "/refused").body()).contains("external id");
    }

    private static long imported(String csv) {
        long id = WORLD.organiser.upload("/imports?" + EVIDENCE, csv).getLong("id");
        WORLD.viewer.until("/imports/" + id, job -> job.getString("state").equals("checked"));
        WORLD.organiser.ok(WORLD.organiser.post("/imports/" + id + "/commit", null));
        WORLD.viewer.until("/imports/" + id, job -> job.getString("state").equals("finished"));
        return id;
    }

    private static String now() {
        JsonObject page = WORLD.viewer.read("/events?limit=100");
        while (!page.getJsonArray("items").isEmpty()) {
            page = WORLD.viewer.read("/events?limit=100&after=" + page.getString("next"));
        }
        return page.getString("next");
    }

    private static List<JsonObject> behind(String place, String kind) {
        return Await.found(kind, () -> WORLD.viewer.read("/events?limit=100&after=" + place), page -> page.encode()
                        .contains('"' + kind + '"'))
                .getJsonArray("items")
                .stream()
                .map(JsonObject.class::cast)
                .toList();
    }
}
