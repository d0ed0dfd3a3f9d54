package org.relais.bench;

import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.relais.bench.Report.Aim;
import org.relais.bench.measure.Durations;
import org.relais.bench.measure.Memory;
import org.relais.bench.measure.Processor;
import org.relais.console.ConsoleRoutes;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Organiser;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;

/**
 * The console's pages over contacts with five finished deliveries each: how long the service takes for them, asked by one
 * reader after another, how many rows and entries of indexes PostgreSQL reads for one, and how many bytes are sent.
 */
final class PagesScenario {
    private static final int BROADCASTS = 5;
    private static final int TIMES_PER_SLICE = 5;
    /** PostgreSQL's processes tell what they have read at most once a second. */
    private static final Duration COUNTED_AFTER = Duration.ofMillis(1_200);

    /** What takes long is asked for less often. */
    private static final int MOST_SECONDS = 5;

    private static final int FEWEST = 5;

    /** Tags of the oldest: of a fiftieth of all, and of fifty. */
    private static final String EARLY = "early";

    private static final String RARE = "rare";

    private static final int LIVE = 1_000;
    private static final int FEW_CONTACTS = 10_000;
    private static final Duration LOOKED_AT = Duration.ofSeconds(10);

    private static final double MOST_MEDIAN_MILLIS = 50;
    private static final double MOST_P95_MILLIS = 150;
    private static final double MOST_BYTES = 100_000;

    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final BenchStore store = new BenchStore();
    private final BenchPageStore shown = new BenchPageStore();
    private final BenchFixture fixture;
    private final Pool pool;
    private final String address;
    private final ScenarioSizes.Effort effort;
    private final Report report;

    private PagesScenario(BenchFixture fixture, ServiceProcess service, ScenarioSizes.Effort effort, Report report) {
        this.fixture = fixture;
        this.pool = service.pool();
        this.address = "http://localhost:" + service.port();
        this.effort = effort;
        this.report = report;
    }

    static void run(BenchFixture fixture, ScenarioSizes plan, Report report) throws Exception {
        int contacts = plan.sizes().contacts();
        ServiceProcess service = fixture.pages(plan.serviceOver(contacts));
        PagesScenario scenario = new PagesScenario(fixture, service, plan.effort(), report);
        scenario.measure(service, contacts);
    }

    private void measure(ServiceProcess service, int contacts) throws Exception {
        BroadcastLoad broadcasting = service.broadcasting();
        long organisation = broadcasting.organisation();
        Optional<BenchPageStore.Filled> found = shown.filled(pool, organisation).await();
        BenchPageStore.Filled filled = found.isPresent() ? found.get() : fill(broadcasting, organisation, contacts);
        report.add("pagesContacts", contacts);
        report.add("pagesDeliveries", filled.deliveries());
        long contact = store.contacts(pool, organisation, 0, 1).await().get(0);
        String session = session(organisation);
        Map<String, String> pages = pages(filled.broadcast(), filled.action(), contact);
        pages.put("Draft", "/broadcasts/" + filled.draft());
        pages.put("Compose", "/broadcasts/" + filled.draft() + "/edit");
        for (Map.Entry<String, String> page : pages.entrySet()) {
            measure(page.getKey(), page.getValue(), session);
        }
        live(service, session, contacts < FEW_CONTACTS ? 10 : LIVE);
    }

    private BenchPageStore.Filled fill(BroadcastLoad broadcasting, long organisation, int contacts)
            throws InterruptedException {
        long message = broadcasting.message(organisation);
        long broadcast = 0;
        long deliveries = 0;
        for (int each = 0; each < BROADCASTS; each++) {
            broadcast = store.broadcast(pool, organisation, message, "paused").await();
            deliveries += store.finished(pool, organisation, broadcast, message).await();
        }
        long action = shown.action(pool, organisation, broadcast, message).await();
        int written = shown.written(pool, organisation, contacts / 100 + 1).await();
        shown.tagOldest(pool, organisation, contacts / 50 + 1, EARLY).await();
        shown.tagOldest(pool, organisation, Math.min(50, contacts), RARE).await();
        store.vacuum(pool).await();
        Polling.until("the service has done with the new people", () -> !broadcasting.backlog());
        report.add("pagesMessages", written);
        long draft = shown.draft(pool, organisation, message).await();
        return new BenchPageStore.Filled(broadcast, draft, action, deliveries);
    }

    /** What it costs that so many look at the first page, which renews itself, while nothing happens. */
    private void live(ServiceProcess service, String session, int count) throws Exception {
        long before = service.memory().heap();
        long opened;
        try (LiveConnections connections =
                LiveConnections.open(service.port(), ConsoleRoutes.BASE + "/live", session, count)) {
            Memory open = service.memory();
            opened = open.heap();
            long own = Processor.of(service.pid());
            long postgres = fixture.postgresNanos();
            long from = System.nanoTime();
            Thread.sleep(Math.min(LOOKED_AT.toMillis(), 1 + effort.patience().toMillis()));
            double seconds = (System.nanoTime() - from) / 1e9;
            report.add("liveConnections", count);
            report.add("liveServiceMillisPerSecond", (Processor.of(service.pid()) - own) / 1e6 / seconds);
            report.add("livePostgresMillisPerSecond", (fixture.postgresNanos() - postgres) / 1e6 / seconds);
            report.add("liveResidentMib", open.resident());
            connections.drain();
        }
        Thread.sleep(COUNTED_AFTER.toMillis());
        report.add("liveHeapMib", opened - before);
        report.add("liveHeapLeftMib", service.memory().heap() - before);
    }

    private static Map<String, String> pages(long broadcast, long action, long contact) {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("Home", "");
        pages.put("Contacts", "/contacts");
        pages.put("ContactsOldest", "/contacts?sort=oldest");
        pages.put("SearchOneLetter", "/contacts?q=a");
        pages.put("SearchTwoLetters", "/contacts?q=qu");
        pages.put("SearchThreeLetters", "/contacts?q=ada");
        pages.put("SearchRare", "/contacts?q=qua+mar");
        pages.put("SearchNobody", "/contacts?q=zzz");
        pages.put("SearchDigits", "/contacts?q=4217");
        pages.put("ContactsEarly", "/contacts?tag=" + EARLY);
        pages.put("ContactsStopped", "/contacts?state=unsubscribed");
        pages.put("SearchEarly", "/contacts?q=ada&tag=" + EARLY);
        pages.put("SearchRareTag", "/contacts?q=ada&tag=" + RARE);
        pages.put("Contact", "/contacts/" + contact);
        pages.put("NewContact", "/contacts/new");
        pages.put("Imports", "/imports");
        pages.put("Audiences", "/audiences");
        pages.put("Broadcasts", "/broadcasts");
        pages.put("Broadcast", "/broadcasts/" + broadcast);
        pages.put("Funnel", "/broadcasts/" + broadcast + "/funnel");
        pages.put("Recipients", "/broadcasts/" + broadcast + "/people");
        pages.put("RecipientsFailed", "/broadcasts/" + broadcast + "/people?state=failed");
        pages.put("Actions", "/actions");
        pages.put("Action", "/actions/" + action);
        pages.put("ActionLive", "/actions/" + action + "/live");
        pages.put("Volunteers", "/actions/" + action + "/volunteers");
        pages.put("Inbox", "/inbox");
        pages.put("Messages", "/inbox/messages");
        pages.put("Thread", "/inbox/people/" + contact);
        pages.put("Senders", "/channels");
        pages.put("Templates", "/channels/templates");
        pages.put("Settings", "/settings");
        pages.put("People", "/settings/people");
        pages.put("Audit", "/settings/audit");
        pages.put("Spending", "/settings/spending");
        return pages;
    }

    private void measure(String name, String path, String session) throws Exception {
        int times = TIMES_PER_SLICE * effort.slices();
        int bytes = 0;
        long end = System.nanoTime() + MOST_SECONDS * 1_000_000_000L;
        for (int time = 0; time < 2 * effort.warming() && System.nanoTime() < end; time++) {
            bytes = page(path, session);
        }
        untilCounted();
        BenchPageStore.Reads before = shown.reads(pool).await();
        Durations durations = new Durations();
        end = System.nanoTime() + MOST_SECONDS * 1_000_000_000L;
        int asked = 0;
        for (; asked < times && (asked < FEWEST || System.nanoTime() < end); asked++) {
            long from = System.nanoTime();
            bytes = page(path, session);
            durations.add(System.nanoTime() - from);
        }
        untilCounted();
        BenchPageStore.Reads after = shown.reads(pool).await();
        double rows = (double) (after.rows() - before.rows()) / asked;
        double entries = (double) (after.entries() - before.entries()) / asked;
        report.add("page" + name + "Millis", durations.millis(0.5), Aim.atMost(MOST_MEDIAN_MILLIS));
        report.add("page" + name + "P95Millis", durations.millis(0.95), Aim.atMost(MOST_P95_MILLIS));
        report.add("page" + name + "Rows", rows);
        report.add("page" + name + "Entries", entries);
        report.add("page" + name + "Bytes", bytes, Aim.atMost(MOST_BYTES));
    }

    private void untilCounted() throws InterruptedException {
        if (!effort.patience().isZero()) {
            Thread.sleep(COUNTED_AFTER.toMillis());
        }
    }

    private int page(String path, String session) throws Exception {
        HttpResponse<byte[]> answer = client.send(
                request(ConsoleRoutes.BASE + path)
                        .header("Cookie", session)
                        .header("Accept-Encoding", "gzip")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " was answered " + answer.statusCode());
        }
        return answer.body().length;
    }

    /** Signs in by a link, as organisers do; the cookie. */
    private String session(long organisation) throws Exception {
        AccessStore access = new AccessStore(InstantSource.system());
        Organiser owner = access.saveOrganiser(pool, organisation, "bench@example.org", "Bench", Role.OWNER, "fr")
                .await();
        String secret = new Tokens(new SecureRandom()).create("");
        access.createSignInLink(pool, owner.id(), Tokens.hash(secret), Duration.ofHours(1))
                .await();
        HttpResponse<String> answer = client.send(
                request(ConsoleRoutes.signInLink("", secret))
                        .header("Origin", address)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return answer.headers()
                .firstValue("Set-Cookie")
                .map(cookie -> cookie.split(";", 2)[0])
                .orElseThrow(() -> new IllegalStateException("signing in was answered " + answer.statusCode()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofMinutes(1));
    }
}
