package org.relais.broadcast;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What came of a broadcast's two texts, each of which went to a random half of its people. */
public record VariantResults(Text first, Text second) {
    /** People who must have received each text before anything is said of a difference: of fewer, one or two decide. */
    public static final int LEAST = 30;

    /** Of the normal distribution: in 19 of 20 cases a value is no farther from the middle. */
    private static final double NINETEEN_OF_TWENTY = 1.96;

    /**
     * One of the texts.
     *
     * @param recipients everybody it was drawn for, whether or not they could be written to
     * @param told to how many it was sent whose platform tells what is received and read
     * @param steps how many did each thing, as in the {@link Funnel}
     * @param answers how many answered with each button, by payload
     */
    public record Text(
            Variant variant, long recipients, long told, Map<Funnel.Step, Long> steps, Map<String, Long> answers) {
        public Text {
            steps = new EnumMap<>(steps);
            answers = new TreeMap<>(answers);
        }

        /** How many did it; 0 for nobody. */
        public long people(Funnel.Step step) {
            return steps.getOrDefault(step, 0L);
        }

        /** Of how many it is known whether they took a step, as in the {@link Funnel}. */
        public long known(Funnel.Step step) {
            return step.isTold() ? told : people(Funnel.Step.SENT);
        }

        /** How many answered with this button. */
        public long answered(String payload) {
            return answers.getOrDefault(payload, 0L);
        }

        private static Text none(Variant variant) {
            return new Text(variant, 0, 0, new EnumMap<>(Funnel.Step.class), Map.of());
        }
    }

    /** How two shares compare. */
    public enum Difference {
        /** Fewer than {@link #LEAST} people received one of the texts. */
        TOO_FEW,
        /** No larger than what chance makes of two equal texts in 19 of 20 cases. */
        CHANCE,
        MORE_A,
        MORE_B
    }

    /** Whether enough people received each text for their shares to be compared. */
    public boolean isEnough() {
        return Math.min(first.people(Funnel.Step.SENT), second.people(Funnel.Step.SENT)) >= LEAST;
    }

    static VariantResults of(List<Text> found) {
        return new VariantResults(of(found, Variant.A), of(found, Variant.B));
    }

    private static Text of(List<Text> found, Variant variant) {
        return found.stream()
                .filter(text -> text.variant() == variant)
                .findFirst()
                .orElseGet(() -> Text.none(variant));
    }

    /** Whether a text is the better one: more people did at least one thing that it is sent for, and not more stopped. */
    public boolean leads(Difference which) {
        return Stream.of(Funnel.Step.READ, Funnel.Step.ANSWERED, Funnel.Step.SHARED)
                        .anyMatch(step -> difference(step, text -> text.people(step)) == which)
                && difference(Funnel.Step.STOPPED, text -> text.people(Funnel.Step.STOPPED)) != which;
    }

    /**
     * How the shares of those who took a step compare, of those of whom it is known.
     *
     * <p>By the interval of Agresti and Caffo for the difference of two proportions (The American Statistician 54, 2000): with one
     * success and one failure added to each it holds for rare things too.
     *
     * @param people how many did it, of one text
     */
    public Difference difference(Funnel.Step step, ToLongFunction<Text> people) {
        if (Math.min(first.known(step), second.known(step)) < LEAST) {
            return Difference.TOO_FEW;
        }
        double ofA = first.known(step) + 2.0;
        double ofB = second.known(step) + 2.0;
        double shareA = (people.applyAsLong(first) + 1) / ofA;
        double shareB = (people.applyAsLong(second) + 1) / ofB;
        double reach = NINETEEN_OF_TWENTY * Math.sqrt(shareA * (1 - shareA) / ofA + shareB * (1 - shareB) / ofB);
        if (Math.abs(shareA - shareB) <= reach) {
            return Difference.CHANCE;
        }
        return shareA > shareB ? Difference.MORE_A : Difference.MORE_B;
    }
}
