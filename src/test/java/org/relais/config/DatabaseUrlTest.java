package org.relais.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.config.DatabaseUrl.Server;
import org.relais.config.DatabaseUrl.TlsMode;
import org.relais.testing.Unit;

@Unit
class DatabaseUrlTest {
    @Test
    void oneHostIsEnough() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://db.example/relais");
        assertThat(url.servers()).containsExactly(new Server("db.example", 5432));
        assertThat(url.database()).isEqualTo("relais");
        assertThat(url.tls().mode()).isEqualTo(TlsMode.PREFER);
    }

    @Test
    void severalHostsKeepTheirOrder() {
        assertThat(DatabaseUrl.parse("postgres://a:1,b,[2001:db8::1]:3/x?target_session_attrs=read-write")
                        .servers())
                .containsExactly(new Server("a", 1), new Server("b", 5432), new Server("2001:db8::1", 3));
        assertThat(DatabaseUrl.parse("postgresql:///x?host=a,b&port=1,2").servers())
                .containsExactly(new Server("a", 1), new Server("b", 2));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql:///relais?host=/var/run/postgresql&port=5433",
        "postgresql://%2Fvar%2Frun%2Fpostgresql/relais?port=5433"
    })
    void aDirectoryIsAUnixSocket(String text) {
        // With the host in front, the port is a parameter of nobody.
        if (text.contains("%2F")) {
            assertThatThrownBy(() -> DatabaseUrl.parse(text)).hasMessageContaining("not both");
            return;
        }
        assertThat(DatabaseUrl.parse(text).servers()).singleElement().satisfies(server -> {
            assertThat(server.isUnixSocket()).isTrue();
            assertThat(server).hasToString("/var/run/postgresql/.s.PGSQL.5433");
        });
    }

    @Test
    void whoNamesAnAuthorityIsAskedForIt(@TempDir Path directory) throws Exception {
        Path root = Files.createFile(directory.resolve("root.pem"));
        DatabaseUrl.Tls tls = DatabaseUrl.parse("postgresql://db/x?sslmode=require&sslrootcert=" + root)
                .tls();
        assertThat(tls.mode()).isEqualTo(TlsMode.VERIFY_CA);
        assertThat(tls.rootCertificate()).isEqualTo(root);
        assertThat(DatabaseUrl.parse("postgresql://db/x?sslmode=verify-full&sslrootcert=system")
                        .tls())
                .isEqualTo(new DatabaseUrl.Tls(TlsMode.VERIFY_FULL, null, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mysql://db/x | must be postgresql://host:port/database",
                "postgresql://db | must be postgresql://host:port/database",
                "postgresql:///x | must name a host",
                "postgresql://me:hunter2@db/x | must not name anybody: database.user and database.password do",
                "postgresql://db/x?ssl=hunter2 | has an unknown parameter ssl, known are host, port, sslcert, sslkey, sslmode, sslrootcert, target_session_attrs",
                "postgresql://db/x?sslmode=hunter2 | sslmode must be disable, prefer, require, verify-ca or verify-full",
                "postgresql://db/x?sslmode=require&sslmode=disable | must give sslmode one value",
                "postgresql://db/x?sslmode | must give sslmode one value",
                "postgresql://db/x?sslmode=verify-full | sslmode=verify-full needs sslrootcert",
                "postgresql://db/x?sslmode=require&sslrootcert=system | sslrootcert=system needs sslmode=verify-full",
                "postgresql://db/x?sslmode=verify-ca&sslrootcert=/hunter2 | names a file as sslrootcert that cannot be read",
                "postgresql://db/x?sslcert=/a | sslcert and sslkey go together",
                "postgresql://db/x?target_session_attrs=any | target_session_attrs can only be read-write or primary",
                "postgresql://db:0/x | must have ports from 1 to 65535",
                "postgresql:///x?host=a,b,c&port=1,2 | must give one port, or one for each host"
            })
    void aFaultIsNamedAndNoValueQuoted(String text, String fault) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(fault)
                .hasMessageNotContaining("hunter2");
    }
}
