package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.relais.ServiceUnderTest;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.SandboxControl;

/** Actions and shares by the API: bad input, wrong states, other people's tokens, files; every answer as documented. */
@NeedsDatabase
class ActionsApiTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    static JsonObject share(String title, Long... contacts) {
        return new JsonObject()
                .put("kind", "share")
                .put("title", title)
                .put("audience", ApiBody.contacts(contacts))
                .put(
                        "message",
                        ApiBody.message("Un coup de main ?")
                                .put("share", new JsonObject().put("text", new JsonObject().put("fr", "Venez !"))));
    }

    static Stream<Arguments> faults() {
        JsonObject fine = share("x", 1L);
        return Stream.of(
                Arguments.of(fine.copy().put("kind", "dance"), "kind", "share, call, event"),
                Arguments.of(fine.copy().put("title", "x".repeat(201)), "title", "at most 200"),
                Arguments.of(fine.copy().put("title", "a\nb"), "title", "one line"),
                Arguments.of(fine.copy().put("title", " "), "title", "empty"),
                Arguments.of(without(fine, "audience"), "audience", "required"),
                Arguments.of(fine.copy().put("audience", new JsonObject()), "audience", "condition"),
                Arguments.of(without(fine, "message"), "message", "required"),
                Arguments.of(fine.copy().put("perDay", 0), "perDay", "from 1 to"),
                Arguments.of(fine.copy().put("perVolunteer", "many"), "perVolunteer", "whole number"),
                Arguments.of(
                        fine.copy().put("reminders", new JsonObject().put("times", 6)),
                        "reminders.times",
                        "from 0 to 5"),
                Arguments.of(
                        fine.copy().put("reminders", new JsonObject().put("often", true)),
                        "reminders.often",
                        "not known"),
                Arguments.of(fine.copy().put("endsAt", "2020-01-01T00:00:00Z"), "endsAt", "future"),
                Arguments.of(fine.copy().put("declaration", new JsonObject()), "declaration.kind", "required"),
                Arguments.of(
                        fine.copy()
                                .put(
                                        "declaration",
                                        new JsonObject()
                                                .put("kind", "not_political")
                                                .put("from", "x")),
                        "declaration.from",
                        "not known"),
                Arguments.of(fine.copy().put("surprise", 1), "surprise", "not known"),
                Arguments.of(message(fine, message -> message.remove("share")), "message.share", "required"),
                Arguments.of(fine.copy().put("kind", "call"), "message.share", "only for"),
                Arguments.of(
                        message(
                                fine,
                                message -> message.put(
                                        "buttons",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("label", new JsonObject().put("fr", "Oui"))
                                                        .put("payload", "yes")))),
                        "message.buttons",
                        "own buttons"),
                Arguments.of(
                        message(fine, message -> message.put("body", new JsonObject().put("fr", "x".repeat(5_000)))),
                        "message.body.fr",
                        "at most"),
                Arguments.of(
                        message(fine, message -> message.put("body", new JsonObject().put("fr", "{{nobody}}"))),
                        "message.body.fr",
                        "not known"));
    }

    private static JsonObject without(JsonObject draft, String field) {
        JsonObject copy = draft.copy();
        copy.remove(field);
        return copy;
    }

    private static JsonObject message(JsonObject draft, Consumer<JsonObject> change) {
        JsonObject copy = draft.copy();
        change.accept(copy.getJsonObject("message"));
        return copy;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsNamedWithItsField(JsonObject draft, String field, String words) {
        assertThat(WORLD.organiser.post("/actions", draft).fault(field)).contains(words);
    }

    @Test
    void aDraftIsChangedOnlyInTheVersionThatWasEdited() {
        JsonObject created = WORLD.organiser.ok(WORLD.organiser.post("/actions", share("Avant", 1L)));
        String one = "/actions/" + created.getLong("id");
        JsonObject after = share("Après", 1L).put("version", 1).put("perDay", 3);
        JsonObject updated = WORLD.organiser.ok(WORLD.organiser.put(one, after));
        assertThat(updated.getString("title")).isEqualTo("Après");
        assertThat(updated.getInteger("version")).isEqualTo(2);
        assertThat(updated.getInteger("perDay")).isEqualTo(3);
        assertThat(WORLD.organiser.put(one, after).status()).isEqualTo(409);
        assertThat(WORLD.organiser.put(one, share("Sans version", 1L)).fault("version"))
                .contains("required");
        JsonObject call = without(share("Appels", 1L), "message")
                .put("kind", "call")
                .put("version", 2)
                .put("message", ApiBody.message("Appelez"));
        assertThat(WORLD.organiser.put(one, call).fault("kind")).contains("stays");
        assertThat(WORLD.viewer.put(one, after).status()).isEqualTo(403);
        assertThat(WORLD.stranger.put(one, after).status()).isEqualTo(404);
    }

    /** As broadcasts do: who composes by a program sees no warning. */
    @Test
    void whatLooksLikeAVariableIsRefused() {
        JsonObject loose = share("Accolades", 1L);
        loose.getJsonObject("message").getJsonObject("body").put("fr", "Bonjour {prénom}, on partage ?");
        assertThat(WORLD.organiser.post("/actions", loose).fault("message.body.fr"))
                .contains("{{first_name|…}}");
        long id = WORLD.created("/actions", share("Sans accolades", 1L));
        assertThat(WORLD.organiser
                        .put("/actions/" + id, loose.put("version", 1))
                        .fault("message.body.fr"))
                .contains("{prénom}");
    }

    @Test
    void everyStepHasItsState() {
        WORLD.onTelegram("Paula");
        long contact = contact("Paula");
        long id = WORLD.created("/actions", share("Étapes", contact));
        String one = "/actions/" + id;
        JsonObject count = WORLD.viewer.ok(WORLD.viewer.get(one + "/count"));
        assertThat(count.getLong("receiving")).isEqualTo(1);
        assertThat(WORLD.viewer.get(one + "/audience").items()).hasSize(1);
        JsonObject contacts = ApiBody.contacts(contact);
        assertThat(WORLD.organiser.post(one + "/assign", contacts).status()).isEqualTo(409);
        assertThat(WORLD.organiser.post(one + "/end", null).status()).isEqualTo(409);
        for (ApiClient.Caller other : List.of(WORLD.stranger)) {
            assertThat(other.get(one).status()).isEqualTo(404);
            assertThat(other.post(one + "/open", null).status()).isEqualTo(404);
            assertThat(other.post(one + "/assign", contacts).status()).isEqualTo(404);
            assertThat(other.get(one + "/figures").status()).isEqualTo(404);
            assertThat(other.get(one + "/volunteers.csv").status()).isEqualTo(404);
        }
        assertThat(WORLD.viewer.post(one + "/open", null).status()).isEqualTo(403);

        JsonObject opened = WORLD.organiser.ok(WORLD.organiser.post(one + "/open", null));
        assertThat(opened.getString("state")).isEqualTo("open");
        assertThat(opened.getJsonArray("broadcasts")).hasSize(1);
        assertThat(WORLD.organiser.post(one + "/open", null).status()).isEqualTo(409);
        assertThat(WORLD.organiser.post(one + "/assign", new JsonObject()).fault("contacts"))
                .contains("required");
        Await.found(
                "what the test waits for",
                () -> WORLD.viewer.get(one).json(),
                action -> action.getJsonObject("figures").getLong("offered") == 1);
        JsonObject unknown = ApiBody.contacts(999_999);
        assertThat(WORLD.organiser.post(one + "/assign", unknown).fault("contacts[0]"))
                .contains("no contact");
        assertThat(WORLD.viewer.get("/actions?state=open").items().stream()
                        .map(each -> ((JsonObject) each).getLong("id")))
                .contains(id);
        assertThat(WORLD.viewer.get("/actions?state=shut").fault("state")).contains("draft");

        assertThat(WORLD.organiser.ok(WORLD.organiser.post(one + "/end", null)).getString("state"))
                .isEqualTo("ended");
        assertThat(WORLD.organiser.post(one + "/cancel", null).status()).isEqualTo(409);
        assertThat(WORLD.organiser.post(one + "/assign", contacts).status()).isEqualTo(409);
        JsonObject volunteers = WORLD.viewer.ok(WORLD.viewer.get(one + "/volunteers"));
        assertThat(volunteers.getJsonArray("items").getJsonObject(0).getString("name"))
                .isEqualTo("Paula");
        String csv = WORLD.viewer.get(one + "/volunteers.csv").body();
        assertThat(csv.lines().toList()).hasSize(2);
        assertThat(csv).startsWith("\uFEFFcontact;name;offered;").contains(contact + ";Paula;1;0;0;1;0;0;0;");
        assertThat(WORLD.viewer.ok(WORLD.viewer.get(one + "/figures")).getJsonArray("days"))
                .hasSize(1);
    }

    @Test
    void aDraftCanBeGivenUpAndIsThenNoMore() {
        long id = WORLD.created("/actions", share("Abandon", 1L));
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.post("/actions/" + id + "/cancel", null))
                        .getString("state"))
                .isEqualTo("cancelled");
        assertThat(WORLD.organiser.post("/actions/" + id + "/open", null).status())
                .isEqualTo(409);
        assertThat(WORLD.organiser.get("/actions/999999").status()).isEqualTo(404);
        assertThat(WORLD.organiser.get("/actions/none").status()).isEqualTo(404);
    }

    /** The message that an action was composed of. */
    private static long composed(long id) {
        return ServiceUnderTest.wait(WORLD.service
                        .pool()
                        .query("select message_id from action where id = " + id)
                        .execute())
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    void theSharesOfAnActionAreThereAndEnd() {
        WORLD.onTelegram("=Quentin()");
        long contact = contact("=Quentin()");
        long id = WORLD.created("/actions", share("Partages", contact));
        long shareId = WORLD.organiser
                .ok(WORLD.organiser.post("/actions/" + id + "/open", null))
                .getLong("shareId");
        String one = "/shares/" + shareId;
        assertThat(WORLD.viewer.get("/shares").items().stream().map(each -> ((JsonObject) each).getLong("id")))
                .contains(shareId)
                .as("the message that the action was composed of is not passed on itself")
                .doesNotContain(composed(id));
        ServiceCounts.run(
                WORLD.service,
                "insert into share_event (organisation_id, message_id, volunteer_id, kind, app, at) values ("
                        + WORLD.service.organisationId() + ", " + shareId + ", " + contact
                        + ", 'shared', 'sms', now())");
        JsonObject share = WORLD.viewer.ok(WORLD.viewer.get(one));
        assertThat(share.getJsonObject("figures").getLong("sharedInAll")).isEqualTo(1);
        assertThat(share.getJsonArray("days")).hasSize(1);
        assertThat(WORLD.viewer.get(one + "/volunteers").items()).hasSize(1);
        assertThat(WORLD.viewer.get("/shares/volunteers").items()).isNotEmpty();
        assertThat(WORLD.viewer.ok(WORLD.viewer.get("/shares/tree")).getJsonArray("items"))
                .isEmpty();
        assertThat(WORLD.viewer.get(one + "/volunteers.csv").body())
                .as("no cell is a formula")
                .contains("contact;name;opened;shared whatsapp;")
                .contains(contact + ";'=Quentin();0;0;0;1;0;0;0;0");

        assertThat(WORLD.viewer.post(one + "/end", null).status()).isEqualTo(403);
        assertThat(WORLD.stranger.post(one + "/end", null).status()).isEqualTo(404);
        assertThat(WORLD.organiser
                        .post(one + "/end", new JsonObject().put("at", "soon"))
                        .fault("at"))
                .contains("2027");
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.post(one + "/end", new JsonObject().put("at", "2030-01-01T00:00:00Z")))
                        .getString("endsAt"))
                .isEqualTo("2030-01-01T00:00:00Z");
        assertThat(WORLD.organiser.ok(WORLD.organiser.post(one + "/end", null)).getString("endsAt"))
                .isLessThan("2030");
    }

    private static long contact(String name) {
        return WORLD.viewer
                .get("/contacts?search=" + SandboxControl.encoded(name))
                .items()
                .getJsonObject(0)
                .getLong("id");
    }
}
