package org.relais.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.channel.SenderChecks;
import org.relais.organisation.Role;
import org.relais.testing.Await;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** A sender's picture on its way from the platform to the organisation's pages, with what the platform may say instead. */
@NeedsDatabase
class SenderPictureTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    @ParameterizedTest
    @CsvSource({"telegram, RelaisDemoBot", "whatsapp, 100200300400500"})
    void whatThePlatformShowsIsKeptForTheOrganisationAlone(String channel, String atPlatform) {
        long sender = WORLD.rows("select id from sender where channel = '" + channel + "'")
                .get(0)
                .getLong("id");
        String picture = "/channels/" + sender + "/picture";
        ConsoleClient here = signIn(WORLD.service.organisationId());
        Await.until("the first look has brought it", () -> here.get(picture).statusCode() == 200);
        HttpHeaders headers = here.get(picture).headers();
        assertThat(headers.firstValue("Content-Type")).contains("image/png");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Content-Security-Policy")).contains("default-src 'none'; sandbox");
        assertThat(headers.firstValue("Cache-Control")).contains("private, max-age=300");
        assertThat(headers.firstValueAsLong("Content-Length").orElseThrow())
                .isEqualTo(length(sender))
                .isPositive();
        ConsoleClient elsewhere = signIn(WORLD.service.createOrganisation("other-" + channel));
        assertThat(elsewhere.get(picture).statusCode()).isEqualTo(404);

        for (String[] step : new String[][] {{"odd", "200"}, {"none", "404"}, {"odd", "404"}, {"drawn", "200"}}) {
            WORLD.phones.patch("/senders/" + atPlatform + "/condition", new JsonObject().put("picture", step[0]));
            HttpResponse<String> checked = here.post("/channels/" + sender + "/checks/" + SenderChecks.IDENTITY);
            assertThat(checked.statusCode()).isEqualTo(303);
            assertThat(here.get(picture).statusCode()).as(step[0]).isEqualTo(Integer.parseInt(step[1]));
        }
        assertThat(WORLD.count("sender_health where alarm is not null")).isZero();
    }

    private static ConsoleClient signIn(long organisationId) {
        return ConsoleClient.signIn(WORLD.service.address(), WORLD.service.pool(), organisationId, Role.ORGANISER);
    }

    private static long length(long sender) {
        return WORLD.rows("select length(picture) as bytes from sender where id = " + sender)
                .get(0)
                .getInteger("bytes");
    }
}
