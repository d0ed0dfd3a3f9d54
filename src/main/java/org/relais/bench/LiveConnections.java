package org.relais.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Open pages that renew themselves, each over a connection of its own, as so many browsers hold them. */
final class LiveConnections implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final List<Socket> sockets = new ArrayList<>();

    private LiveConnections() {}

    /**
     * Opens them all; each has been told something when this ends.
     *
     * @param session the cookie of a session
     */
    static LiveConnections open(int port, String path, String session, int count) throws IOException {
        LiveConnections connections = new LiveConnections();
        byte[] request = "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nCookie: %s\r\nAccept: text/event-stream\r\n\r\n"
                .formatted(path, port, session)
                .getBytes(StandardCharsets.US_ASCII);
        try {
            for (int number = 0; number < count; number++) {
                connections.add(port, request);
            }
            for (Socket socket : connections.sockets) {
                awaitEvent(socket);
            }
        } catch (IOException fault) {
            connections.close();
            throw fault;
        }
        return connections;
    }

    private void add(int port, byte[] request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(request);
    }

    private static void awaitEvent(Socket socket) throws IOException {
        InputStream answer = socket.getInputStream();
        String told = "";
        byte[] part = new byte[16_384];
        while (!told.contains("event: ")) {
            int length = answer.read(part);
            if (length < 0 || !told.isEmpty() && !told.startsWith("HTTP/1.1 200")) {
                throw new IOException(
                        "a live page was answered " + told.lines().findFirst().orElse("nothing"));
            }
            told += new String(part, 0, length, StandardCharsets.UTF_8);
        }
    }

    /** Takes what has come for all of them, as browsers do. */
    void drain() throws IOException {
        for (Socket socket : sockets) {
            InputStream answer = socket.getInputStream();
            long waiting = answer.available();
            if (answer.skip(waiting) < waiting) {
                throw new IOException("a live page was ended");
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
