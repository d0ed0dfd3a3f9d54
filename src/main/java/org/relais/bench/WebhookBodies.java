package org.relais.bench;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What WhatsApp would call a webhook with, signed. No body is made twice. */
final class WebhookBodies {
    static final String APP_SECRET = "bench-app-secret";
    static final String PHONE_NUMBER_ID = "1055";

    /** The most statuses that come together. */
    private static final int LARGEST_BATCH = 20;

    /** How many other deliveries report between two statuses of one. */
    private static final int APART = 50;

    static final List<String> STATUSES = List.of("sent", "delivered", "read");

    private final Random random = new Random(7);
    private int texts;

    /** A body and the header that proves its origin. */
    record Signed(Buffer body, String signature) {
        static Signed of(String body) {
            return new Signed(Buffer.buffer(body), WebhookBodies.signature(body));
        }
    }

    /** Messages of as many people. */
    List<Signed> texts(int count) {
        List<Signed> bodies = new ArrayList<>(count);
        for (int body = 0; body < count; body++) {
            bodies.add(Signed.of(text(texts++)));
        }
        return bodies;
    }

    private static String text(int index) {
        String phone = phone(index);
        return value(
                """
                "contacts":[{"profile":{"name":"Camille"},"wa_id":"%s"}],\
                "messages":[{"from":"%s","id":"wamid.bench%d","timestamp":"%d","type":"text","text":{"body":"Bonjour à tous"}}]"""
                        .formatted(phone, phone, index, seconds()));
    }

    /** Sent, delivered and read of so many deliveries with the ids from {@code first} on, in batches of 1 to 20. */
    List<Signed> statuses(long first, int deliveries) {
        List<Signed> bodies = new ArrayList<>();
        List<String> batch = new ArrayList<>();
        int size = batchSize();
        for (int step = 0; step < deliveries + APART * (STATUSES.size() - 1); step++) {
            for (int status = 0; status < STATUSES.size(); status++) {
                int delivery = step - status * APART;
                if (delivery >= 0 && delivery < deliveries) {
                    batch.add(status(first + delivery, STATUSES.get(status)));
                }
                if (batch.size() == size) {
                    bodies.add(Signed.of(statuses(batch)));
                    batch.clear();
                    size = batchSize();
                }
            }
        }
        if (!batch.isEmpty()) {
            bodies.add(Signed.of(statuses(batch)));
        }
        return bodies;
    }

    private int batchSize() {
        return 1 + random.nextInt(LARGEST_BATCH);
    }

    private static String statuses(List<String> batch) {
        return value("\"statuses\":[" + String.join(",", batch) + "]");
    }

    private static String status(long delivery, String status) {
        return """
                {"id":"%s%d","status":"%s","timestamp":"%d","recipient_id":"%s","biz_opaque_callback_data":"%d",\
                "pricing":{"billable":true,"pricing_model":"PMP","category":"utility","type":"regular"}}"""
                .formatted(
                        BenchStore.WHATSAPP_ID,
                        delivery,
                        status,
                        seconds(),
                        phone((int) (delivery % 10_000_000)),
                        delivery);
    }

    private static String phone(int index) {
        return "336" + (10_000_000 + index);
    }

    private static long seconds() {
        return System.currentTimeMillis() / 1_000;
    }

    private static String value(String content) {
        return """
                {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":\
                {"messaging_product":"whatsapp","metadata":{"display_phone_number":"33199000001","phone_number_id":"%s"},%s}}]}]}"""
                .formatted(PHONE_NUMBER_ID, content);
    }

    private static String signature(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(APP_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
