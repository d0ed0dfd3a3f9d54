package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.ApiBody;
import org.relais.testing.NeedsDatabase;

/** Lists that begin with the newest begin with the oldest where that is asked for: so they can be followed. */
@NeedsDatabase
class ListOrderTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static final List<String> LISTS = List.of(
            "/actions",
            "/broadcasts",
            "/contacts/{id}/ledger",
            "/deliveries",
            "/imports",
            "/inbox",
            "/ledger",
            "/retention",
            "/shares");

    @Test
    void theDocumentKnowsNoOther() {
        JsonObject paths = WORLD.api.document().getJsonObject("paths");
        assertThat(paths.fieldNames())
                .filteredOn(
                        path -> beginsWithTheNewest(paths.getJsonObject(path).getJsonObject("get", new JsonObject())))
                .containsExactlyInAnyOrderElementsOf(LISTS);
    }

    private static boolean beginsWithTheNewest(JsonObject read) {
        return read.getJsonArray("parameters", new JsonArray()).encode().contains("#/components/parameters/cursor")
                && (read.getString("summary", "") + read.getString("description", "")).contains("newest first");
    }

    @Test
    void eachIsTheSameFromEitherEnd() {
        long contact = twoOfEach();
        for (String list : LISTS) {
            String path = list.replace("{id}", Long.toString(contact));
            String query = list.equals("/deliveries") ? "?contact=" + contact + "&" : "?";
            List<Long> newest = ids(WORLD.viewer.all(path + query + "order=newest"));
            List<Long> oldest = new ArrayList<>(newest);
            Collections.reverse(oldest);
            assertThat(newest).as(list).hasSizeGreaterThan(1).isSortedAccordingTo(Comparator.reverseOrder());
            assertThat(ids(WORLD.viewer.all(path + query.replaceFirst("[?&]$", ""))))
                    .as(list)
                    .isEqualTo(newest);
            assertThat(ids(WORLD.viewer.all(path + query + "order=oldest")))
                    .as(list)
                    .isEqualTo(oldest);
            String first = path + query + "order=oldest&limit=1";
            JsonObject page = WORLD.viewer.read(first);
            page = WORLD.viewer.read(first + "&cursor=" + page.getString("next"));
            assertThat(page.getJsonArray("items").getJsonObject(0).getLong("id"))
                    .as(list)
                    .isEqualTo(oldest.get(1));
            assertThat(WORLD.viewer.get(path + query + "order=best").fault("order"))
                    .as(list)
                    .contains("oldest");
        }
    }

    /** Returns a person who has a past. */
    private static long twoOfEach() {
        String phone = WORLD.onTelegram("Olga");
        WORLD.phones.stopAndWait(phone, "STOP");
        WORLD.said(phone, "START");
        long contact = WORLD.contact("Olga");
        JsonObject passedOn = ApiBody.broadcast("Une page", ApiBody.contacts(contact), "Bonjour");
        passedOn.getJsonObject("message")
                .put("share", new JsonObject().put("text", new JsonObject().put("fr", "Venez !")));
        for (int time = 0; time < 2; time++) {
            WORLD.action("share", "Une action");
            WORLD.created("/broadcasts", passedOn);
            WORLD.organiser.upload(
                    "/imports?class=member&source=A&date=2026-01-01&wording=v1", "phone\n06 12 34 05 02\n");
            WORLD.rows("insert into retention_run (organisation_id, at, occasional, silent, event_people, event_rows)"
                    + " values (" + WORLD.service.organisationId() + ", now(), 0, 1, 0, 0)");
            WORLD.phones.writeAndWait(phone, "Où est-ce que je trouve le local du quartier ?");
        }
        WORLD.eventually(() -> WORLD.viewer.get("/inbox").items().size() > 1);
        WORLD.idle();
        return contact;
    }

    private static List<Long> ids(List<JsonObject> items) {
        return items.stream().map(item -> item.getLong("id")).toList();
    }
}
