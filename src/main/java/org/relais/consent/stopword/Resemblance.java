package org.relais.consent.stopword;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.relais.text.FeatureHash;
import org.relais.text.LearnedWeights;

/**
 * Measure of how far a message that no rule decided resembles those in which people ask to stop: people find wordings
 * that no rule foresees, and a missed stop costs more than a question too many. A linear model over words, neighbours,
 * letter sequences and the word lists of the rules, by which what is learned of one word holds for all of its list in
 * every language; learned from the labelled examples of {@code src/main/examples} when the program is built, and always
 * the same from the same examples.
 */
final class Resemblance {
    /** Name of the learned model on the class path. */
    static final String RESOURCE = "stop/resemblance.bin";

    /** Weights are shared by features of one hash; at this size few meet. */
    private static final int WEIGHTS = 1 << 20;

    private static final FeatureHash HASH = new FeatureHash(WEIGHTS);

    private static final int ROUNDS = 20;
    /** The bias is the mean of so many last rounds. */
    private static final int SETTLED = 5;

    private static final double RATE = 2;
    private static final double COOLING = 0.6;
    /** Draws every weight that is used towards nothing, so that no single example decides. */
    private static final double DECAY = 0.005;

    /** Longer messages are judged by their beginning. */
    private static final int MOST_WORDS = 48;

    private static final int STEM = 5;
    private static final int SHORT_STEM = 4;
    private static final int LETTERS = 5;
    /** So many words back a word of another list is a neighbour. */
    private static final int FARTHEST = 3;

    /** Prime, and no divisor of a number of examples: a walk in such steps sees all of them in a mixed order. */
    private static final int STEP = 7919;

    // What follows was chosen on messages that the model had not learned from.

    /** From this score on a message that no rule decides is held, by its number of words: the fewer, the less they say. */
    private static final double[] LIKE = {Double.POSITIVE_INFINITY, 1.65, 1.15, 0.55, 0.2, 0.2, 0.2, -0.05};

    /** From this score on even a message that a guard found ordinary is held. */
    private static final double MUCH_LIKE = 0.4;

    /** The same of few words. */
    private static final double MUCH_LIKE_OF_FEW = 1.8;

    /** From this score on what a rule only suspects is a stop: there are forty stops to one that is none. */
    private static final double CONFIRMED = 1;

    /** From this score on what no rule decides is a stop: there are a hundred to one that is none. */
    private static final double SAID = 2;

    /** Below this score a stop that a rule found is asked about. */
    private static final double SURE = 0.3;

    /** Who says less than this says little to likeness, and is hardly misread by a rule that finds a stop. */
    private static final int FEWEST_DOUBTED = 4;

    /** A word alone is no sentence. */
    private static final int FEWEST_OF_SENTENCE = 2;

    /** So many words leave enough to judge beside those that a guard found ordinary. */
    private static final int MANY = 7;

    /** Below this score nothing is left of what a rule suspects. */
    private static final double HARDLY = -0.8;

    /** Below this score nothing is left even of what a rule found. */
    private static final double ORDINARY = -1.1;

    /** The same of few words, which say little. */
    private static final double ORDINARY_OF_FEW = -1.5;

    private final LearnedWeights weights;

    /** One message of which it is known whether it asks to stop. */
    record Example(List<Token> words, boolean stop) {}

    private Resemblance(LearnedWeights weights) {
        this.weights = weights;
    }

    /**
     * Reads the model that was learned when the program was built.
     *
     * @throws IllegalStateException when it was built without
     */
    static Resemblance load() {
        return new Resemblance(LearnedWeights.read(RESOURCE));
    }

    /** Learns from examples; from none it learns to find nothing. */
    static Resemblance learn(List<Example> examples) {
        Learner learner = new Learner(examples);
        for (int round = 0; round < ROUNDS; round++) {
            learner.round(round);
        }
        return new Resemblance(learner.weights());
    }

    /** What was learned. */
    LearnedWeights weights() {
        return weights;
    }

    /**
     * How far these words resemble a stop. Whoever explains at length says it in one of many sentences: half is what all of
     * them resemble, half what the one does that resembles a stop most.
     */
    Likeness of(List<Token> words) {
        double all = score(words);
        double most = Message.sentences(words).stream()
                .filter(sentence -> sentence.size() >= FEWEST_OF_SENTENCE && sentence.size() < words.size())
                .mapToDouble(this::score)
                .max()
                .orElse(all);
        return new Likeness(words.size(), (all + most) / 2, weights.unit() > 0);
    }

    /**
     * What the model says of one message.
     *
     * @param words how many it has, politeness apart
     * @param score log odds of a stop
     * @param learned whether the model knows anything
     */
    record Likeness(int words, double score, boolean learned) {
        /** Whether what no rule knows resembles a stop enough to ask. */
        boolean isLikeStop() {
            return score >= LIKE[Math.min(words, LIKE.length - 1)];
        }

        /** The same of words of which a guard found some ordinary; of a short message it found all. */
        boolean isMuchLikeStop() {
            return !isShort() && score >= (words < MANY ? MUCH_LIKE_OF_FEW : MUCH_LIKE);
        }

        /** Whether what a rule suspects is a stop. */
        boolean confirms() {
            return !isShort() && score >= CONFIRMED;
        }

        /** Whether what no rule decides is a stop. */
        boolean isStop() {
            return !isShort() && score >= SAID;
        }

        /** Whether it resembles stops so little that a rule may have been misled. */
        boolean isUnlikeStop() {
            return isBelow(isShort() ? ORDINARY_OF_FEW : SURE);
        }

        /** Whether it resembles ordinary messages enough to drop a mere suspicion. */
        boolean isHardlyStop() {
            return isBelow(isShort() ? ORDINARY_OF_FEW : HARDLY);
        }

        /** Whether it resembles ordinary messages so much that a rule was misled. */
        boolean isOrdinary() {
            return isBelow(ORDINARY);
        }

        /** Whether it says too little for likeness to decide alone. */
        boolean isShort() {
            return words < FEWEST_DOUBTED;
        }

        private boolean isBelow(double limit) {
            return learned && words <= MOST_WORDS && score < limit;
        }
    }

    /** Log odds of a stop, as the model sees them. */
    double score(List<Token> words) {
        return score(features(words));
    }

    private double score(int[] features) {
        int sum = 0;
        for (int feature : features) {
            sum += weights.values()[feature];
        }
        return weights.bias() + weights.unit() * sum / length(features);
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
            numbers.add(HASH.place(1, word, word.length()));
            if (word.length() > STEM) {
                numbers.add(HASH.place(2, word, STEM));
            }
            if (i > 0) {
                numbers.add(HASH.place(3, words.get(i - 1).word().text(), STEM, word, STEM));
            }
            if (i > 1) {
                numbers.add(HASH.place(4, words.get(i - 2).word().text(), SHORT_STEM, word, SHORT_STEM));
            }
            for (int list : lists) {
                numbers.add(HASH.place(6 + list * 31));
                for (int back = 1; back <= Math.min(i, FARTHEST); back++) {
                    // The word before tells from those farther away, which are all alike.
                    int kind = back == 1 ? 7 : 8;
                    for (int earlier : words.get(i - back).word().lists()) {
                        numbers.add(HASH.place(kind + list * 31 + earlier * 7919));
                    }
                }
            }
        }
        for (int i = 0; i + LETTERS <= letters.length(); i++) {
            numbers.add(HASH.letters(5, letters, i, LETTERS));
        }
        return numbers.distinct();
    }

    /** Gradient descent over the examples, in a mixed order that is always the same. */
    private static final class Learner {
        private final float[] weights = new float[WEIGHTS];
        private final List<int[]> features = new ArrayList<>();
        private final List<Example> examples;
        private final double stopShare;
        private double bias;
        private double settled;

        Learner(List<Example> examples) {
            this.examples = examples;
            examples.forEach(example -> features.add(features(example.words())));
            long stops = examples.stream().filter(Example::stop).count();
            // As if there were as many stops as ordinary messages.
            stopShare = stops == 0 ? 1 : Math.sqrt((double) (examples.size() - stops) / stops);
        }

        void round(int round) {
            double rate = RATE / (1 + round * COOLING);
            for (int i = 0; i < examples.size(); i++) {
                int at = (int) ((long) i * STEP % examples.size());
                boolean stop = examples.get(at).stop();
                correct(features.get(at), stop, stop ? rate * stopShare : rate);
                if (round >= ROUNDS - SETTLED) {
                    settled += bias;
                }
            }
        }

        private void correct(int[] of, boolean stop, double rate) {
            double sum = 0;
            for (int feature : of) {
                sum += weights[feature];
            }
            double error = (stop ? 1 : 0) - 1 / (1 + Math.exp(-bias - sum / length(of)));
            float step = (float) (error * rate / length(of));
            for (int feature : of) {
                weights[feature] += step - (float) (DECAY * rate * weights[feature]);
            }
            bias += error * rate / 3;
        }

        LearnedWeights weights() {
            // Where it happens to stand after the last example would move with every example more or less.
            return LearnedWeights.of(weights, examples.isEmpty() ? 0 : settled / ((double) SETTLED * examples.size()));
        }
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
