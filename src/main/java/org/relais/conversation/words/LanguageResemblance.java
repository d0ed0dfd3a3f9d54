package org.relais.conversation.words;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.text.TextBundle;

/**
 * The language that a text resembles most, by its words and sequences of three letters, against the examples, the words and
 * the texts that we have in each: a Bayes classifier that learns in a moment, always the same. It says nothing where two
 * languages are near each other. A pure function, safe for any number of threads.
 */
final class LanguageResemblance {
    private static final int LETTERS = 3;
    private static final double UNSEEN = 0.3;
    /** How much likelier (natural logarithm, per feature's root) the first is than the second. */
    private static final double CLEAR = 1.5;

    private final List<String> languages = ReplyFiles.languages().stream()
            .filter(language -> !language.equals("any"))
            .toList();
    private final Map<String, double[]> counts = new HashMap<>();
    private final double[] totals = new double[languages.size()];

    /** Learned when it is first asked for. */
    private static final class Standard {
        static final LanguageResemblance MODEL = new LanguageResemblance(Integer.MAX_VALUE);
    }

    /** One that leaves out each so many-th example. */
    LanguageResemblance(int leftOut) {
        for (int at = 0; at < languages.size(); at++) {
            String language = languages.get(at);
            List<ReplyFiles.Example> examples = ReplyFiles.examples(language);
            for (int line = 0; line < examples.size(); line++) {
                if (line % leftOut != leftOut - 1) {
                    learn(at, examples.get(line).text());
                }
            }
            for (String phrase : texts(language)) {
                learn(at, phrase);
            }
            for (String word : ReplyFiles.vocabulary(language)) {
                learn(at, word);
            }
        }
    }

    static LanguageResemblance standard() {
        return Standard.MODEL;
    }

    /** The language that a text is clearly nearest to. */
    Optional<String> of(String text) {
        List<String> features = features(text);
        double[] odds = new double[totals.length];
        for (String feature : features) {
            double[] seen = counts.get(feature);
            if (seen != null) {
                for (int at = 0; at < odds.length; at++) {
                    odds[at] += Math.log((seen[at] + UNSEEN) / (totals[at] + UNSEEN));
                }
            }
        }
        int best = 0;
        for (int at = 1; at < odds.length; at++) {
            best = odds[at] > odds[best] ? at : best;
        }
        double second = Double.NEGATIVE_INFINITY;
        for (int at = 0; at < odds.length; at++) {
            second = at == best ? second : Math.max(second, odds[at]);
        }
        double lead = (odds[best] - second) / Math.sqrt(Math.max(1, features.size()));
        return lead >= CLEAR ? Optional.of(languages.get(best)) : Optional.empty();
    }

    private void learn(int language, String text) {
        for (String feature : features(text)) {
            counts.computeIfAbsent(feature, any -> new double[totals.length])[language]++;
            totals[language]++;
        }
    }

    private static List<String> features(String text) {
        List<String> features = new ArrayList<>();
        for (String word : WordPhrase.words(text)) {
            if (word.chars().allMatch(Character::isLetter)) {
                String whole = " " + word + " ";
                features.add(whole);
                for (int i = 0; i + LETTERS <= whole.length() && word.length() > 1; i++) {
                    features.add(whole.substring(i, i + LETTERS));
                }
            }
        }
        return features;
    }

    private static List<String> texts(String language) {
        return TextBundle.read(LanguageResemblance.class, "/texts/" + language + ".properties")
                .texts()
                .values()
                .stream()
                .map(text -> text.replaceAll("\\{[^}]*}", " "))
                .toList();
    }
}
