package org.relais.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.testing.Unit;

/** Programs that this process runs lie where nobody else can write. */
@Unit
class ProgramDirectoryTest {
    @TempDir
    private Path temporary;

    private Path ours;

    @BeforeEach
    void open() throws IOException {
        try (ProgramDirectory directory = ProgramDirectory.lock(temporary)) {
            ours = directory.path();
        }
    }

    @Test
    void isClosedToOthersAndUsedAgain() throws IOException {
        assertThat(ours).hasParentRaw(temporary);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ours)))
                .isEqualTo("rwx------");
        try (ProgramDirectory again = ProgramDirectory.lock(temporary)) {
            assertThat(again.path()).isEqualTo(ours);
        }
    }

    @Test
    void oneThatOthersCanWriteToIsRefused() throws IOException {
        Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefused();
    }

    @Test
    void aLinkIsRefused() throws IOException {
        Path elsewhere = Files.createDirectory(
                temporary.resolve("elsewhere"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.delete(ours.resolve("lock"));
        Files.delete(ours);
        Files.createSymbolicLink(ours, elsewhere);
        assertRefused();
    }

    @Test
    void oneStartWaitsForTheOther() throws IOException, InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Path> second;
        try (ProgramDirectory first = ProgramDirectory.lock(temporary)) {
            second = CompletableFuture.supplyAsync(() -> {
                asked.countDown();
                try (ProgramDirectory directory = ProgramDirectory.lock(temporary)) {
                    return directory.path();
                } catch (IOException fault) {
                    throw new IllegalStateException(fault);
                }
            });
            asked.await();
            assertThat(first.path()).isEqualTo(ours);
            assertThat(second).isNotDone();
        }
        assertThat(second.join()).isEqualTo(ours);
    }

    private void assertRefused() {
        assertThatThrownBy(() -> ProgramDirectory.lock(temporary).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(ours + " must be a directory that is ")
                .hasMessageEndingWith("closed to others: remove it");
    }
}
