package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.contact.PhoneNumbers;
import org.relais.organisation.Role;
import org.relais.testing.ApiClient;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TableRows;

/**
 * A reader, who may not see addresses: every page that an owner finds by its links, every route of the API's document, and the
 * search, with people who are everywhere and write their numbers into everything.
 */
@NeedsDatabase
class ReaderTest {
    @RegisterExtension
    static final ApiWorld WORLD = OtherOrganisationTest.WORLD;

    private static final String WORDS =
            "Mon 06.98.76.54.32, ou @lea_martin_x, lea.martin@exemple.org, t.me/lea_m_privee";

    private static ConsoleClient owner;
    private static ConsoleClient reader;
    private static Set<String> secrets = new TreeSet<>();
    private static Set<String> pages = new TreeSet<>();

    @BeforeAll
    static void haveOneOfEverything() {
        OtherOrganisationTest.haveOneOfEverything();
        String phone = WORLD.onTelegram("Léa 06 11 22 33 55");
        WORLD.phones.writeAndWait(phone, WORDS);
        WORLD.eventually(() -> WORLD.count("inbound_message where text like '%98.76%'") == 1);
        owner = signIn(Role.OWNER);
        reader = signIn(Role.READER);
        PhoneNumbers numbers = new PhoneNumbers();
        WORLD.rows("select distinct identifier from address where length(identifier) > 4")
                .forEach(row -> {
                    String identifier = row.getString("identifier");
                    secrets.add(identifier);
                    secrets.add(numbers.readable(identifier));
                });
        secrets.addAll(
                List.of("06 12 34 05 01", "06 11 22 33 55", "98.76.54", "lea_martin_x", "lea.martin@", "lea_m_privee"));
        pages = ConsoleWalk.pages(owner);
    }

    private static ConsoleClient signIn(Role role) {
        return ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), role);
    }

    @Test
    void noPageShowsAnAddress() {
        Set<String> shownToOwners = new TreeSet<>();
        List<String> shown = new ArrayList<>();
        Set<Integer> answers = new TreeSet<>();
        for (String path : pages) {
            HttpResponse<String> page = reader.get(path);
            HttpResponse<String> ofOwner = owner.get(path);
            if (page.statusCode() != 403) {
                assertThat(page.statusCode()).as(path).isEqualTo(ofOwner.statusCode());
            }
            answers.add(page.statusCode());
            in(page.body()).forEach(secret -> shown.add(path + ": " + secret));
            shownToOwners.addAll(in(ofOwner.body()));
        }
        assertThat(shown).isEmpty();
        assertThat(reader.get("/contacts").body())
                .as("pictures are drawn for everybody")
                .contains("<path d=\"M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6z")
                .contains("••••");
        // It would prove nothing on pages that show none to anybody, or with doors that are all closed.
        assertThat(shownToOwners)
                .containsAll(List.of("06 11 22 33 55", "98.76.54", "lea_martin_x"))
                .hasSizeGreaterThan(8);
        assertThat(answers).contains(200, 403);
        assertThat(ConsoleWalk.kinds(pages))
                .contains(
                        "/contacts/0",
                        "/inbox/people/0",
                        "/broadcasts/0/people",
                        "/actions/0",
                        "/actions/0/list",
                        "/imports/0",
                        "/settings/people",
                        "/account")
                .hasSizeGreaterThan(40);
    }

    @Test
    void whatIsNobodysStays() {
        assertThat(reader.get("/settings").body()).contains("Regulation (EU) 2024/900");
        String mail = WORLD.rows("select email from organiser where role = 'reader'")
                .get(0)
                .getString("email");
        assertThat(reader.get("/account").body()).contains(mail);
        assertThat(reader.get("/settings/people").body()).doesNotContain(mail);
    }

    @Test
    void whatIsDownloadedIsNotGiven() {
        List<String> files = pages.stream()
                .filter(path -> path.matches(".*\\.(csv|pdf|json)|.*/media"))
                .toList();
        assertThat(ConsoleWalk.kinds(files)).hasSizeGreaterThan(9);
        assertThat(files)
                .allSatisfy(path ->
                        assertThat(reader.get(path).statusCode()).as(path).isEqualTo(403));
    }

    @Test
    void noAnswerOfTheApiHasAnAddress() {
        List<String> shown = new ArrayList<>();
        Set<String> shownToOwners = new TreeSet<>();
        Set<Integer> answers = new TreeSet<>();
        OtherOrganisationTest.operations()
                .filter(operation -> operation.method().equals("GET"))
                .filter(operation -> !operation.path().equals("/openapi.json"))
                .map(operation -> operation.hasIds() ? operation.address() : operation.path())
                .forEach(path -> {
                    ApiClient.Answer answer = WORLD.reader.get(path);
                    answers.add(answer.status());
                    in(answer.body()).forEach(secret -> shown.add(path + ": " + secret));
                    shownToOwners.addAll(in(WORLD.owner.get(path).body()));
                });
        assertThat(shown).isEmpty();
        assertThat(shownToOwners).hasSizeGreaterThan(5);
        assertThat(answers).contains(200, 403).doesNotContain(404, 500);
    }

    @Test
    void nothingIsChanged() {
        WORLD.reader.read("/contacts");
        TableRows before = TableRows.read(WORLD.service.pool());
        List<String> done = new ArrayList<>();
        OtherOrganisationTest.operations()
                .filter(operation ->
                        !operation.method().equals("GET") && !operation.path().equals("/audiences/count"))
                .forEach(operation -> {
                    String path = operation.hasIds() ? operation.address() : operation.path();
                    int status = WORLD.reader
                            .call(operation.method(), path, operation.body())
                            .status();
                    // What counts and shows how something will look changes nothing.
                    if (status != 403) {
                        done.add(operation.name() + ": " + status);
                    }
                });
        assertThat(done).isEmpty();
        assertThat(TableRows.read(WORLD.service.pool()).since(before))
                .filteredOn(line -> !line.startsWith("api_token "))
                .isEmpty();
    }

    @Test
    void nobodyIsFoundByAnAddress() {
        for (String secret : List.of("+33612340501", "06 12 34 05 01", "340501", "06 11 22 33 55", "0611")) {
            JsonObject found = WORLD.reader.read("/contacts?search=" + encoded(secret));
            assertThat(found.getJsonArray("items")).as(secret).isEmpty();
            assertThat(reader.get("/contacts?q=" + encoded(secret)).body())
                    .as(secret)
                    .doesNotContain("/console/contacts/");
            assertThat(reader.get("/inbox?q=" + encoded(secret)).body())
                    .as(secret)
                    .doesNotContain("Inès");
        }
        assertThat(WORLD.owner
                        .read("/contacts?search=" + encoded("06 12 34 05 01"))
                        .getJsonArray("items"))
                .hasSize(1);
        assertThat(WORLD.reader.read("/contacts?search=in").getJsonArray("items"))
                .isNotEmpty();
        assertThat(reader.get("/contacts").body())
                .contains("placeholder=\"Name\"")
                .doesNotContain("Name or number");
        WORLD.rows("select identifier from address").forEach(row -> assertThat(WORLD.reader
                        .read("/contacts?search=" + encoded(row.getString("identifier")))
                        .getJsonArray("items"))
                .isEmpty());
    }

    private static Set<String> in(String body) {
        return secrets.stream().filter(body::contains).collect(Collectors.toSet());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
