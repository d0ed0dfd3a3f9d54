package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.OAuth2HttpResponseKt;
import no.nav.security.mock.oauth2.http.OAuth2HttpRouterKt;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.config.OpenIdSettings;
import org.relais.organisation.Actor;
import org.relais.organisation.InvitationService;
import org.relais.organisation.InvitationService.Draft;
import org.relais.organisation.Role;
import org.relais.testing.Await;
import org.relais.testing.Http;
import org.relais.testing.NeedsDatabase;
import org.slf4j.LoggerFactory;

/** Sign-in by a provider of OpenID Connect, a server of its own that signs what it says, over HTTP. */
@NeedsDatabase
class OpenIdSignInTest {
    /** The provider's word for this realm; its keys are named so. */
    private static final String REALM = "asso";

    private static final String ANA = "organiser-en@example.org";

    private ConsoleSite site;

    /** What the provider gives out as its keys; null: its own. */
    private final AtomicReference<@Nullable JWKSet> otherKeys = new AtomicReference<>();

    private final MockOAuth2Server provider = new MockOAuth2Server(
            new OAuth2Config(false, null, null, false, new OAuth2TokenProvider(this::now)),
            OAuth2HttpRouterKt.get("/" + REALM + "/jwks", request -> OAuth2HttpResponseKt.json(keys().toString())));
    private final HttpClient browser =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    @BeforeEach
    void open() {
        provider.start();
        OpenIdSettings settings = new OpenIdSettings(
                provider.issuerUrl(REALM).toString(), "relais", "secret", "Example", List.of("example.org"));
        site = ConsoleSite.open(settings, it -> List.of(it.home()));
        site.link(site.organisation, Role.ORGANISER, "en");
    }

    @AfterEach
    void close() {
        site.close();
        stop();
    }

    /** Nothing listens from then on; that some of its threads may take longer to end is no matter. */
    private void stop() {
        try {
            provider.shutdown();
        } catch (Exception slow) {
            LoggerFactory.getLogger(OpenIdSignInTest.class).debug("it ends later: {}", slow.getMessage());
        }
    }

    private Instant now() {
        return site.now.get();
    }

    private JWKSet keys() {
        JWKSet other = otherKeys.get();
        return other == null ? provider.getConfig().getTokenProvider().publicJwkSet(REALM) : other;
    }

    private static Map<String, Object> verified(String email) {
        return Map.of("email", email, "email_verified", true);
    }

    /** What the provider says of whoever comes next, for so many seconds. */
    private void says(Map<String, Object> claims, long seconds) {
        provider.enqueueCallback(new DefaultOAuth2TokenCallback(REALM, "7", "JWT", List.of("relais"), claims, seconds));
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("location").orElseThrow(() -> new AssertionError(answer.body()));
    }

    private HttpResponse<String> get(ConsoleSite.Reader reader, String path) {
        return reader.send(site.request(path).header("Accept-Language", "en").GET());
    }

    /** The way to the provider and through it, up to the address that it sends the browser back to. */
    private String through(ConsoleSite.Reader reader) {
        HttpResponse<String> begun = get(reader, "/open-id");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(303);
        assertThat(location(begun))
                .startsWith(provider.authorizationEndpointUrl(REALM) + "?response_type=code&client_id=relais&")
                .contains("&code_challenge_method=S256", "&nonce=", "&state=", "&scope=openid+email");
        HttpResponse<String> sent = Http.send(
                browser,
                HttpRequest.newBuilder(URI.create(location(begun)))
                        .timeout(Await.BOUND)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        URI back = URI.create(location(sent));
        assertThat(back.getAuthority()).isEqualTo("console.example.org");
        return back.getPath() + "?" + back.getRawQuery();
    }

    private HttpResponse<String> signIn(ConsoleSite.Reader reader, Map<String, Object> claims) {
        says(claims, 300);
        return get(reader, through(reader));
    }

    private void refused(HttpResponse<String> answer, String words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains(words);
        assertThat(answer.headers().allValues("set-cookie").toString()).doesNotContain("relais-session");
        assertThat(site.rows("select from console_session")).isEmpty();
    }

    @Test
    void whoMayEnterIsLetInByTheAddressThatTheProviderVouchesFor() {
        ConsoleSite.Reader reader = site.stranger();
        assertThat(reader.get("/console").body()).contains("href=\"/open-id\"", "Example");
        HttpResponse<String> in = signIn(reader, verified("Organiser-EN@example.org"));
        assertThat(in.statusCode()).as(in.body()).isEqualTo(303);
        assertThat(location(in)).isEqualTo("/console");
        assertThat(in.headers().allValues("set-cookie").toString())
                .contains("relais-session=", "HTTPOnly", "Path=/console");
        assertThat(reader.get("/console").statusCode()).isEqualTo(200);
        assertThat(
                        site.rows(
                                "select from audit_event where action = 'console.sign-in' and detail = '{\"by\": \"open-id\"}'"))
                .hasSize(1);
    }

    @Test
    void anAnswerIsGoodOnceForOneBrowserAndInTime() {
        ConsoleSite.Reader reader = site.stranger();
        says(verified(ANA), 300);
        String back = through(reader);
        String cookie = reader.cookie("relais-open-id");
        refused(get(site.stranger(), back), "took too long");
        ConsoleSite.Reader other = site.stranger();
        says(verified(ANA), 300);
        through(other);
        refused(get(other, back), "took too long");
        assertThat(get(reader, back).statusCode()).isEqualTo(303);
        assertThat(site.rows("select from console_session")).hasSize(1);
        HttpResponse<String> again = get(reader, back);
        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(again.body()).as("its cookie is gone").contains("took too long");
        HttpResponse<String> stolen = site.stranger()
                .send(site.request(back)
                        .header("Cookie", "relais-open-id=" + cookie)
                        .GET());
        assertThat(stolen.statusCode())
                .as("the code is spent, by the provider's word: %s", stolen.body())
                .isEqualTo(403);
        assertThat(site.rows("select from console_session")).hasSize(1);
        ConsoleSite.Reader slow = site.stranger();
        says(verified(ANA), 3_600);
        String late = through(slow);
        site.now.updateAndGet(now -> now.plus(Duration.ofMinutes(10)));
        assertThat(get(slow, late).body()).contains("took too long");
        assertThat(site.rows("select from console_session")).hasSize(1);
    }

    @Test
    void aSignatureByAnotherKeyIsRefusedAndKeysThatWereChangedAreAskedFor() throws JOSEException {
        otherKeys.set(new JWKSet(new RSAKeyGenerator(2048).keyID(REALM).generate()));
        refused(signIn(site.stranger(), verified(ANA)), "could not be verified");
        otherKeys.set(null);
        refused(signIn(site.stranger(), verified(ANA)), "could not be verified");
        site.now.updateAndGet(now -> now.plus(Duration.ofMinutes(2)));
        assertThat(signIn(site.stranger(), verified(ANA)).statusCode()).isEqualTo(303);
    }

    @Test
    void whatTheProviderSaysIsForUsOfNowAndOfThisSignIn() {
        refused(
                signIn(site.stranger(), Map.of("email", ANA, "email_verified", true, "aud", "another")),
                "could not be verified");
        refused(
                signIn(site.stranger(), Map.of("email", ANA, "email_verified", true, "nonce", "another")),
                "could not be verified");
        refused(
                signIn(site.stranger(), Map.of("email", ANA, "email_verified", true, "iss", "https://evil.example")),
                "could not be verified");
        ConsoleSite.Reader late = site.stranger();
        says(verified(ANA), -120);
        refused(get(late, through(late)), "could not be verified");
    }

    @Test
    void onlyAnAddressThatIsVerifiedAndOfADomainThatMaySignInCounts() {
        refused(signIn(site.stranger(), Map.of("email", ANA, "email_verified", false)), "that it has verified");
        refused(signIn(site.stranger(), Map.of("email", ANA)), "that it has verified");
        refused(signIn(site.stranger(), verified("ana@evil.example")), "has access here");
        refused(signIn(site.stranger(), verified("nobody@example.org")), "has access here");
        assertThat(site.rows("select from organiser")).as("nobody was made one").hasSize(1);
    }

    @Test
    void whoIsInvitedIsMadeAnOrganiserOnceAndWhoIsRemovedIsNot() {
        Draft draft = new Draft("new@example.org", "New", Role.VIEWER, "en");
        assertThat(Await.result(site.invitations.invite(Actor.command(site.organisation.id()), draft, false)))
                .isInstanceOf(InvitationService.Issued.class);
        ConsoleSite.Reader reader = site.stranger();
        HttpResponse<String> asked = signIn(reader, verified("new@example.org"));
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(200);
        assertThat(site.rows("select from console_session"))
                .as("nobody is a member unasked")
                .isEmpty();
        assertThat(site.rows("select from organiser where email = 'new@example.org'"))
                .isEmpty();
        assertThat(accept(site.stranger(), asked).statusCode())
                .as("in no other browser")
                .isEqualTo(403);
        HttpResponse<String> accepted = accept(reader, asked);
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(303);
        assertThat(location(accepted)).isEqualTo("/console/account");
        assertThat(site.rows("select from organiser where email = 'new@example.org' and role = 'viewer'"))
                .hasSize(1);
        assertThat(site.rows("select from audit_event where action = 'invitation.accept'"))
                .hasSize(1);
        site.rows("update organiser set disabled_at = now() where email = 'new@example.org'");
        refused(signIn(site.stranger(), verified("new@example.org")), "has access here");
    }

    /** Presses the button of the first invitation that a choice shows. */
    private static HttpResponse<String> accept(ConsoleSite.Reader reader, HttpResponse<String> choice) {
        return reader.post(
                "/open-id/invitation", "invitation", hidden(choice, "invitation"), "proof", hidden(choice, "proof"));
    }

    private static String hidden(HttpResponse<String> page, String name) {
        Matcher field =
                Pattern.compile("name=\"" + name + "\" value=\"([^\"]+)\"").matcher(page.body());
        assertThat(field.find()).as(page.body()).isTrue();
        return field.group(1);
    }

    @Test
    void whoMayEnterOneAndIsInvitedToAnotherIsAskedAndNotMovedThere() {
        Draft draft = new Draft(ANA, "Ana", Role.OWNER, "en");
        assertThat(Await.result(site.invitations.invite(Actor.command(site.other.id()), draft, false)))
                .isInstanceOf(InvitationService.Issued.class);
        HttpResponse<String> choice = signIn(site.stranger(), verified(ANA));
        assertThat(choice.statusCode()).as(choice.body()).isEqualTo(200);
        assertThat(choice.body()).contains("/sign-in/", "Une autre organisation invites you", "Owner");
        assertThat(site.rows("select from invitation where accepted_at is not null"))
                .isEmpty();
        assertThat(site.rows("select from organiser where email = '" + ANA + "'"))
                .hasSize(1);
    }

    @Test
    void whoMayEnterSeveralOrganisationsChooses() {
        site.link(site.other, Role.ORGANISER, "en");
        ConsoleSite.Reader reader = site.stranger();
        HttpResponse<String> choice = signIn(reader, verified(ANA));
        assertThat(choice.statusCode()).as(choice.body()).isEqualTo(200);
        Matcher link = Pattern.compile("href=\"http://console.example.org(/sign-in/[^\"]+)\">Une autre organisation")
                .matcher(choice.body());
        assertThat(link.find()).as(choice.body()).isTrue();
        assertThat(reader.press(link.group(1)).statusCode()).isEqualTo(303);
        assertThat(reader.get("/console").body()).contains("Une autre organisation");
        assertThat(site.rows("select from audit_event where action = 'organiser.open-id'"))
                .hasSize(2);
    }

    @Test
    void aCodeThatWasMadeUpOrARefusalOfTheProviderLetsNobodyIn() {
        ConsoleSite.Reader reader = site.stranger();
        String back = through(reader);
        refused(get(reader, back.replaceFirst("code=[^&]+", "code=guess")), "could not be verified");
        reader = site.stranger();
        back = through(reader);
        refused(get(reader, back.replaceFirst("code=[^&]+", "error=access_denied")), "did not let you through");
    }

    @Test
    void aProviderThatIsAwayIsSaidSo() {
        ConsoleSite.Reader reader = site.stranger();
        String back = through(reader);
        stop();
        HttpResponse<String> away = get(reader, back);
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.body()).contains("Example does not answer at the moment", "href=\"/sign-in\"");
        site.now.updateAndGet(now -> now.plus(Duration.ofHours(2)));
        assertThat(get(site.stranger(), "/open-id").statusCode())
                .as("its description is asked for anew")
                .isEqualTo(503);
        assertThat(site.rows("select from console_session")).isEmpty();
    }

    @Test
    void whoTriesTooOftenFromOneAddressWaits() {
        ConsoleSite.Reader reader = site.stranger();
        HttpResponse<String> answer = get(reader, "/open-id/back?state=x&code=y");
        for (int again = 0; again < 30 && answer.statusCode() == 403; again++) {
            answer = get(reader, "/open-id/back?state=x&code=y");
        }
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("Too many attempts");
    }
}
