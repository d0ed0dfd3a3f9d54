package org.relais.consent.stopword;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measure of how far a message that no rule decided resembles those in which people ask to stop: people find wordings
 * that no rule foresees, and a missed stop costs more than a question too many. A linear model over words, neighbours,
 * letter sequences and the word lists of the rules, by which what is learned of one word holds for all of its list in
 * every language; learned once from the labelled examples of {@code stop/examples}, and always the same from the same
 * examples.
 */
final class Resemblance {
    /** Weights are shared by features of one hash; at this size few meet. */
    private static final int WEIGHTS = 1 << 18;

    private static final int ROUNDS = 30;
    /** The bias is the mean of so many last rounds. */
    private static final int SETTLED = 5;

    private static final double RATE = 2;
    private static final double COOLING = 0.6;
    /** Draws every weight that is used towards nothing, so that no single example decides. */
    private static final double DECAY = 0.005;

    /** Longer messages are judged by their beginning. */
    private static final int MOST_WORDS = 48;

    /** One or two words that no rule knows say too little to be like anything. */
    private static final int FEWEST_WORDS = 3;

    private static final int STEM = 5;
    private static final int SHORT_STEM = 4;
    private static final int LETTERS = 5;
    /** So many words back a word of another list is a neighbour. */
    private static final int FARTHEST = 3;

    /** Prime, and no divisor of a number of examples: a walk in such steps sees all of them in a mixed order. */
    private static final int STEP = 7919;

    /**
     * From this score on a message is held; of ordinary messages that no rule decides, and that are
     * no examples, two or three in a hundred are.
     */
    private static final double LIKE = -0.1;

    /** From this score on even a message that a guard found ordinary is held; no such message that was none scored more. */
    private static final double MUCH_LIKE = 1.8;

    /** Up to this score a stop is doubted; of real stops about one in a hundred scores less. */
    private static final double UNLIKE = -0.25;

    /** Up to this score nothing is left of what a rule only suspects; no real stop that rules held scored less. */
    private static final double ORDINARY = -1.2;

    /** In a longer message a few words that ask to stop may drown among ordinary ones. */
    private static final int MOST_DISMISSED = 16;

    private final float[] weights = new float[WEIGHTS];
    private double bias;
    private boolean trained;

    /** One message of which it is known whether it asks to stop. */
    record Example(List<Token> words, boolean stop) {}

    private Resemblance() {}

    /** Learns from examples; from none it learns to find nothing. */
    static Resemblance learn(List<Example> examples) {
        Resemblance model = new Resemblance();
        model.trained = !examples.isEmpty();
        List<int[]> features = new ArrayList<>(examples.size());
        int stops = 0;
        for (Example example : examples) {
            features.add(features(example.words()));
            stops += example.stop() ? 1 : 0;
        }
        // As if there were as many stops as ordinary messages.
        double stopShare = stops == 0 ? 1 : Math.sqrt((double) (examples.size() - stops) / stops);
        double settled = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double rate = RATE / (1 + round * COOLING);
            for (int i = 0; i < examples.size(); i++) {
                int at = (int) ((long) i * STEP % examples.size());
                boolean stop = examples.get(at).stop();
                model.correct(features.get(at), stop, stop ? rate * stopShare : rate);
                if (round >= ROUNDS - SETTLED) {
                    settled += model.bias;
                }
            }
        }
        // Where it happens to stand after the last example would move with every example more or less.
        model.bias = examples.isEmpty() ? 0 : settled / ((double) SETTLED * examples.size());
        return model;
    }

    /** Whether these words, politeness apart, resemble a stop enough to ask. */
    boolean isLikeStop(List<Token> words) {
        return words.size() >= FEWEST_WORDS && score(words) >= LIKE;
    }

    /** The same, beyond doubt. */
    boolean isMuchLikeStop(List<Token> words) {
        return words.size() >= FEWEST_WORDS && score(words) >= MUCH_LIKE;
    }

    /**
     * Whether they resemble ordinary messages so much more that a rule may have been misled; never when the rule may have
     * read further than this.
     */
    boolean isUnlikeStop(List<Token> words) {
        return isAtMost(UNLIKE, words);
    }

    /** Whether they resemble ordinary messages so much that what a rule would hold is no stop. */
    boolean isOrdinary(List<Token> words) {
        return words.size() <= MOST_DISMISSED && isAtMost(ORDINARY, words);
    }

    private boolean isAtMost(double limit, List<Token> words) {
        return trained && words.size() <= MOST_WORDS && score(words) <= limit;
    }

    /** Log odds of a stop, as the model sees them. */
    double score(List<Token> words) {
        return score(features(words));
    }

    private void correct(int[] features, boolean stop, double rate) {
        double error = (stop ? 1 : 0) - 1 / (1 + Math.exp(-score(features)));
        float step = (float) (error * rate / length(features));
        for (int feature : features) {
            weights[feature] += step - (float) (DECAY * rate * weights[feature]);
        }
        bias += error * rate / 3;
    }

    private double score(int[] features) {
        double sum = 0;
        for (int feature : features) {
            sum += weights[feature];
        }
        return bias + sum / length(features);
    }

    private static double length(int[] features) {
        return Math.sqrt(Math.max(1, features.length));
    }

    private static int[] features(List<Token> words) {
        int count = Math.min(words.size(), MOST_WORDS);
        StringBuilder letters = new StringBuilder(" ");
        Numbers numbers = new Numbers();
        for (int i = 0; i < count; i++) {
            String word = words.get(i).word().text();
            int[] lists = words.get(i).word().lists();
            letters.append(word).append(' ');
            numbers.add(hash(1, word, word.length(), "", 0));
            if (word.length() > STEM) {
                numbers.add(hash(2, word, STEM, "", 0));
            }
            if (i > 0) {
                numbers.add(hash(3, words.get(i - 1).word().text(), STEM, word, STEM));
            }
            if (i > 1) {
                numbers.add(hash(4, words.get(i - 2).word().text(), SHORT_STEM, word, SHORT_STEM));
            }
            for (int list : lists) {
                numbers.add(place(6 + list * 31));
                for (int back = 1; back <= Math.min(i, FARTHEST); back++) {
                    // The word before tells from those farther away, which are all alike.
                    int kind = back == 1 ? 7 : 8;
                    for (int earlier : words.get(i - back).word().lists()) {
                        numbers.add(place(kind + list * 31 + earlier * 7919));
                    }
                }
            }
        }
        for (int i = 0; i + LETTERS <= letters.length(); i++) {
            int hash = 5;
            for (int j = i; j < i + LETTERS; j++) {
                hash = hash * 31 + letters.charAt(j);
            }
            numbers.add(place(hash));
        }
        return numbers.distinct();
    }

    private static int hash(int kind, String first, int firstLength, String second, int secondLength) {
        int hash = kind;
        for (int i = 0; i < Math.min(first.length(), firstLength); i++) {
            hash = hash * 31 + first.charAt(i);
        }
        hash = hash * 31 + ' ';
        for (int i = 0; i < Math.min(second.length(), secondLength); i++) {
            hash = hash * 31 + second.charAt(i);
        }
        return place(hash);
    }

    /** Spreads neighbouring hashes over the table. */
    private static int place(int hash) {
        int mixed = hash * 0x9E3779B1;
        return (mixed ^ mixed >>> 15) & WEIGHTS - 1;
    }

    /** A growing list of numbers. */
    private static final class Numbers {
        private int[] values = new int[64];
        private int size;

        void add(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        int[] distinct() {
            return Arrays.stream(values, 0, size).distinct().toArray();
        }
    }
}
