package org.relais.template;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.text.TextBundle;

/**
 * Name of an organisation, and how French says "of" it: by elision ("d’Écologie Lyon"), with its article drawn in ("des Amis
 * du quartier"), or with one that it doesn't bear ("du Collectif Oxygène"). Rules find what can be seen; the rest (whether an
 * h is mute, the gender of initials) are lists in {@code names_fr.properties}, and an organisation corrects what is wrong.
 *
 * @param of the name after "de", as in "les messages …"
 */
public record OrganisationName(String name, String of) {
    private static final Map<String, List<String>> LISTS = lists();
    private static final Pattern VOWEL = Pattern.compile("[aeiouœæ].*");
    private static final Pattern MUTE_Y = Pattern.compile("y[^aeiou].*");
    private static final Pattern OF =
            Pattern.compile("(?:de la |de l[’']|de |du |des |d[’']).*", Pattern.CASE_INSENSITIVE);

    /** @param corrected how the organisation says that its name reads after "de"; null where the rules are right */
    public static OrganisationName of(String name, @Nullable String corrected) {
        return new OrganisationName(name, corrected == null ? afterDe(name) : corrected);
    }

    /** Whether this may be how a name reads after "de". */
    public static boolean mayBeOf(String text) {
        return OF.matcher(text).matches();
    }

    /** How French says "to" it: "aux Amis du quartier". */
    public String to() {
        if (startsWith(of, "du ")) {
            return "au " + of.substring(3);
        }
        if (startsWith(of, "des ")) {
            return "aux " + of.substring(4);
        }
        return startsWith(of, "de la ") || startsWith(of, "de l’") || startsWith(of, "de l'")
                ? "à " + of.substring(3)
                : "à " + of.replaceFirst("^(?i:d[’']|de )", "");
    }

    /** What texts name it by; {@code many} is "many" where its verb is in the plural. */
    public Map<String, String> arguments() {
        return Map.of(
                "organisation",
                name,
                "of_organisation",
                of,
                "to_organisation",
                to(),
                "many",
                startsWith(of, "des ") ? "many" : "one");
    }

    /** With others besides. */
    public Map<String, String> arguments(Map<String, String> others) {
        Map<String, String> all = new HashMap<>(arguments());
        all.putAll(others);
        return Map.copyOf(all);
    }

    private static String afterDe(String name) {
        if (startsWith(name, "le ")) {
            return "du " + name.substring(3);
        }
        if (startsWith(name, "les ")) {
            return "des " + name.substring(4);
        }
        if (startsWith(name, "la ")) {
            return "de la " + name.substring(3);
        }
        if (startsWith(name, "l’") || startsWith(name, "l'")) {
            return "de l’" + name.substring(2);
        }
        String word = firstWord(name);
        boolean elided = elides(name, word);
        if (is("plural", word)) {
            return "des " + name;
        }
        if (is("feminine", word) || is("masculine", word)) {
            return elided ? "de l’" + name : is("feminine", word) ? "de la " + name : "du " + name;
        }
        return (elided ? "d’" : "de ") + name;
    }

    /** Whether "de" loses its vowel in front of a name: "d’Amina". */
    public static boolean elides(String name) {
        return elides(name, firstWord(name));
    }

    private static boolean elides(String name, String word) {
        boolean initials = word.length() > 1 && name.startsWith(word.toUpperCase(Locale.ROOT));
        if (word.startsWith("h")) {
            return !initials && !is("aspirated", word);
        }
        return (VOWEL.matcher(word).matches() || MUTE_Y.matcher(word).matches()) && !is("kept", word);
    }

    private static boolean is(String list, String word) {
        return LISTS.getOrDefault(list, List.of()).stream()
                .anyMatch(each ->
                        each.endsWith("*") ? word.startsWith(each.substring(0, each.length() - 1)) : word.equals(each));
    }

    /** Without accents, in small letters. */
    private static String firstWord(String name) {
        String plain = Normalizer.normalize(name.strip(), Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        return plain.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}œæ]", 2)[0];
    }

    private static Map<String, List<String>> lists() {
        Map<String, List<String>> lists = new HashMap<>();
        TextBundle.read(OrganisationName.class, "/texts/names_fr.properties")
                .texts()
                .forEach((list, words) -> lists.put(list, List.of(words.strip().split("\\s+"))));
        return lists;
    }

    private static boolean startsWith(String text, String article) {
        return text.regionMatches(true, 0, article, 0, article.length());
    }
}
