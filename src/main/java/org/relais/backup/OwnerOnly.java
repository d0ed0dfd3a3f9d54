package org.relais.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** How files of people's data are made: for their owner alone, where the system knows owners. */
final class OwnerOnly {
    private OwnerOnly() {}

    /** Of a file that is to be made there. */
    static FileAttribute<?>[] file(Path made) throws IOException {
        return of(made, "rw-------");
    }

    /** Of a directory that is to be made there. */
    static FileAttribute<?>[] directory(Path made) throws IOException {
        return of(made, "rwx------");
    }

    private static FileAttribute<?>[] of(Path made, String rights) throws IOException {
        return Files.getFileStore(made.getParent()).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }
}
