package org.relais.conversation.likeness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.relais.conversation.words.WordPhrase;
import org.relais.text.FeatureHash;
import org.relais.text.LearnedWeights;

/**
 * Likeness of a text to answers that people write, learned from examples when the program is built: what the phrases
 * of a language don't read may still resemble an answer, a question or thanks. It never decides anything by itself: what
 * resembles an answer is asked about, and what resembles a question gets other words than what resembles thanks.
 *
 * <p>A linear model of words, stems, neighbours and sequences of letters, hashed into one table for all languages, always the
 * same from the same examples. A pure function, safe for any number of threads.
 */
public final class ReplyResemblance {
    /** Name of the learned model on the class path. */
    static final String RESOURCE = "replies/resemblance.bin";

    private static final ReplyKind[] KINDS = ReplyKind.values();
    /** A power of two. */
    private static final int PLACES = 1 << 18;

    private static final FeatureHash HASH = new FeatureHash(PLACES);

    private static final int EPOCHS = 6;
    private static final double RATE = 4.0;
    private static final int MOST_WORDS = 40;
    private static final int STEM = 5;
    private static final int SHORT_STEM = 4;
    private static final int LETTERS = 4;
    /** Words on each side of a name that count by their place. */
    private static final int NEAR = 3;
    /** Stands for a name in the examples. */
    private static final String WRITTEN_NAME = "{x}";
    /** Stands for a name in what is read; a word of letters that nobody writes. */
    private static final String NAME = "qxq";

    /** Any; it only has to be the same each time. */
    private static final long SHUFFLE = 17;

    private final LearnedWeights weights;

    /** Odds of each kind, in the order of {@link ReplyKind}; together 1. */
    public record Odds(double[] all) {
        public double of(ReplyKind kind) {
            return all[kind.ordinal()];
        }

        /** Odds that it answers what was offered. */
        public double answers() {
            double sum = 0;
            for (ReplyKind kind : KINDS) {
                sum += kind.isAnswer() ? of(kind) : 0;
            }
            return sum;
        }

        /** The likeliest. */
        public ReplyKind best() {
            ReplyKind best = KINDS[0];
            for (ReplyKind kind : KINDS) {
                best = of(kind) > of(best) ? kind : best;
            }
            return best;
        }
    }

    /** Read when it is first asked for. */
    private static final class Standard {
        static final ReplyResemblance MODEL = new ReplyResemblance(LearnedWeights.read(RESOURCE));
    }

    private ReplyResemblance(LearnedWeights weights) {
        this.weights = weights;
    }

    /** Learns from texts whose kind is known; {@code {x}} in them stands for the name of what was offered. */
    static LearnedWeights learn(Map<String, ReplyKind> examples) {
        List<Example> mixed = new ArrayList<>();
        examples.forEach(
                (text, kind) -> mixed.add(new Example(features(text.replace(WRITTEN_NAME, NAME)), kind.ordinal())));
        Random random = new Random(SHUFFLE);
        float[] learned = new float[PLACES * KINDS.length];
        double[] odds = new double[KINDS.length];
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(mixed, random);
            double rate = RATE / (1 + epoch * 0.5);
            for (Example example : mixed) {
                correct(learned, example, odds, rate);
            }
        }
        return LearnedWeights.of(learned, 0);
    }

    private record Example(int[] features, int kind) {}

    public static ReplyResemblance standard() {
        return Standard.MODEL;
    }

    public Odds odds(String text) {
        return new Odds(score(features(text)));
    }

    /** Odds of what is said to something by words around its name. */
    public Odds odds(List<String> before, List<String> behind) {
        return odds(String.join(" ", before) + ' ' + NAME + ' ' + String.join(" ", behind));
    }

    private static void correct(float[] learned, Example example, double[] odds, double rate) {
        Arrays.fill(odds, 0);
        for (int feature : example.features()) {
            for (int kind = 0; kind < KINDS.length; kind++) {
                odds[kind] += learned[feature * KINDS.length + kind];
            }
        }
        share(odds, example.features().length);
        double step = rate / Math.sqrt(example.features().length);
        for (int kind = 0; kind < KINDS.length; kind++) {
            float error = (float) (((kind == example.kind() ? 1 : 0) - odds[kind]) * step);
            if (Math.abs(error) > 1e-4) {
                for (int feature : example.features()) {
                    learned[feature * KINDS.length + kind] += error;
                }
            }
        }
    }

    private double[] score(int[] features) {
        double[] odds = new double[KINDS.length];
        byte[] values = weights.values();
        for (int feature : features) {
            for (int kind = 0; kind < KINDS.length; kind++) {
                odds[kind] += values[feature * KINDS.length + kind];
            }
        }
        Arrays.setAll(odds, kind -> odds[kind] * weights.unit());
        share(odds, features.length);
        return odds;
    }

    /** Makes odds that are 1 together of sums of so many weights. */
    private static void share(double[] odds, int features) {
        double length = Math.sqrt(Math.max(1, features));
        double most = Arrays.stream(odds).max().orElse(0) / length;
        double sum = 0;
        for (int kind = 0; kind < KINDS.length; kind++) {
            odds[kind] = Math.exp(odds[kind] / length - most);
            sum += odds[kind];
        }
        for (int kind = 0; kind < KINDS.length; kind++) {
            odds[kind] /= sum;
        }
    }

    private static int[] features(String text) {
        List<String> words = WordPhrase.words(text);
        int count = Math.min(words.size(), MOST_WORDS);
        int[] found = new int[count * 6 + 2 + text.length() * 2 + 64 + 2 * NEAR];
        int size = 0;
        found[size++] = HASH.place(0);
        found[size++] = HASH.place(WordPhrase.asks(text) ? 1 : 2);
        StringBuilder letters = new StringBuilder(" ");
        for (int i = 0; i < count; i++) {
            String word = words.get(i);
            letters.append(word).append(' ');
            found[size++] = HASH.place(3, word, word.length());
            if (word.length() > STEM) {
                found[size++] = HASH.place(4, word, STEM);
            }
            if (i == 0) {
                found[size++] = HASH.place(5, word, STEM);
            }
            if (i > 0) {
                found[size++] = HASH.place(6, words.get(i - 1), STEM, word, STEM);
            }
            if (word.equals(NAME)) {
                for (int near = Math.max(0, i - NEAR); near < Math.min(count, i + NEAR + 1); near++) {
                    if (near != i) {
                        found[size++] = HASH.place(9 + near - i + NEAR, words.get(near), STEM);
                    }
                }
            }
            if (i > 1) {
                found[size++] = HASH.place(7, words.get(i - 2), SHORT_STEM, word, SHORT_STEM);
            }
        }
        for (int i = 0; i + LETTERS <= letters.length() && size < found.length; i++) {
            found[size++] = HASH.letters(8, letters, i, LETTERS);
        }
        return Arrays.copyOf(found, size);
    }
}
