package org.relais.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.relais.ServiceUnderTest;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Tokens;
import org.relais.sandbox.Sandbox;
import org.relais.sandbox.SandboxOptions;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;

@NeedsDatabase
@ExtendWith(VertxExtension.class)
class DemoDataTest {

    @Test
    void aFurtherStartKeepsTheTokenAndARevokedOneIsReplaced(Vertx vertx, @TempDir Path data) throws IOException {
        Database database = CopiedDatabase.open(vertx, TestDatabase.fresh(), 2);
        AccessStore access = new AccessStore(InstantSource.system());
        assertThat(DemoData.prepare(database)).isTrue();
        String first = DemoData.token(database, data);
        assertThat(DemoData.prepare(database)).isFalse();
        assertThat(DemoData.token(database, data)).isEqualTo(first);
        assertThat(tokens(access, database)).hasSize(1);
        assertThat(Files.getPosixFilePermissions(data.resolve("token"))).hasSize(2);

        assertThat(ServiceUnderTest.wait(access.revokeApiToken(
                        database.pool(),
                        DemoData.organisation(database),
                        tokens(access, database).get(0).id())))
                .isTrue();
        assertThat(DemoData.token(database, data)).isNotEqualTo(first);
        assertThat(tokens(access, database)).hasSize(2);
        ServiceUnderTest.wait(database.close());
    }

    /** In a second browser the first link is spent: the demonstration, and nothing else, has another one put in its place. */
    @Test
    void theDoorToTheConsoleOpensForEachBrowser(Vertx vertx) {
        Database database = CopiedDatabase.open(vertx, TestDatabase.fresh(), 2);
        AccessStore access = new AccessStore(InstantSource.system());
        Sandbox sandbox =
                Await.result(Sandbox.start(vertx, SandboxOptions.defaults().withPort(0)));
        HttpServer service = Await.result(vertx.createHttpServer()
                .requestHandler(request -> access.signInLinkOwner(
                                database.pool(), Tokens.hash(request.path().substring("/sign-in/".length())))
                        .onComplete(found -> request.response()
                                .setStatusCode(found.result().isPresent() ? 200 : 410)
                                .end()))
                .listen(0));
        String address = "http://localhost:" + service.actualPort();
        DemoData.prepare(database);
        String first = Await.result(DemoData.signInLink(database));
        WebClient browser = WebClient.create(vertx, new WebClientOptions().setFollowRedirects(false));
        Supplier<String> door = () -> Await.result(
                        browser.getAbs(sandbox.address() + "/ui/console").send())
                .getHeader("Location");

        Await.result(browser.putAbs(sandbox.address() + "/sandbox/api/console")
                .sendJsonObject(new JsonObject()
                        .put("url", address + "/console")
                        .put("signIn", address + "/sign-in/" + first)));
        assertThat(door.get()).isEqualTo(address + "/sign-in/" + first);
        Await.result(access.useSignInLink(database.pool(), Tokens.hash(first)));
        assertThat(door.get()).as("without the demonstration").isEqualTo(address + "/console");

        Await.result(DemoDoor.open(vertx, database, address, sandbox.address(), first));
        String second = Await.found("another link", door, at -> at.contains("/sign-in/"));
        assertThat(second).isNotEqualTo(address + "/sign-in/" + first);
        assertThat(door.get()).as("as long as nobody uses it").isEqualTo(second);
        Await.result(sandbox.close());
        Await.result(service.close());
        Await.result(database.close());
    }

    private static List<AccessStore.ApiToken> tokens(AccessStore access, Database database) {
        return ServiceUnderTest.wait(access.apiTokens(database.pool(), DemoData.organisation(database)));
    }
}
