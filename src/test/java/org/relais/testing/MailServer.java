package org.relais.testing;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.relais.config.MailSettings.Tls;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** A mail server on this machine, with the certificate of {@link Certificates}, one user, and what it has taken. */
public final class MailServer implements AutoCloseable {
    private final List<byte[]> messages = new CopyOnWriteArrayList<>();
    private final List<String> logins = new CopyOnWriteArrayList<>();
    private final AtomicInteger answer = new AtomicInteger(250);
    private final SMTPServer server;

    private MailServer(SSLContext ssl, Tls tls, String password) throws Exception {
        SMTPServer.Builder building = SMTPServer.port(0)
                .bindAddress(InetAddress.getByName("localhost"))
                .messageHandler((context, from, to, data) -> take(data));
        if (tls != Tls.NONE) {
            building.requireAuth()
                    .authenticationHandlerFactory(
                            new EasyAuthenticationHandlerFactory((user, said, context) -> check(user, said, password)));
        }
        if (tls == Tls.IMPLICIT) {
            building.serverSocketFactory(ssl);
        }
        if (tls == Tls.STARTTLS) {
            building.startTlsSocketFactory(ssl).requireTLS();
        }
        this.server = building.build();
        server.start();
    }

    public static MailServer start(Path certificates, Tls tls, String password) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            KeyManagerFactory keys = new PemKeyCertOptions()
                    .setCertPath(certificates.resolve("server.crt").toString())
                    .setKeyPath(certificates.resolve("server.key").toString())
                    .getKeyManagerFactory(vertx);
            SSLContext ssl = SSLContext.getInstance("TLS");
            ssl.init(keys.getKeyManagers(), null, null);
            return new MailServer(ssl, tls, password);
        } finally {
            vertx.close().await();
        }
    }

    private void take(byte[] data) throws RejectException {
        if (answer.get() != 250) {
            throw new RejectException(answer.get(), "not now");
        }
        messages.add(data);
    }

    private void check(String user, String said, String password) throws LoginFailedException {
        boolean right = user.equals("ledger") && said.equals(password);
        logins.add(right ? "right" : "wrong");
        if (!right) {
            throw new LoginFailedException("no user " + user + " with " + said);
        }
    }

    public int port() {
        return server.getPortAllocated();
    }

    /** What is said to a message from now on, 250 when it is taken. */
    public void answer(int code) {
        answer.set(code);
    }

    public List<byte[]> messages() {
        return List.copyOf(messages);
    }

    /** {@code right} or {@code wrong}, for each that came. */
    public List<String> logins() {
        return List.copyOf(logins);
    }

    @Override
    public void close() {
        server.stop();
    }
}
