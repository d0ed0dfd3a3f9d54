package org.relais.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.relais.database.DatabaseAddress;
import org.relais.testing.Await;
import org.relais.testing.CommandRun;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** The way back of whoever lost theirs, as the page of those who are not signed in says it. */
@NeedsDatabase
class SignInCommandTest {
    @RegisterExtension
    static final ServiceFixture SERVICE = new ServiceFixture();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    private String signIn(String... words) throws Exception {
        DatabaseAddress address = SERVICE.service.database();
        JsonObject database = new JsonObject()
                .put("url", "postgresql://" + address.host() + ":" + address.port() + "/" + address.database())
                .put("user", address.user())
                .put("password", address.password());
        Path file = Files.writeString(
                files.resolve("relais.yaml"),
                new JsonObject().put("database", database).encode());
        List<String> all = new ArrayList<>(List.of(
                "sign-in", "--config", file.toString(), "--organisation", "demo", "--email", "ana@example.org"));
        all.addAll(List.of(words));
        CommandRun run = CommandRun.of(all.toArray(String[]::new));
        assertThat(run.code()).as(run.errors()).isZero();
        return run.out();
    }

    private static String person() {
        return Await.result(SERVICE.service
                        .pool()
                        .query("select name || ', ' || role from organiser where email = 'ana@example.org'")
                        .execute())
                .iterator()
                .next()
                .getString(0);
    }

    @Test
    void whoeverIsKnownGetsALinkAndStaysWhoTheyAre() throws Exception {
        signIn("--name", "Ana Diaz", "--role", "ORGANISER");
        assertThat(signIn()).contains("/sign-in/");
        assertThat(person()).isEqualTo("Ana Diaz, organiser");
    }
}
