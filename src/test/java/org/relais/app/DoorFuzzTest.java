package org.relais.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.channel.CodeMutation;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;
import org.relais.share.ShareLink;
import org.relais.testing.Await;
import org.relais.testing.LogLines;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.Seeds;
import org.relais.testing.ServiceFixture;

/**
 * Everything that opens a door by being known, damaged: API tokens, sessions, links to sign in, codes of public pages. Over
 * sockets, since a client of HTTP would refuse to send most of it. Nobody is let in, and all are told the same.
 */
@NeedsDatabase
class DoorFuzzTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static final int TRIES = 60;
    private static final String MADE_UP = "made-up-by-nobody-0123456789";
    private static final String OF_THE_CONSOLE = "Origin: %s\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 0\r\n";
    private static final Pattern COOKIE = Pattern.compile("(?i)\r\nset-cookie: relais-session=([^;]+);");

    @RegisterExtension
    private final LogLines log = new LogLines();

    /** @param head with the code in it, without the last empty line */
    private record Door(String code, UnaryOperator<String> head, int refused) {}

    private record Answer(int status, String head, String body) {}

    @Test
    void noDamagedTokenIsAnybodys() {
        String token = WORLD.service.token(WORLD.service.organisationId(), Role.OWNER);
        UnaryOperator<String> head =
                code -> "GET /api/v1/organisation HTTP/1.1\r\nAuthorization: Bearer " + code + "\r\n";
        assertThat(answer(head.apply(token)).status()).isEqualTo(200);
        nobodyIsLetIn(new Door(token, head, 401));
        for (String odd : List.of(
                "",
                "Bearer",
                "Bearer ",
                "Basic " + token,
                token,
                "Bearer\u00a0" + token,
                "Bearer " + token + ", Bearer x")) {
            assertThat(answer("GET /api/v1/organisation HTTP/1.1\r\nAuthorization: " + odd + "\r\n"))
                    .as(odd)
                    .extracting(Answer::status, Answer::body)
                    .containsExactly(401, answer(head.apply(MADE_UP)).body());
        }
    }

    @Test
    void noDamagedSessionIsAnybodys() {
        Answer signedIn = answer("POST /sign-in/" + link() + " HTTP/1.1\r\n" + ofTheConsole());
        Matcher cookie = COOKIE.matcher(signedIn.head());
        assertThat(cookie.find()).as(signedIn.head()).isTrue();
        UnaryOperator<String> head = code -> "GET /console/account HTTP/1.1\r\nCookie: relais-session=" + code + "\r\n";
        assertThat(answer(head.apply(cookie.group(1))).status()).isEqualTo(200);
        nobodyIsLetIn(
                new Door(cookie.group(1), head, answer(head.apply(MADE_UP)).status()));
    }

    @Test
    void noDamagedLinkSignsAnybodyIn() {
        String link = link();
        long sessions = WORLD.count("console_session");
        nobodyIsLetIn(new Door(link, code -> "GET /sign-in/" + code + " HTTP/1.1\r\n", 410));
        nobodyIsLetIn(new Door(link, code -> "POST /sign-in/" + code + " HTTP/1.1\r\n" + ofTheConsole(), 410));
        nobodyIsLetIn(new Door(link, code -> "GET /invitation/" + code + " HTTP/1.1\r\n", 410));
        nobodyIsLetIn(new Door(link, code -> "POST /invitation/" + code + " HTTP/1.1\r\n" + ofTheConsole(), 410));
        assertThat(WORLD.count("console_session")).isEqualTo(sessions);
        assertThat(answer("GET /sign-in/" + link + " HTTP/1.1\r\n").status())
                .as("is spent by nobody's attempts")
                .isEqualTo(200);
    }

    @Test
    void noDamagedCodeOpensAPageOrStopsAnybody() {
        WORLD.onTelegram("Ana");
        long contact = WORLD.contact("Ana");
        String page = URI.create(WORLD.service.unsubscribePage(contact)).getPath();
        assertThat(answer("GET " + page + " HTTP/1.1\r\n").status()).isEqualTo(200);
        String unsubscribe = page.substring(page.lastIndexOf('/') + 1);
        String share = WORLD.service
                .shareCodes()
                .code(new ShareLink(
                        WORLD.rows("select min(id) from message").get(0).getLong(0), contact));
        for (String place : List.of("/u/", "/s/", "/m/", "/n/", "/e/", "/a/")) {
            String code = place.equals("/u/") ? unsubscribe : share;
            nobodyIsLetIn(new Door(code, one -> "GET " + place + one + " HTTP/1.1\r\n", 404));
        }
        nobodyIsLetIn(new Door(unsubscribe, one -> "POST /u/" + one + " HTTP/1.1\r\nContent-Length: 0\r\n", 404));
        assertThat(WORLD.count("consent where state = 'unsubscribed'")).isZero();
    }

    /** Each damaged code is answered as one that somebody made up, or as what is no request. */
    private void nobodyIsLetIn(Door door) {
        boolean inPath = door.head().apply("CODE").contains("/CODE ");
        Answer refusal = answer(door.head().apply(MADE_UP));
        assertThat(refusal.status()).isEqualTo(door.refused());
        Seeds.each(TRIES, seed -> {
            String damaged = new CodeMutation(seed).damaged(door.code());
            // A space around it belongs to the header, and a cookie ends where the next begins.
            if (damaged.split("[;,]", 2)[0].strip().equals(door.code())) {
                return;
            }
            String sent = inPath && seed % 3 != 0 ? URLEncoder.encode(damaged, StandardCharsets.UTF_8) : damaged;
            Answer answer = answer(door.head().apply(sent)
                    // Whoever tries so often from one place has to wait, which is tested elsewhere.
                    + "X-Forwarded-For: 198.18." + seed % 250 + "." + seed / 250 % 250 + "\r\n");
            if (answer.status() != 400 && answer.status() != 414 && answer.status() != 431) {
                assertThat(answer.status()).as(answer.body()).isEqualTo(door.refused());
                assertThat(withoutWayBack(answer)).isEqualTo(withoutWayBack(refusal));
            }
            assertThat(answer.head()).doesNotContainPattern(COOKIE);
            assertThat(answer.head() + answer.body()).doesNotContain("Exception", "\tat ", "org.relais", "io.vertx");
        });
        assertThat(log.all())
                .filteredOn(line ->
                        line.getThrowableProxy() != null || line.getLevel().isGreaterOrEqual(Level.ERROR))
                .isEmpty();
        assertThat(log.all()).noneMatch(line -> line.getFormattedMessage().contains(door.code()));
    }

    /** The switch of language leads back to the page, whatever it is called; it may not get out of its quotes. */
    private static String withoutWayBack(Answer answer) {
        return answer.body().replaceAll("name=\"back\" value=\"[^\"<>]*\"", "");
    }

    private static String ofTheConsole() {
        return OF_THE_CONSOLE.formatted(WORLD.service.address());
    }

    private static String link() {
        String link = new Tokens(new SecureRandom()).create("");
        AccessStore access = new AccessStore(InstantSource.system());
        Await.result(access.saveOrganiser(
                        WORLD.service.pool(),
                        WORLD.service.organisationId(),
                        "ana@example.org",
                        "Ana",
                        Role.OWNER,
                        "en")
                .compose(organiser -> access.createSignInLink(
                        WORLD.service.pool(), organiser.id(), Tokens.hash(link), Duration.ofHours(1))));
        return link;
    }

    /** What comes back until the service closes the connection. */
    private static Answer answer(String head) {
        URI address = URI.create(WORLD.service.address());
        try (Socket socket = new Socket("127.0.0.1", address.getPort())) {
            socket.setSoTimeout((int) Await.BOUND.toMillis());
            socket.getOutputStream()
                    .write((head + "Host: " + address.getAuthority() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String[] parts = all.split("\r\n\r\n", 2);
            return new Answer(Integer.parseInt(parts[0].split(" ", 3)[1]), parts[0], parts.length > 1 ? parts[1] : "");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
