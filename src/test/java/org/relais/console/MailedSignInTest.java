package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.config.MailSettings;
import org.relais.config.MailSettings.Tls;
import org.relais.organisation.AccessExpiry;
import org.relais.organisation.Actor;
import org.relais.organisation.InvitationService;
import org.relais.organisation.Role;
import org.relais.organisation.SignInMail;
import org.relais.testing.Await;
import org.relais.testing.Certificates;
import org.relais.testing.MailServer;
import org.relais.testing.NeedsDatabase;

/** The way back in without a shell: a link by mail, which tells nobody who is known. */
@NeedsDatabase
class MailedSignInTest {
    private static final Pattern LINK =
            Pattern.compile("http://console\\.example\\.org(/(?:sign-in|invitation)/[A-Za-z0-9_-]+)");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path files;

    private MailServer server;
    private ConsoleSite site;

    @BeforeAll
    static void certificates() throws IOException {
        Certificates.make(files);
    }

    @BeforeEach
    void open() throws Exception {
        server = MailServer.start(files, Tls.NONE, "");
        site = ConsoleSite.open(
                new MailSettings("localhost", server.port(), Tls.NONE, null, null, null, "relais@example.org"),
                it -> List.of(it.home(), it.account()));
    }

    @AfterEach
    void close() {
        site.close();
        server.close();
    }

    private HttpResponse<String> ask(String email) {
        return site.stranger()
                .send(site.request("/sign-in")
                        .header("Origin", site.url(""))
                        .header("Accept-Language", "en")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("email=" + email.replace("@", "%40"))));
    }

    private MimeMessage mail(int at) {
        List<byte[]> mails = Await.found("a mail came", server::messages, taken -> taken.size() > at);
        try {
            return new MimeMessage(null, new ByteArrayInputStream(mails.get(at)));
        } catch (Exception unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static String link(MimeMessage mail) throws Exception {
        Matcher link = LINK.matcher(String.valueOf(mail.getContent()));
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    private long links() {
        return site.rows("select from sign_in_link where mailed_at is not null").size();
    }

    @Test
    void whoIsSignedInSendsThemselfALinkToSignInAgain() throws Exception {
        ConsoleSite.Reader ana = site.signIn(Role.OWNER, "en");
        HttpResponse<String> asked = ana.post("/console/account/link");
        assertThat(asked.headers().firstValue("location")).hasValue("/console/account");
        assertThat(ana.get("/console/account").body()).contains("on its way to owner-en@example.org");
        MimeMessage mail = mail(0);
        assertThat(mail.getAllRecipients()[0]).hasToString("owner-en@example.org");
        assertThat(ana.press(link(mail)).statusCode()).isEqualTo(303);
    }

    @Test
    void aLinkComesByMailAndOpensAnyBrowserOnce() throws Exception {
        site.link(site.organisation, Role.OWNER, "en");
        assertThat(site.stranger().get("/console").body()).contains("action=\"/sign-in\"");
        assertThat(ask("OWNER-en@example.org").statusCode()).isEqualTo(200);
        MimeMessage mail = mail(0);
        assertThat(mail.getSubject()).isEqualTo("Your link to sign in – Les Amis du quartier");
        assertThat(mail.getAllRecipients()[0]).hasToString("owner-en@example.org");
        ConsoleSite.Reader reader = site.stranger();
        assertThat(reader.get(link(mail)).statusCode()).isEqualTo(200);
        assertThat(reader.press(link(mail)).statusCode()).isEqualTo(303);
        assertThat(reader.get("/console").body()).contains("Hello Ana");
        assertThat(site.stranger().press(link(mail)).statusCode()).isEqualTo(410);
        assertThat(site.rows("select actor, action, detail::text as detail from audit_event order by id"))
                .extracting(row -> row.getString("actor").replaceAll("[0-9]+", "#") + " " + row.getString("action")
                        + row.getString("detail"))
                .containsExactly("sign-in organiser.mail{}", "organiser:# console.sign-in{}");
    }

    @Test
    void aMailedLinkEndsAfterAQuarterOfAnHour() throws Exception {
        site.link(site.organisation, Role.OWNER, "en");
        ask("owner-en@example.org");
        String link = link(mail(0));
        site.now.set(ConsoleSite.START.plus(Duration.ofMinutes(15)));
        assertThat(site.stranger().press(link).statusCode()).isEqualTo(410);
    }

    /** Nothing in the answer says whether an address is known; who was removed is as unknown as a stranger. */
    @Test
    void theAnswerIsTheSameForEveryAddress() {
        site.link(site.organisation, Role.OWNER, "en");
        site.link(site.organisation, Role.ORGANISER, "en");
        site.rows("update organiser set disabled_at = created_at where role = 'organiser'");
        String known = ask("owner-en@example.org").body();
        assertThat(ask("nobody@example.org").body()).isEqualTo(known);
        assertThat(ask("organiser-en@example.org").body()).isEqualTo(known);
        assertThat(mail(0)).isNotNull();
        assertThat(links()).isEqualTo(1);
    }

    @Test
    void anAccountGetsThreeLinksAtATimeHoweverManyAskAtOnce() {
        site.link(site.organisation, Role.OWNER, "en");
        site.link(site.other, Role.OWNER, "en");
        for (int round = 1; round <= 2; round++) {
            List<Future<Void>> asked = Stream.generate(() -> site.signInMail.request("owner-en@example.org"))
                    .limit(6)
                    .toList();
            Await.result(Future.all(asked));
            assertThat(server.messages()).as("of both organisations").hasSize(round * 6);
            assertThat(links()).isEqualTo(round * 6L);
            site.now.set(site.now.get().plus(Duration.ofMinutes(16)));
        }
    }

    @Test
    void aDayHasTenLinksAndWhatIsOverGoesWhenItCountsNoMore() {
        site.link(site.organisation, Role.OWNER, "en");
        for (int round = 1; round <= 6; round++) {
            for (int again = 0; again < 3; again++) {
                Await.result(site.signInMail.request("owner-en@example.org"));
            }
            site.now.set(site.now.get().plus(SignInMail.VALIDITY));
            Await.result(new AccessExpiry(site.pool(), site.clock).prune());
        }
        assertThat(server.messages()).hasSize(10);
        site.now.set(ConsoleSite.START.plus(Duration.ofDays(2)));
        Await.result(new AccessExpiry(site.pool(), site.clock).prune());
        assertThat(site.rows("select from sign_in_link")).isEmpty();
        Await.result(site.signInMail.request("owner-en@example.org"));
        assertThat(server.messages()).hasSize(11);
    }

    @Test
    void anInvitationIsMailedAndItsLinkLetsItsPersonIn() throws Exception {
        InvitationService.Draft draft = new InvitationService.Draft("noe@example.org", "Noé", Role.VIEWER, "en");
        assertThat(Await.result(site.invitations.invite(Actor.command(site.organisation.id()), draft, true)))
                .isInstanceOfSatisfying(InvitationService.Issued.class, issued -> assertThat(issued.mailed())
                        .isTrue());
        MimeMessage mail = mail(0);
        assertThat(mail.getAllRecipients()[0]).hasToString("noe@example.org");
        ConsoleSite.Reader noe = site.stranger();
        String link = link(mail);
        assertThat(noe.get(link).body()).contains("Les Amis du quartier", "noe@example.org");
        assertThat(noe.press(link).statusCode()).isEqualTo(303);
        assertThat(noe.get("/console").body())
                .as("in the language of the page on which it was accepted")
                .contains("Bonjour Noé");
    }

    /** Mail that is not taken costs nobody anything but the link. */
    @Test
    void aServerThatTakesNothingIsNotSeen() {
        site.link(site.organisation, Role.OWNER, "en");
        server.answer(451);
        Await.result(site.signInMail.request("owner-en@example.org"));
        assertThat(server.messages()).isEmpty();
        server.answer(250);
        Await.result(site.signInMail.request("owner-en@example.org"));
        assertThat(server.messages()).hasSize(1);
    }

    @Test
    void whoAsksTooOftenFromOneAddressWaits() {
        HttpResponse<String> answer = ask("nobody@example.org");
        for (int again = 0; again < 30 && answer.statusCode() == 200; again++) {
            answer = ask("nobody@example.org");
        }
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("Too many requests");
    }

    @Test
    void anotherSitesPageCantAskAndNonsenseIsNoAddress() {
        assertThat(ask("nonsense").statusCode()).isEqualTo(422);
        assertThat(site.stranger()
                        .send(site.request("/sign-in")
                                .header("Origin", "https://evil.example")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("email=a%40b.c")))
                        .statusCode())
                .isEqualTo(403);
    }
}
