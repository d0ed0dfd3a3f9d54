package org.relais.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Certificates for a test, made by the machine's {@code openssl}: an authority {@code ca}, another one {@code other}, a
 * server's for {@code localhost}, and a client's for the user {@code postgres}.
 */
public final class Certificates {
    private Certificates() {}

    /** Files {@code ca.crt}, {@code server.crt}, {@code server.key} and so on in a directory. */
    public static void make(Path directory) throws IOException {
        for (String authority : List.of("ca", "other")) {
            openssl(
                    directory,
                    "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=" + authority + " -keyout " + authority
                            + ".key -out " + authority + ".crt");
        }
        signed(directory, "server", "localhost", "subjectAltName=DNS:localhost\n");
        signed(directory, "client", "postgres", "extendedKeyUsage=clientAuth\n");
    }

    private static void signed(Path directory, String name, String subject, String extensions) throws IOException {
        Files.writeString(directory.resolve(name + ".ext"), extensions);
        openssl(
                directory,
                "req -newkey rsa:2048 -nodes -subj /CN=" + subject + " -keyout " + name + ".key -out " + name + ".csr");
        openssl(
                directory,
                "x509 -req -in " + name + ".csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile " + name
                        + ".ext -out " + name + ".crt");
        Files.setPosixFilePermissions(directory.resolve(name + ".key"), PosixFilePermissions.fromString("rw-------"));
    }

    private static void openssl(Path directory, String arguments) throws IOException {
        Process process = new ProcessBuilder(("openssl " + arguments).split(" "))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("openssl.log").toFile())
                .start();
        try {
            if (!process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(Files.readString(directory.resolve("openssl.log")));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
