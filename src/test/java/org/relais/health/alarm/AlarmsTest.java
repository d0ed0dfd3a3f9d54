package org.relais.health.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.config.AddressRange;
import org.relais.config.MailSettings;
import org.relais.config.MailSettings.Tls;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.feed.Feed;
import org.relais.feed.FeedSequencer;
import org.relais.feed.webhook.WebhookClient;
import org.relais.feed.webhook.WebhookQueues;
import org.relais.feed.webhook.WebhookReceiver;
import org.relais.feed.webhook.WebhookReceivers;
import org.relais.feed.webhook.WebhookSecrets;
import org.relais.feed.webhook.WebhookService;
import org.relais.organisation.Actor;
import org.relais.testing.Await;
import org.relais.testing.Certificates;
import org.relais.testing.MailServer;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;
import org.relais.testing.TestOrganisation;

/** Owners are mailed once when an alarm begins and once when it ends, over a real mail server; programs are told by HTTP. */
@NeedsDatabase
class AlarmsTest {
    private static final String PASSWORD = "s3cr3t-of-the-mailbox";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path files;

    private final Vertx vertx = Vertx.vertx();
    private final Database database = CopiedDatabase.open(vertx, TestDatabase.fresh(), 4);
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-27T12:00:00Z"));

    @SuppressWarnings("NullAway.Init")
    private MailServer server;

    @SuppressWarnings("NullAway.Init")
    private TestOrganisation organisation;

    private long number;

    /** A message as it arrived. */
    private record Mail(String to, String subject, String text) {}

    @BeforeAll
    static void certificates() throws IOException {
        Certificates.make(files);
    }

    @BeforeEach
    void start() throws Exception {
        server = MailServer.start(files, Tls.STARTTLS, PASSWORD);
        organisation = TestOrganisation.create(this::sql, "asso");
        organiser("anne@example.org", "owner", "null");
        organiser("bob@example.org", "owner", "null");
        organiser("gone@example.org", "owner", "now()");
        organiser("carla@example.org", "organiser", "null");
        number = organisation.sender("whatsapp", "4242");
        sql("update sender set name = E'Numéro\\nBcc: x@example.org' returning id");
    }

    @AfterEach
    void close() {
        server.close();
        Await.result(database.close());
        Await.result(vertx.close());
    }

    private List<Long> sql(String statement) {
        return Await.result(
                database.pool().query(statement).execute().map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getLong(0))
                        .toList()));
    }

    private void organiser(String email, String role, String disabledAt) {
        sql(
                """
                insert into organiser (organisation_id, email, name, role, language, created_at, disabled_at)
                values (%d, '%s', 'O', '%s', 'en', now(), %s) returning id
                """
                        .formatted(organisation.id(), email, role, disabledAt));
    }

    private Alarms alarms() {
        MailSettings settings = new MailSettings(
                "localhost",
                server.port(),
                Tls.STARTTLS,
                files.resolve("ca.crt"),
                "ledger",
                PASSWORD,
                "relais@example.org");
        return new Alarms(vertx, database.pool(), settings, "https://relais.example.org", now::get);
    }

    /** Two nodes look and mail at the same time. */
    private void run() {
        Alarms one = alarms();
        Alarms other = alarms();
        Await.result(Future.all(one.note(), other.note()));
        Await.result(Future.all(one.mail(), other.mail()));
    }

    private void deaf(boolean deaf) {
        sql(
                deaf
                        ? """
                  insert into sender_health (sender_id, alarm, suspected_since, alarmed_since)
                  values (%d, '{"code": "webhook.elsewhere", "state": "failed",
                                "arguments": {"url": "https://thief.example/s3cr3t"}}', now(), now())
                  returning sender_id
                  """
                                .formatted(number)
                        : "delete from sender_health returning sender_id");
    }

    private List<Mail> mails() throws MessagingException, IOException {
        List<Mail> mails = new ArrayList<>();
        for (byte[] bytes : server.messages()) {
            MimeMessage message = new MimeMessage(null, new ByteArrayInputStream(bytes));
            mails.add(new Mail(
                    message.getAllRecipients()[0].toString(),
                    message.getSubject(),
                    String.valueOf(message.getContent()).replace("\r\n", "\n")));
        }
        return mails;
    }

    @Test
    void eachOwnerIsToldOnceWhenItBeginsAndOnceWhenItEnds() throws Exception {
        run();
        assertThat(server.messages()).isEmpty();
        deaf(true);
        run();
        run();
        assertThat(mails()).extracting(Mail::to).containsExactlyInAnyOrder("anne@example.org", "bob@example.org");
        assertThat(mails()).allSatisfy(mail -> {
            assertThat(mail.subject())
                    .isEqualTo("[Les Voisins] Numéro Bcc: x@example.org n’entend peut-être pas les stops");
            assertThat(mail.text())
                    .contains("La messagerie appelle une autre adresse", "27 novembre 2026")
                    .contains("https://relais.example.org/console/channels/" + number)
                    .doesNotContain("thief", "s3cr3t");
        });
        deaf(false);
        run();
        run();
        assertThat(mails()).hasSize(4);
        assertThat(mails().subList(2, 4))
                .allSatisfy(mail -> assertThat(mail.subject()).startsWith("[Les Voisins] Fini\u00a0: "));
        assertThat(new String(server.messages().get(0), StandardCharsets.UTF_8)).doesNotContain(PASSWORD);
        // The next one is another alarm.
        deaf(true);
        run();
        assertThat(mails()).hasSize(6);
    }

    @Test
    void qualityTemplatesAndTheCeilingAlarmInTheOrganisationsLanguage() throws Exception {
        sql("update organisation set language = 'en' returning id");
        sql(
                """
                insert into sender_check (sender_id, name, checked_at, results)
                values (%d, 'number', now(), '[{"code": "quality.red", "state": "failed", "arguments": {}}]')
                returning sender_id
                """
                        .formatted(number));
        sql(
                """
                insert into sender_template (organisation_id, sender_id, name, language, external_id, category, status,
                                             quality, content)
                values (%1$d, %2$d, 'hello', 'fr', '1', 'utility', 'paused', 'red', '{}'),
                       (%1$d, %2$d, 'old', 'fr', '2', 'utility', 'disabled', 'red', '{}')
                returning sender_id
                """
                        .formatted(organisation.id(), number));
        sql("insert into spending (organisation_id, ceiling) values (%d, 0) returning organisation_id"
                .formatted(organisation.id()));
        run();
        assertThat(mails())
                .extracting(Mail::subject)
                .containsOnly(
                        "[Les Voisins] The quality of Numéro Bcc: x@example.org is low",
                        "[Les Voisins] The template hello (fr) of Numéro Bcc: x@example.org is paused",
                        "[Les Voisins] The monthly ceiling is reached")
                .hasSize(6);
        // What was switched off after a pause is not over; what was raised is.
        sql("update sender_template set status = 'disabled' returning sender_id");
        sql("update spending set ceiling = 5 returning organisation_id");
        run();
        assertThat(mails().subList(6, mails().size()))
                .extracting(Mail::subject)
                .containsExactly(
                        "[Les Voisins] Over: The monthly ceiling is reached",
                        "[Les Voisins] Over: The monthly ceiling is reached");
    }

    @Test
    void aServerThatRefusesIsTriedAgainWithAnEnd() throws Exception {
        server.answer(451);
        deaf(true);
        run();
        int attempts = attempts();
        assertThat(attempts).isBetween(1, 2);
        run();
        assertThat(attempts()).as("only one not tried yet, none again at once").isLessThanOrEqualTo(2);
        for (int at = 0; at < 60; at++) {
            now.updateAndGet(before -> before.plus(Duration.ofHours(3)));
            run();
        }
        assertThat(attempts()).isEqualTo(2 * AlarmStore.ATTEMPTS);
        server.answer(250);
        run();
        assertThat(mails()).isEmpty();
        deaf(false);
        run();
        assertThat(mails()).as("nobody heard that it began").isEmpty();
    }

    @Test
    void whatWasOverBeforeItCouldBeToldIsNoNews() throws Exception {
        server.answer(451);
        deaf(true);
        run();
        deaf(false);
        run();
        server.answer(250);
        now.updateAndGet(before -> before.plus(Duration.ofHours(3)));
        run();
        assertThat(mails()).isEmpty();
    }

    @Test
    void aServerThatTakesThemLaterGetsThemOnce() throws Exception {
        server.answer(451);
        deaf(true);
        run();
        server.answer(250);
        now.updateAndGet(before -> before.plus(Duration.ofHours(3)));
        run();
        run();
        assertThat(mails()).extracting(Mail::to).containsExactlyInAnyOrder("anne@example.org", "bob@example.org");
    }

    @Test
    void anOddCodeAlarmsAsAnyOther() throws Exception {
        deaf(true);
        sql("update sender_health set alarm = '{\"code\": \"Wrong-code 2\"}' returning sender_id");
        run();
        assertThat(mails()).extracting(Mail::to).containsExactlyInAnyOrder("anne@example.org", "bob@example.org");
        assertThat(mails()).allSatisfy(mail -> assertThat(mail.text()).contains("La console dit"));
    }

    @Test
    void aBroadcastThatStandsAtTheCeilingAlarmsBeforeAllIsSpent() throws Exception {
        sql("insert into spending (organisation_id, ceiling) values (%d, 5) returning organisation_id"
                .formatted(organisation.id()));
        long broadcast = organisation.broadcast(organisation.message());
        run();
        assertThat(server.messages()).isEmpty();
        assertThat(sql("select pause_at_ceiling(%d, %d)".formatted(organisation.id(), broadcast)))
                .containsExactly(1L);
        run();
        assertThat(mails()).hasSize(2).allSatisfy(mail -> assertThat(mail.subject())
                .contains("plafond"));
        sql("update broadcast set state = 'sending', state_reason = null returning id");
        run();
        assertThat(mails()).hasSize(4);
    }

    private int attempts() {
        return sql("select sum(attempts) from alarm_mail").get(0).intValue();
    }

    @Test
    void aProgramIsToldByWebhookWithoutAnyMailServer() {
        try (WebhookReceiver program = new WebhookReceiver()) {
            WebhookSecrets secrets = new WebhookSecrets(new byte[32]);
            Actor owner = Actor.command(organisation.id());
            Await.result(new WebhookService(database.pool(), secrets, now::get)
                    .create(owner, program.address(), List.of("alarm", "alarm_over")));
            FeedSequencer sequencer = new FeedSequencer(database.pool(), now::get);
            WebhookQueues queues = new WebhookQueues(
                    database.pool(),
                    new Feed(vertx, database.pool(), sequencer, Feed.SELDOM),
                    new WebhookClient(
                            vertx,
                            new WebhookReceivers(
                                    vertx,
                                    List.of(AddressRange.parse("127.0.0.0/8").orElseThrow()))),
                    secrets,
                    now::get);
            Alarms alarms = new Alarms(vertx, database.pool(), null, "https://relais.example.org", now::get);
            deaf(true);
            Await.result(alarms.note());
            Await.result(alarms.mail());
            Await.result(queues.run());
            deaf(false);
            Await.result(alarms.note());
            Await.result(queues.run());
            assertThat(program.events())
                    .extracting(event -> event.getString("kind"))
                    .containsExactly("alarm", "alarm_over");
            JsonObject told = program.events().get(0);
            assertThat(told.getValue("contactId")).isNull();
            assertThat(told.getJsonObject("detail"))
                    .isEqualTo(new JsonObject()
                            .put("alarmId", told.getJsonObject("detail").getLong("alarmId"))
                            .put("about", "sender")
                            .put("code", "webhook.elsewhere")
                            .put("senderId", number));
        }
        assertThat(attemptsAtAll()).isZero();
    }

    private int attemptsAtAll() {
        return sql("select count(*) from alarm_mail").get(0).intValue();
    }
}
