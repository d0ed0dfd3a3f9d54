package org.relais.tracing;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Collector that keeps what comes by OTLP over HTTP, byte by byte, and reads spans in it. */
final class TraceCollector implements AutoCloseable {
    private final Queue<byte[]> bodies = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    /** @param kind 2 of a server, 3 of a client, 5 of a consumer, as OTLP numbers them */
    record Span(String trace, String parent, String name, long kind, Map<String, String> attributes) {
        String correlation() {
            return attributes.getOrDefault("relais.correlation", "");
        }
    }

    TraceCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            bodies.add(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Each body, a byte a character. */
    String bytes() {
        return bodies.stream()
                .map(body -> new String(body, StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining("\n"));
    }

    List<Span> spans() {
        return bodies.stream()
                .map(TraceCollector::message)
                .flatMap(body -> messages(body, 1))
                .flatMap(resource -> messages(resource, 2))
                .flatMap(scope -> messages(scope, 2))
                .map(TraceCollector::span)
                .toList();
    }

    private static Span span(UnknownFieldSet span) {
        return new Span(
                hex(span, 1),
                hex(span, 4),
                text(span, 5),
                span.getField(6).getVarintList().stream().findFirst().orElse(0L),
                messages(span, 9)
                        .collect(Collectors.toMap(attribute -> text(attribute, 1), attribute -> messages(attribute, 2)
                                .map(value -> text(value, 1))
                                .collect(Collectors.joining()))));
    }

    private static Stream<UnknownFieldSet> messages(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream().map(bytes -> message(bytes.toByteArray()));
    }

    private static UnknownFieldSet message(byte[] bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static String text(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream()
                .map(bytes -> bytes.toString(StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    private static String hex(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream()
                .map(bytes -> HexFormat.of().formatHex(bytes.toByteArray()))
                .collect(Collectors.joining());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
