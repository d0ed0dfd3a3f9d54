package org.relais.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Weights of a linear model as a file keeps them: a byte each is fine enough, as a hundred of them are added up.
 *
 * @param values each so many times {@link #unit}
 * @param unit 0 where nothing was learned
 * @param bias what is added to every sum
 */
public record LearnedWeights(byte[] values, double unit, double bias) {
    /** Rounds what was learned. */
    public static LearnedWeights of(float[] learned, double bias) {
        float most = 0;
        for (float weight : learned) {
            most = Math.max(most, Math.abs(weight));
        }
        double unit = most / Byte.MAX_VALUE;
        byte[] values = new byte[learned.length];
        for (int i = 0; i < learned.length && most > 0; i++) {
            values[i] = (byte) Math.round(learned[i] / unit);
        }
        return new LearnedWeights(values, unit, bias);
    }

    /**
     * Reads what {@link #bytes} gave.
     *
     * @param name of a resource on the class path
     * @throws IllegalStateException when the program was built without
     */
    public static LearnedWeights read(String name) {
        try (InputStream stream = LearnedWeights.class.getClassLoader().getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing: `mvn compile` makes it");
            }
            ByteBuffer bytes = ByteBuffer.wrap(stream.readAllBytes());
            double unit = bytes.getDouble();
            double bias = bytes.getDouble();
            return new LearnedWeights(Arrays.copyOfRange(bytes.array(), bytes.position(), bytes.limit()), unit, bias);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** As a file keeps them. */
    public byte[] bytes() {
        return ByteBuffer.allocate(2 * Double.BYTES + values.length)
                .putDouble(unit)
                .putDouble(bias)
                .put(values)
                .array();
    }
}
