package org.relais.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Directory for the data of a test's servers, in memory where the machine has room for it: a copy of the schema is some
 * 400 files, made and deleted a thousand times in the suite, and a disk's file system takes more of the processor for
 * that than the tests do. Nothing survives the loss of the machine there, and no test cuts its power. JUnit asks it for
 * every {@code @TempDir}.
 */
public final class MemoryDirectory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");

    /** The four forks take 1 GB each at most; containers often have no more than 64 MB. */
    private static final long LEAST_FREE_BYTES = 6L << 30;

    /** A new directory, in memory or else where temporary files are. */
    public static Path create(String prefix) {
        try {
            return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= LEAST_FREE_BYTES
                    ? Files.createTempDirectory(MEMORY, prefix)
                    : Files.createTempDirectory(prefix);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) {
        return create("relais-junit-");
    }
}
