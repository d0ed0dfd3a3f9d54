package org.relais.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** How files of people's data are made: for their owner alone, where the system knows owners. */
final class OwnerOnly {
    private OwnerOnly() {}

    /** Of a new file in this directory. */
    static FileAttribute<?>[] file(Path directory) throws IOException {
        return of(directory, "rw-------");
    }

    /** Of a new directory in this one. */
    static FileAttribute<?>[] directory(Path directory) throws IOException {
        return of(directory, "rwx------");
    }

    private static FileAttribute<?>[] of(Path directory, String rights) throws IOException {
        return Files.getFileStore(directory).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }
}
