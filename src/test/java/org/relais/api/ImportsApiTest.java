package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.ApiClient.Answer;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** {@code /imports}: up, checked, committed; and everything that may be wrong with a file or its request. */
@NeedsDatabase
class ImportsApiTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static final String EVIDENCE = "class=regular&source=Market&date=2026-11-07&wording=News%20v3";

    private static Answer upload(String query, String csv) {
        return WORLD.organiser.call("POST", "/imports" + (query.isEmpty() ? "" : "?" + query), csv, "text/csv");
    }

    private static JsonObject awaited(long id, String state) {
        return Await.found(
                "what the test waits for",
                () -> WORLD.viewer.get("/imports/" + id).json(),
                found -> found.getString("state").equals(state));
    }

    /** The id of an import that is checked. */
    private static long checked(String query, String csv) {
        Answer answer = upload(query, csv);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.headers().firstValue("location"))
                .hasValue("/api/v1/imports/" + answer.json().getLong("id"));
        return awaited(answer.json().getLong("id"), "checked").getLong("id");
    }

    @Test
    void aFileIsCheckedThenCommittedAndItsPeopleAreThere() {
        long id = checked(
                EVIDENCE + "&fileName=stand.csv&tags=marche,stand",
                """
                phone;name;quartier
                06 12 34 04 01;Amina Diallo;Belleville
                06 12 34 04 02;Paul Nguyen;Ménilmontant
                not a number;Nobody;Nowhere
                """);
        JsonObject job = WORLD.viewer.ok(WORLD.viewer.get("/imports/" + id + "?language=fr"));
        assertThat(job.getString("fileName")).isEqualTo("stand.csv");
        assertThat(job.getJsonObject("rows").getInteger("good")).isEqualTo(2);
        assertThat(job.getJsonObject("rows").getInteger("refused")).isEqualTo(1);
        JsonObject fault = job.getJsonArray("faults").getJsonObject(0);
        assertThat(fault.getString("reason")).isEqualTo("phone_not_a_number");
        assertThat(fault.getLong("line")).isEqualTo(4);
        assertThat(fault.getString("column")).isEqualTo("phone");
        assertThat(job.encode()).doesNotContain("Nobody");
        assertThat(WORLD.viewer.get("/contacts?tag=marche").items()).isEmpty();

        Answer refused = WORLD.viewer.get("/imports/" + id + "/refused");
        assertThat(refused.status()).isEqualTo(200);
        assertThat(refused.headers().firstValue("content-disposition"))
                .hasValueSatisfying(value -> assertThat(value).contains("refused-" + id + ".csv"));
        assertThat(refused.body().lines()).hasSize(2);
        assertThat(refused.body()).contains("Nobody");

        assertThat(WORLD.organiser.post("/imports/" + id + "/commit", null).status())
                .isEqualTo(202);
        JsonObject finished = awaited(id, "finished");
        assertThat(finished.getJsonObject("merged").getInteger("created")).isEqualTo(2);
        JsonArray people = WORLD.viewer.get("/contacts?tag=marche").items();
        assertThat(people).hasSize(2);
        assertThat(people.getJsonObject(0).getJsonObject("variables").getString("quartier"))
                .isEqualTo("Belleville");
        assertThat(people.getJsonObject(0).getJsonObject("consent").getString("state"))
                .isEqualTo("subscribed");
        assertThat(ServiceCounts.audited(WORLD.service, "import:" + id)).isEqualTo(2);
    }

    @Test
    void whatIsKnownStaysUnlessTheFileIsToReplaceIt() {
        for (String[] step : new String[][] {
            {"", "Iris", "Iris", "false"}, {"", "Irène", "Iris", "false"}, {"&replace=true", "Irène", "Irène", "true"}
        }) {
            long id = checked(EVIDENCE + step[0], "phone;name\n06 12 34 04 31;" + step[1] + "\n");
            JsonObject job = WORLD.viewer.get("/imports/" + id).json();
            assertThat(job.getJsonObject("options").getBoolean("replace")).isEqualTo(Boolean.valueOf(step[3]));
            int conflicting = step[1].equals("Iris") ? 0 : 1;
            assertThat(job.getJsonObject("announced").getInteger("conflicting")).isEqualTo(conflicting);
            WORLD.organiser.ok(WORLD.organiser.post("/imports/" + id + "/commit", null));
            assertThat(awaited(id, "finished").getJsonObject("merged").getInteger("conflicting"))
                    .isEqualTo(conflicting);
            assertThat(WORLD.viewer
                            .get("/contacts?search=0612340431")
                            .items()
                            .getJsonObject(0)
                            .getString("name"))
                    .isEqualTo(step[2]);
        }
        assertThat(upload(EVIDENCE + "&replace=yes", "phone\n06 12 34 04 31\n").status())
                .isEqualTo(400);
    }

    @Test
    void whoHasStoppedStaysSoWhateverTheFileSays() {
        String csv = "phone;name\n06 12 34 04 11;Zoë\n";
        long first = checked(EVIDENCE, csv);
        WORLD.organiser.ok(WORLD.organiser.post("/imports/" + first + "/commit", null));
        awaited(first, "finished");
        long contact = WORLD.viewer
                .get("/contacts?search=0612340411")
                .items()
                .getJsonObject(0)
                .getLong("id");
        WORLD.organiser.ok(WORLD.organiser.post("/contacts/" + contact + "/stop", null));

        long again = checked(EVIDENCE, csv);
        assertThat(WORLD.viewer
                        .get("/imports/" + again)
                        .json()
                        .getJsonObject("announced")
                        .getInteger("keptStopped"))
                .isEqualTo(1);
        WORLD.organiser.ok(WORLD.organiser.post("/imports/" + again + "/commit", null));
        assertThat(awaited(again, "finished").getJsonObject("merged").getInteger("keptStopped"))
                .isEqualTo(1);
        assertThat(WORLD.viewer
                        .get("/contacts/" + contact)
                        .json()
                        .getJsonObject("consent")
                        .getString("state"))
                .isEqualTo("unsubscribed");
    }

    @Test
    void aSuppressionListStopsWhoIsOnIt() {
        long first = checked(EVIDENCE, "phone\n06 12 34 04 21\n");
        WORLD.organiser.ok(WORLD.organiser.post("/imports/" + first + "/commit", null));
        awaited(first, "finished");

        long list = checked("kind=suppression", "phone\n06 12 34 04 21\n06 12 34 04 22\n");
        WORLD.organiser.ok(WORLD.organiser.post("/imports/" + list + "/commit", null));
        awaited(list, "finished");
        assertThat(WORLD.viewer
                        .get("/contacts?search=0612340421")
                        .items()
                        .getJsonObject(0)
                        .getJsonObject("consent")
                        .getString("state"))
                .isEqualTo("unsubscribed");
    }

    @Test
    void aLargeFileArrivesWholeAsBodyAndAsForm() throws NoSuchAlgorithmException {
        StringBuilder csv = new StringBuilder("phone;name\n");
        for (int row = 0; row < 60_000; row++) {
            csv.append("0612")
                    .append(String.format("%06d", row))
                    .append(";Somebody with a rather long name ")
                    .append(row)
                    .append('\n');
        }
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(csv.toString().getBytes(StandardCharsets.UTF_8)));
        long body = checked(EVIDENCE, csv.toString());
        assertThat(WORLD.viewer.get("/imports/" + body).json().getString("fileSha256"))
                .isEqualTo(hash);

        Answer form = form("file", "C:\\\\people\\\\liste.csv", csv.toString(), "");
        assertThat(form.status()).as(form.body()).isEqualTo(202);
        JsonObject checked = awaited(form.json().getLong("id"), "checked");
        assertThat(checked.getString("fileSha256")).isEqualTo(hash);
        assertThat(checked.getString("fileName")).isEqualTo("liste.csv");
        assertThat(checked.getJsonObject("rows").getInteger("read")).isEqualTo(60_000);
    }

    /** Each address takes one type: what is generated from the document could not send a second one. */
    @Test
    void aFileOfTheOtherTypeIsToldWhereToGo() {
        assertThat(WORLD.organiser
                        .call("POST", "/imports", "--xx--\r\n", "multipart/form-data; boundary=xx")
                        .status())
                .isEqualTo(415);
        Answer csv = WORLD.organiser.call("POST", "/imports/form", "phone\n0612340400\n", "text/csv");
        assertThat(csv.status()).isEqualTo(415);
        assertThat(csv.body()).contains("/imports/form");
    }

    private static Answer form(String part, String fileName, String csv, String before) {
        String body = before + "--xx\r\nContent-Disposition: form-data; name=\"" + part + "\"; filename=\"" + fileName
                + "\"\r\nContent-Type: text/csv\r\n\r\n" + csv + "\r\n--xx--\r\n";
        return WORLD.organiser.call("POST", "/imports/form?" + EVIDENCE, body, "multipart/form-data; boundary=xx");
    }

    @Test
    void aFormHasOnePartAndNothingElse() {
        assertThat(form("data", "a.csv", "phone\n0612340400\n", "").status()).isEqualTo(400);
        String field = "--xx\r\nContent-Disposition: form-data; name=\"class\"\r\n\r\nmember\r\n";
        int before = WORLD.viewer.get("/imports?limit=100").items().size();
        Answer answer = form("file", "a.csv", "phone\n0612340400\n", field);
        assertThat(answer.fault("class")).contains("query");
        assertThat(WORLD.viewer.get("/imports?limit=100").items().stream()
                        .map(JsonObject.class::cast)
                        .limit(WORLD.viewer.get("/imports?limit=100").items().size() - before)
                        .map(job -> job.getString("state")))
                .containsOnly("cancelled");
        assertThat(WORLD.organiser
                        .call("POST", "/imports/form", "--xx--\r\n", "multipart/form-data; boundary=xx")
                        .status())
                .isEqualTo(400);
        assertThat(WORLD.organiser
                        .call("POST", "/imports/form", "garbage", "multipart/form-data")
                        .status())
                .isEqualTo(400);
        assertThat(WORLD.organiser
                        .call("POST", "/imports/form", "garbage", "multipart/form-data; boundary=")
                        .status())
                .isEqualTo(400);
    }

    /** It is answered while the client waits, and the file that was never whole is given up. */
    @Test
    void aFormThatIsCutOffBeforeItsBoundaryIsRefused() {
        int before = WORLD.viewer.get("/imports?limit=100").items().size();
        String form = "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\n";
        for (String content : List.of("phone\n0612340400\n", "phone\n" + "0612340400\n".repeat(40_000), "")) {
            Answer answer = WORLD.organiser.call(
                    "POST", "/imports/form?" + EVIDENCE, form + content, "multipart/form-data; boundary=xx");
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("cut off");
        }
        assertThat(WORLD.viewer.get("/imports?limit=100").items()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "phone;name\n", "name\nAmina\n", "phone;phone\n1;2\n"})
    void aFileThatCannotBeReadIsRefusedWithTheReason(String csv) {
        Answer answer = upload(EVIDENCE, csv);
        assertThat(answer.status()).isEqualTo(202);
        JsonObject refused = awaited(answer.json().getLong("id"), "refused");
        assertThat(refused.getJsonObject("fault").getString("message")).isNotBlank();
        Answer commit = WORLD.organiser.post("/imports/" + refused.getLong("id") + "/commit", null);
        assertThat(commit.status()).isEqualTo(409);
        assertThat(commit.json().getString("detail")).contains("refused");
    }

    @ParameterizedTest
    @CsvSource({
        "kind=people, kind, contacts",
        "class=friend, class, member",
        "region=France, region, at most 2",
        "region=F1, region, country",
        "channel=pigeon, channel, configured",
        "source=Market, date, required",
        "date=2026-11-07, source, required",
        "source=M&date=yesterday, date, such as",
        "source=M&date=2999-01-01, date, future",
        "source=M&date=1812-01-01, date, 1989",
        "delimiter=x, delimiter, not known"
    })
    void aWrongQueryIsNamedAndNothingIsStored(String query, String field, String fault) {
        int before = WORLD.viewer.get("/imports?limit=100").items().size();
        assertThat(upload(query, "phone\n0612340400\n").fault(field)).contains(fault);
        assertThat(WORLD.viewer.get("/imports?limit=100").items()).hasSize(before);
    }

    @Test
    void aFileOfAnotherTypeIsRefused() {
        for (String type : List.of("application/json", "text/plain", "application/pdf")) {
            assertThat(WORLD.organiser
                            .call("POST", "/imports", "phone\n1\n", type)
                            .status())
                    .as(type)
                    .isEqualTo(415);
        }
    }

    @Test
    void aFileThatSaysItIsTooLargeIsRefusedUnread() throws IOException {
        java.net.URI address = WORLD.api.uri("/imports");
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/imports HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                            + "Authorization: Bearer " + WORLD.organiser.token()
                            + "\r\nContent-Length: 9999999999\r\n\r\nphone\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            String head = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(head).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void onlyWhoMayChangeThingsUploads() {
        assertThat(WORLD.viewer
                        .call("POST", "/imports", "phone\n1\n", "text/csv")
                        .status())
                .isEqualTo(403);
        assertThat(WORLD.api
                        .as("relais_wrong")
                        .call("POST", "/imports", "phone\n1\n", "text/csv")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aCheckedImportCanBeGivenUp() {
        long id = checked(EVIDENCE, "phone\n06 12 34 04 31\n");
        assertThat(WORLD.viewer.post("/imports/" + id + "/cancel", null).status())
                .isEqualTo(403);
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.post("/imports/" + id + "/cancel", null))
                        .getString("state"))
                .isEqualTo("cancelled");
        assertThat(WORLD.organiser.post("/imports/" + id + "/commit", null).status())
                .isEqualTo(409);
        assertThat(WORLD.organiser.post("/imports/" + id + "/cancel", null).status())
                .isEqualTo(409);
        assertThat(WORLD.viewer.get("/contacts?search=0612340431").items()).isEmpty();
    }

    @Test
    void anotherOrganisationsImportIsNotThere() {
        long id = checked(EVIDENCE, "phone\n06 12 34 04 41\n");
        assertThat(WORLD.stranger.get("/imports/" + id).status()).isEqualTo(404);
        assertThat(WORLD.stranger.get("/imports/" + id + "/refused").status()).isEqualTo(404);
        assertThat(WORLD.stranger.post("/imports/" + id + "/commit", null).status())
                .isEqualTo(404);
        assertThat(WORLD.stranger.post("/imports/" + id + "/cancel", null).status())
                .isEqualTo(404);
        assertThat(WORLD.stranger.get("/imports").items()).isEmpty();
        assertThat(WORLD.viewer.get("/imports/" + id).json().getString("state")).isEqualTo("checked");
        assertThat(WORLD.viewer.get("/imports/x").status()).isEqualTo(404);
        assertThat(WORLD.viewer.get("/imports/" + id + "?language=de").fault("language"))
                .contains("fr, en");
    }
}
