package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.relais.testing.ApiBody.contacts;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient.Answer;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** {@code /contacts} and {@code /ledger}. */
@NeedsDatabase
class ContactsApiTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static final AtomicInteger NUMBER = new AtomicInteger(10);

    private static String number() {
        return "06 12 34 03 " + NUMBER.incrementAndGet();
    }

    private static JsonObject person(String number) {
        return new JsonObject()
                .put("name", "Chloé Martin")
                .put("language", "fr")
                .put("timeZone", "Europe/Paris")
                .put("area", "75020")
                .put("tags", new JsonArray().add("equipe"))
                .put("variables", new JsonObject().put("quartier", "Belleville"))
                .put("addresses", ApiBody.number(number))
                .put("consent", consent("regular"));
    }

    private static JsonObject consent(String consentClass) {
        return new JsonObject()
                .put("class", consentClass)
                .put("source", "Stand au marché, formulaire 12")
                .put("at", "2026-11-07T10:30:00+01:00")
                .put("wording", "J'accepte de recevoir des nouvelles (v3)")
                .put("language", "fr");
    }

    private static JsonObject create(JsonObject person) {
        return WORLD.organiser.ok(WORLD.organiser.post("/contacts", person));
    }

    private static long createdId() {
        return create(person(number())).getLong("id");
    }

    @Test
    void aPersonIsWrittenDownWithTheEvidenceOfTheirConsent() {
        String number = number();
        JsonObject contact = create(person(number));
        assertThat(contact.getJsonArray("addresses").getJsonObject(0).getString("identifier"))
                .isEqualTo("+33" + number.substring(1).replace(" ", ""));
        assertThat(contact.getJsonObject("consent").getString("state")).isEqualTo("subscribed");
        assertThat(contact.getJsonObject("consent").getString("class")).isEqualTo("regular");
        assertThat(contact.getJsonObject("consent").getBoolean("mayBeMessaged")).isTrue();
        assertThat(contact.getJsonObject("variables").getString("quartier")).isEqualTo("Belleville");
        assertThat(contact.getValue("lastSeenAt")).isNull();

        JsonArray ledger = WORLD.viewer
                .ok(WORLD.viewer.get("/contacts/" + contact.getLong("id") + "/ledger"))
                .getJsonArray("items");
        JsonObject optIn = ledger.getJsonObject(0);
        assertThat(optIn.getString("kind")).isEqualTo("opt_in");
        assertThat(optIn.getString("source")).isEqualTo("api");
        assertThat(optIn.getString("actor")).startsWith("token:");
        assertThat(optIn.getString("wording")).isEqualTo("J'accepte de recevoir des nouvelles (v3)");
        assertThat(optIn.getString("occurredAt")).isEqualTo("2026-11-07T09:30:00Z");
        assertThat(optIn.getJsonObject("detail").getString("origin")).isEqualTo("Stand au marché, formulaire 12");
        assertThat(contact.getJsonObject("consent").getLong("basisEventId")).isEqualTo(optIn.getLong("id"));
        assertThat(ledger.getJsonObject(1).getString("kind")).isEqualTo("created");
        assertThat(ledger.getJsonObject(1).getString("source")).isEqualTo("api");
    }

    @Test
    void aNameCannotTurnTheDirectionOfTheLineItStandsIn() {
        JsonObject contact = create(person(number()).put("name", "Zoé \u202Eexe.\u202C ليا"));
        assertThat(contact.getString("name")).isEqualTo("Zoé exe. ليا");
    }

    @Test
    void anOccasionalPersonIsPendingAndNeedsNoWording() {
        JsonObject occasional = consent("occasional");
        occasional.remove("wording");
        JsonObject contact = create(person(number()).put("consent", occasional));
        assertThat(contact.getJsonObject("consent").getString("state")).isEqualTo("pending");
        assertThat(contact.getJsonObject("consent").getString("refusal")).isEqualTo("occasional");
    }

    @Test
    void anAddressThatIsKnownIsNotWrittenDownTwice() {
        String number = number();
        long first = create(person(number)).getLong("id");
        Answer again = WORLD.organiser.post("/contacts", person("+33" + number.substring(1)));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().getString("detail")).contains("Contact " + first + " ");
        assertThat(again.body()).doesNotContain("34 03");
    }

    @Test
    void ofWhoIsOnTheSuppressionListNothingIsWrittenAgain() {
        String number = number();
        long id = create(person(number)).getLong("id");
        WORLD.organiser.ok(WORLD.organiser.post("/contacts/" + id + "/stop", null));
        WORLD.erase(id);
        assertThat(WORLD.viewer.get("/contacts/" + id).status()).isEqualTo(404);
        assertThat(WORLD.viewer.get("/contacts/" + id + "/ledger").items()).isNotEmpty();

        Answer again = WORLD.organiser.post("/contacts", person(number));
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.body()).contains("addresses", "suppressed");
        String digits = "+33" + number.replaceAll("\\D", "").substring(1);
        assertThat(org.relais.ServiceUnderTest.wait(WORLD.service
                                .pool()
                                .query("select id from address where identifier = '" + digits + "'")
                                .execute())
                        .size())
                .isZero();
    }

    @Test
    void everyFaultOfAPersonIsNamedAndNothingIsStored() {
        JsonObject person = new JsonObject()
                .put("name", 7)
                .put("language", "FR")
                .put("timeZone", "Paris")
                .put("area", "x".repeat(101))
                .put("tags", new JsonArray().add("x".repeat(51)))
                .put("variables", new JsonObject().put("a b", "1"))
                .put("colour", "red")
                .put(
                        "addresses",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("channel", "pigeon")
                                        .put("kind", "phone")
                                        .put("identifier", "06"))
                                .add(new JsonObject()
                                        .put("channel", "telegram")
                                        .put("kind", "chat")
                                        .put("identifier", "@amina"))
                                .add(new JsonObject().put("kind", "bsuid").put("identifier", "FR.1")))
                .put("consent", new JsonObject().put("class", "friend").put("at", "2999-01-01T00:00:00Z"));
        Answer answer = WORLD.organiser.post("/contacts", person);
        assertThat(answer.fault("name")).contains("text");
        assertThat(answer.fault("language")).contains("language code");
        assertThat(answer.fault("timeZone")).contains("time zone");
        assertThat(answer.fault("area")).contains("at most 100");
        assertThat(answer.fault("tags[0]")).contains("at most 50");
        assertThat(answer.fault("variables")).contains("name");
        assertThat(answer.fault("colour")).contains("not known");
        assertThat(answer.fault("addresses[0].channel")).contains("configured");
        assertThat(answer.fault("addresses[0].identifier")).contains("too short");
        assertThat(answer.fault("addresses[1].identifier")).contains("chat id");
        assertThat(answer.fault("addresses[2].channel")).contains("required");
        assertThat(answer.fault("addresses[2].kind")).contains("phone or chat");
        assertThat(answer.fault("consent.class")).contains("member");
        assertThat(answer.fault("consent.source")).contains("required");
        assertThat(answer.fault("consent.at")).contains("future");
    }

    @Test
    void consentAndAddressesAreRequired() {
        Answer answer = WORLD.organiser.post("/contacts", new JsonObject());
        assertThat(answer.fault("addresses")).contains("required");
        assertThat(answer.fault("consent")).contains("required");
        assertThat(WORLD.organiser
                        .post("/contacts", person(number()).put("addresses", new JsonArray()))
                        .fault("addresses"))
                .contains("at least one");
        JsonObject bare = consent("member");
        bare.remove("at");
        bare.remove("wording");
        Answer unfounded = WORLD.organiser.post("/contacts", person(number()).put("consent", bare));
        assertThat(unfounded.fault("consent.at")).contains("required");
        assertThat(unfounded.fault("consent.wording")).contains("required");
    }

    @Test
    void namesWithNulOrHalfCharactersAreRefused() {
        for (String name : List.of("a\u0000b", "a\ud800b")) {
            String body = person(number()).put("name", "@").encode().replace("\"@\"", "\"" + escaped(name) + "\"");
            assertThat(WORLD.organiser.call("POST", "/contacts", body).fault("name"))
                    .contains("character");
        }
    }

    private static String escaped(String text) {
        StringBuilder json = new StringBuilder();
        text.chars().forEach(unit -> json.append(String.format("\\u%04x", unit)));
        return json.toString();
    }

    @Test
    void whatIsNamedIsChangedAndWhatIsNullGoes() {
        long id = createdId();
        JsonObject changed = WORLD.organiser.ok(WORLD.organiser.patch(
                "/contacts/" + id,
                new JsonObject()
                        .putNull("area")
                        .put("name", "Chloé M.")
                        .put("tags", new JsonArray().add("b").add("b"))));
        assertThat(changed.getValue("area")).isNull();
        assertThat(changed.getString("name")).isEqualTo("Chloé M.");
        assertThat(changed.getJsonArray("tags")).containsExactly("b");
        assertThat(changed.getString("language")).isEqualTo("fr");
        assertThat(changed.getJsonObject("variables").getString("quartier")).isEqualTo("Belleville");
        assertThat(changed.getJsonObject("consent").getString("state")).isEqualTo("subscribed");
        assertThat(ServiceCounts.audited(WORLD.service, "contact:" + id)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"consent", "addresses", "id", "state"})
    void whatAnOrganiserMayNotWriteIsRefused(String field) {
        long id = createdId();
        assertThat(WORLD.organiser
                        .patch("/contacts/" + id, new JsonObject().put(field, new JsonObject()))
                        .fault(field))
                .contains("not known");
    }

    @Test
    void aStopIsEnforcedBeforeItIsAnswered() {
        String phone = WORLD.onTelegram("Fatou Ndiaye");
        long id = WORLD.viewer
                .get("/contacts?search=Fatou")
                .items()
                .getJsonObject(0)
                .getLong("id");
        long broadcast = WORLD.created("/broadcasts", ApiBody.broadcast("Marché", contacts(id), "Bonjour"));

        JsonObject stopped = WORLD.organiser.ok(
                WORLD.organiser.post("/contacts/" + id + "/stop", new JsonObject().put("words", "Ne m'écrivez plus")));
        assertThat(stopped.getJsonObject("consent").getString("state")).isEqualTo("unsubscribed");
        assertThat(stopped.getJsonObject("consent").getBoolean("mayBeMessaged")).isFalse();

        long before = WORLD.service.sandbox().now();
        WORLD.organiser.ok(WORLD.organiser.post("/broadcasts/" + broadcast + "/send", ApiBody.evenIfNobody()));
        JsonObject finished = Await.found(
                "what the test waits for",
                () -> WORLD.viewer.get("/broadcasts/" + broadcast).json(),
                found -> found.getString("state").equals("finished"));
        assertThat(finished.getJsonObject("progress").getLong("suppressed")).isEqualTo(1);
        assertThat(WORLD.service
                        .sandbox()
                        .get("/messages?phone=" + phone + "&after=" + before)
                        .getInteger("count"))
                .isZero();

        JsonObject entry =
                WORLD.viewer.get("/contacts/" + id + "/ledger").items().getJsonObject(0);
        assertThat(entry.getString("kind")).isEqualTo("opt_out");
        assertThat(entry.getString("words")).isEqualTo("Ne m'écrivez plus");
        WORLD.organiser.ok(WORLD.organiser.post("/contacts/" + id + "/stop", null));
    }

    @Test
    void peopleAreFoundByNumberNameTagStateAndClass() {
        String number = number();
        long id = create(person(number).put("name", "Zoë Ó Briain").put("tags", new JsonArray().add("rare")))
                .getLong("id");
        for (String query : List.of(
                "search=" + number.replace(" ", "%20"),
                "search=%2B33" + number.substring(1).replace(" ", ""),
                "search=%C3%B3%20bri",
                "tag=rare",
                "tag=rare&state=subscribed&class=regular")) {
            JsonArray found =
                    WORLD.viewer.ok(WORLD.viewer.get("/contacts?" + query)).getJsonArray("items");
            assertThat(found).as(query).hasSize(1);
            assertThat(found.getJsonObject(0).getLong("id")).isEqualTo(id);
        }
        assertThat(WORLD.viewer.get("/contacts?tag=rare&state=held").items()).isEmpty();
        assertThat(WORLD.viewer.get("/contacts?search=%25").items()).isEmpty();
        assertThat(WORLD.stranger.get("/contacts?tag=rare").items()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "state=gone, state, subscribed",
        "class=friend, class, member",
        "search=, search, empty",
        "tag=a%00b, tag, character",
        "tags=a, tags, not known"
    })
    void aWrongQueryIsNamed(String query, String field, String fault) {
        assertThat(WORLD.viewer.get("/contacts?" + query).fault(field)).contains(fault);
    }

    @Test
    void pagesHoldEverybodyOnce() {
        createdId();
        createdId();
        createdId();
        List<Long> ids = new ArrayList<>();
        String next = "0";
        while (next != null) {
            JsonObject page = WORLD.viewer.ok(WORLD.viewer.get("/contacts?limit=2&cursor=" + next));
            page.getJsonArray("items").forEach(item -> ids.add(((JsonObject) item).getLong("id")));
            next = page.getString("next");
        }
        assertThat(ids).hasSizeGreaterThanOrEqualTo(3).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void theLedgerIsPagedNewestFirstAndItsChainHolds() {
        createdId();
        List<Long> ids = new ArrayList<>();
        String next = "";
        while (next != null) {
            JsonObject page =
                    WORLD.viewer.ok(WORLD.viewer.get("/ledger?limit=3" + (next.isEmpty() ? "" : "&cursor=" + next)));
            page.getJsonArray("items").forEach(item -> ids.add(((JsonObject) item).getLong("id")));
            next = page.getString("next");
        }
        assertThat(ids).doesNotHaveDuplicates().isSortedAccordingTo((one, other) -> Long.compare(other, one));
        assertThat(WORLD.viewer.ok(WORLD.viewer.get("/ledger/verify")).getBoolean("intact"))
                .isTrue();
        assertThat(WORLD.stranger.get("/ledger").items()).isEmpty();
    }

    @Test
    void theLedgerIsNarrowedByKindAndTime() {
        long first = createdId();
        String between = Instant.now().toString();
        long second = createdId();
        assertThat(WORLD.viewer.all("/ledger?kind=opt_in&since=" + between))
                .extracting(event -> event.getLong("contactId"), event -> event.getString("kind"))
                .containsExactly(tuple(second, "opt_in"));
        assertThat(WORLD.viewer.all("/ledger?kind=opt_in"))
                .extracting(event -> event.getLong("contactId"))
                .contains(first, second);
        assertThat(WORLD.viewer.get("/ledger?kind=guess").fault("kind")).contains("opt_out");
    }

    @Test
    void whoHasTheAddressAlreadyIsNamedInAField() {
        String number = number();
        long id = create(person(number)).getLong("id");
        Answer again = WORLD.organiser.post("/contacts", person(number));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().getLong("contactId")).isEqualTo(id);

        Answer added = WORLD.organiser.post(
                "/contacts/" + createdId() + "/addresses",
                ApiBody.number(number).getJsonObject(0));
        assertThat(added.fault("identifier")).contains("of contact " + id);
        assertThat(added.json().getLong("contactId")).isEqualTo(id);
    }

    /** More people than a page of it has, each once, as a file and as lines. */
    @Test
    void everybodyIsExportedAsCsvAndAsLines() {
        String number = number();
        String tag = "export" + NUMBER.get();
        long id = create(person(number)
                        .put("name", "=Zoé; \"Zo\"")
                        .put("externalId", "crm-" + number.substring(12))
                        .put("tags", new JsonArray().add(tag).add("équipe")))
                .getLong("id");
        StringBuilder file = new StringBuilder("phone;name;tags\n");
        for (int at = 0; at < 1_000; at++) {
            file.append("063998%04d;Nº %d;%s\n".formatted(at, at, tag));
        }
        String imported = "/imports/"
                + WORLD.organiser
                        .upload("/imports?class=member&source=A&date=2026-01-01&wording=v1", file.toString())
                        .getLong("id");
        WORLD.organiser.until(imported, job -> job.getString("state").equals("checked"));
        WORLD.post(imported + "/commit", new JsonObject());
        WORLD.organiser.until(imported, job -> job.getString("state").equals("finished"));

        Answer csv = WORLD.viewer.get("/contacts.csv?tag=" + tag);
        assertThat(csv.status()).isEqualTo(200);
        List<String> rows = csv.body().lines().toList();
        assertThat(rows).hasSize(1_002).doesNotHaveDuplicates();
        assertThat(rows.get(0)).startsWith("\uFEFFid;external id;name;language;tags;area;class;state");
        assertThat(rows.get(1))
                .startsWith(id + ";crm-" + number.substring(12) + ";\"'=Zoé; \"\"Zo\"\"\";fr;" + tag
                        + ", équipe;75020;regular;")
                .contains(";'+33" + number.substring(1).replace(" ", "") + ";");

        Answer lines = WORLD.viewer.get("/contacts.jsonl?tag=" + tag);
        List<JsonObject> people = lines.body().lines().map(JsonObject::new).toList();
        assertThat(people).hasSize(1_001);
        assertThat(people.get(0)).isEqualTo(WORLD.viewer.get("/contacts/" + id).json());
        assertThat(people).extracting(one -> one.getLong("id")).isSorted().doesNotHaveDuplicates();

        assertThat(WORLD.reader.get("/contacts.csv").status()).isEqualTo(403);
        assertThat(WORLD.reader.get("/contacts.jsonl").status()).isEqualTo(403);
        assertThat(WORLD.stranger.get("/contacts.jsonl").body()).isEmpty();
        assertThat(WORLD.viewer.get("/contacts.csv?tags=a").fault("tags")).contains("not known");
        assertThat(WORLD.count("audit_event where action = 'contact.list-export'"))
                .isEqualTo(3);
    }

    @Test
    void tagsOfManyAreChangedAtOnceOrNotAtAll() {
        long one = create(person(number()).put("tags", new JsonArray().add("a").add("b")))
                .getLong("id");
        long other =
                create(person(number()).put("tags", new JsonArray().add("c"))).getLong("id");
        String tag = WORLD.viewer.get("/contacts/" + other).entityTag();
        JsonObject change = new JsonObject()
                .put("contacts", new JsonArray().add(one).add(other).add(999_999))
                .put("add", new JsonArray().add("c"))
                .put("remove", new JsonArray().add("b"));
        JsonObject tagged = WORLD.organiser.ok(WORLD.organiser.post("/contacts/tags", change));
        assertThat(tagged.getInteger("changed")).as("the other one has it so").isEqualTo(1);
        assertThat(tagged.getJsonArray("missing")).containsExactly(999_999);
        assertThat(tags(one)).containsExactly("a", "c");
        assertThat(WORLD.viewer.get("/contacts/" + other).entityTag()).isEqualTo(tag);
        assertThat(WORLD.viewer.get("/contacts?tag=c").items()).hasSizeGreaterThanOrEqualTo(2);

        JsonArray many = new JsonArray();
        for (int at = 0; at < 20; at++) {
            many.add("t" + at);
        }
        Answer refused = WORLD.organiser.post("/contacts/tags", change.copy().put("add", many));
        assertThat(refused.fault("add")).contains("20");
        assertThat(tags(other)).containsExactly("c");
        assertThat(WORLD.organiser
                        .post("/contacts/tags", new JsonObject().put("contacts", new JsonArray().add(one)))
                        .fault("add"))
                .contains("required");
        assertThat(WORLD.viewer.post("/contacts/tags", change).status()).isEqualTo(403);
        assertThat(WORLD.stranger
                        .ok(WORLD.stranger.post("/contacts/tags", change))
                        .getJsonArray("missing"))
                .hasSize(3);
        assertThat(WORLD.count("audit_event where action = 'contact.tag'")).isEqualTo(1);
    }

    private static JsonArray tags(long id) {
        return WORLD.viewer.get("/contacts/" + id).json().getJsonArray("tags");
    }

    @Test
    void aViewerChangesNobody() {
        long id = createdId();
        assertThat(WORLD.viewer.post("/contacts", person(number())).status()).isEqualTo(403);
        assertThat(WORLD.viewer.patch("/contacts/" + id, new JsonObject()).status())
                .isEqualTo(403);
        assertThat(WORLD.viewer.post("/contacts/" + id + "/stop", null).status())
                .isEqualTo(403);
        assertThat(WORLD.viewer
                        .get("/contacts/" + id)
                        .json()
                        .getJsonObject("consent")
                        .getString("state"))
                .isEqualTo("subscribed");
    }

    @Test
    void anotherOrganisationsContactIsNotThere() {
        long id = createdId();
        assertThat(WORLD.stranger.get("/contacts/" + id).status()).isEqualTo(404);
        assertThat(WORLD.stranger.get("/contacts/" + id + "/ledger").status()).isEqualTo(404);
        assertThat(WORLD.stranger
                        .patch("/contacts/" + id, new JsonObject().put("name", "x"))
                        .status())
                .isEqualTo(404);
        assertThat(WORLD.stranger.post("/contacts/" + id + "/stop", null).status())
                .isEqualTo(404);
        assertThat(WORLD.viewer
                        .get("/contacts/" + id)
                        .json()
                        .getJsonObject("consent")
                        .getString("state"))
                .isEqualTo("subscribed");
    }

    @Test
    void nullIsNoValueForWhatIsRequired() {
        JsonObject person = person(number());
        person.getJsonObject("consent").putNull("class").putNull("source");
        person.getJsonArray("addresses")
                .getJsonObject(0)
                .putNull("channel")
                .putNull("kind")
                .putNull("identifier");
        Answer answer = WORLD.organiser.post("/contacts", person);
        for (String field : new String[] {
            "consent.class", "consent.source", "addresses[0].channel", "addresses[0].kind", "addresses[0].identifier"
        }) {
            assertThat(answer.fault(field)).isEqualTo("is required");
        }
    }
}
