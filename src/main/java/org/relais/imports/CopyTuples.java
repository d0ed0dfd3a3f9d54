package org.relais.imports;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tuples in PostgreSQL's binary COPY format (documentation of COPY, "Binary Format"), several to a buffer. Every value
 * is a length and its bytes; −1 is null. Binary, because text would cost an escaping here and a parse there per value.
 */
final class CopyTuples {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int TEXT = 25;
    private static final int BYTEA = 17;
    /** PostgreSQL counts microseconds from 2000-01-01. */
    private static final long EPOCH_SECONDS = 946_684_800L;

    private byte[] bytes;
    private int length;

    CopyTuples(int capacity) {
        bytes = new byte[capacity];
    }

    static byte[] header() {
        return Arrays.copyOf(SIGNATURE, SIGNATURE.length + 8);
    }

    static byte[] trailer() {
        return new byte[] {(byte) 0xFF, (byte) 0xFF};
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void begin(int values) {
        room(2);
        bytes[length++] = (byte) (values >> 8);
        bytes[length++] = (byte) values;
    }

    void nothing() {
        integer(-1);
    }

    void nothing(int times) {
        for (int count = 0; count < times; count++) {
            nothing();
        }
    }

    void int4(int value) {
        integer(4);
        integer(value);
    }

    void int8(long value) {
        integer(8);
        integer((int) (value >> 32));
        integer((int) value);
    }

    void timestamp(@Nullable Instant value) {
        if (value == null) {
            nothing();
        } else {
            int8((value.getEpochSecond() - EPOCH_SECONDS) * 1_000_000 + value.getNano() / 1_000);
        }
    }

    void text(@Nullable String value) {
        if (value == null) {
            nothing();
            return;
        }
        int place = length;
        integer(0);
        characters(value);
        integerAt(place, length - place - 4);
    }

    void jsonb(@Nullable String value) {
        if (value == null) {
            nothing();
            return;
        }
        int place = length;
        integer(0);
        room(1);
        bytes[length++] = 1;
        characters(value);
        integerAt(place, length - place - 4);
    }

    /** A text, an array of texts or a JSON object, by its type. */
    void value(@Nullable Object value) {
        if (value instanceof String[] texts) {
            texts(List.of(texts));
        } else if (value instanceof JsonObject json) {
            jsonb(json.isEmpty() ? "{}" : json.encode());
        } else {
            text((String) value);
        }
    }

    void bytea(byte @Nullable [] value) {
        if (value == null) {
            nothing();
            return;
        }
        integer(value.length);
        raw(value);
    }

    void texts(@Nullable List<String> values) {
        if (values == null) {
            nothing();
            return;
        }
        int place = array(values.size(), TEXT);
        values.forEach(this::text);
        integerAt(place, length - place - 4);
    }

    void byteas(@Nullable List<byte[]> values) {
        if (values == null) {
            nothing();
            return;
        }
        int place = array(values.size(), BYTEA);
        values.forEach(this::bytea);
        integerAt(place, length - place - 4);
    }

    private int array(int size, int elementType) {
        int place = length;
        integer(0);
        integer(size == 0 ? 0 : 1);
        integer(0);
        integer(elementType);
        if (size > 0) {
            integer(size);
            integer(1);
        }
        return place;
    }

    private void characters(String value) {
        int characters = value.length();
        room(characters * 3);
        for (int index = 0; index < characters; index++) {
            char character = value.charAt(index);
            if (character >= 0x80) {
                raw(value.substring(index).getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[length++] = (byte) character;
        }
    }

    private void raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    private void integer(int value) {
        room(4);
        integerAt(length, value);
        length += 4;
    }

    private void integerAt(int place, int value) {
        bytes[place] = (byte) (value >> 24);
        bytes[place + 1] = (byte) (value >> 16);
        bytes[place + 2] = (byte) (value >> 8);
        bytes[place + 3] = (byte) value;
    }

    private void room(int wanted) {
        if (length + wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + wanted));
        }
    }
}
