package org.relais.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.relais.ServiceUnderTest;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.organisation.AccessStore;
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

    private static List<AccessStore.ApiToken> tokens(AccessStore access, Database database) {
        return ServiceUnderTest.wait(access.apiTokens(database.pool(), DemoData.organisation(database)));
    }
}
