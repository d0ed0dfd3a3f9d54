package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.relais.testing.ApiClient;
import org.relais.testing.Demo;
import org.relais.testing.Slow;

/**
 * The demonstration plays itself, and its books balance; the service runs on afterwards. The list is a third of the usual
 * one: with that, no conversation is longer than the burst that WhatsApp allows a pair, after which each message waits six
 * seconds. Almost all of its minute and a half is the pace of a chat: it runs beside other tests; that the packaged jar
 * starts is for {@link ShowIT}.
 */
@Slow
class PlayTest {
    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void thirtyVolunteersWorkTheListAndTheBooksBalance(@TempDir Path directory) throws Exception {
        try (Demo demo = Demo.start(directory, "--play=100")) {
            List<String> lines = demo.until(" balance.");
            assertThat(lines.get(lines.size() - 1)).contains("The books balance.");
            assertThat(lines).filteredOn(line -> line.startsWith("  = ")).hasSizeGreaterThan(12);
            assertThat(lines).noneMatch(line -> line.startsWith("  ! "));
            ApiClient.Caller api = new ApiClient(demo.address("")).as(demo.printed("Token"));
            assertThat(api.get("/actions").items()).hasSize(2);
        }
        try (Demo again = Demo.start(directory, "--play=100")) {
            again.until(" played into these data before");
            ApiClient.Caller api = new ApiClient(again.address("")).as(again.printed("Token"));
            assertThat(api.get("/actions").items()).hasSize(2);
        }
    }
}
