package org.relais.ledger;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.text.Languages;
import org.relais.text.TextBundle;

/**
 * What people call the words of the machine that events carry, for pages and printed proofs: the rule that decided, and the
 * wording that was agreed to. From {@code terms.<language>.properties}, in the organisers' languages.
 */
public final class LedgerTerms {
    private static final Map<String, LedgerTerms> ALL =
            Languages.OF_ORGANISERS.stream().collect(Collectors.toUnmodifiableMap(each -> each, LedgerTerms::new));

    /** As a consent event refers to its wording: {@code join@3/fr}. */
    private static final Pattern WORDING = Pattern.compile("([a-z][a-z0-9_.-]*)@(\\d+)/([a-z-]+)");

    private static final Pattern PLATFORMS_CODE = Pattern.compile("\\d+");

    private final Map<String, String> texts;

    private LedgerTerms(String language) {
        texts = TextBundle.read(LedgerTerms.class, "terms." + language + ".properties")
                .texts();
    }

    /** @throws IllegalArgumentException for a language that no organiser reads in */
    public static LedgerTerms in(String language) {
        LedgerTerms terms = ALL.get(language);
        if (terms == null) {
            throw new IllegalArgumentException("organisers do not read in " + language);
        }
        return terms;
    }

    /**
     * A wording by its reference.
     *
     * @param name what people call it
     */
    public record Wording(String name, int version, String language) {}

    /**
     * What decided an event.
     *
     * @param code the machine's own word, where it says more than the words do; null for none
     */
    public record Rule(String words, @Nullable String code) {}

    /** What the rule of an event is called; one of the hundreds of the detector by what its sentence asked for. */
    public Rule rule(LedgerEvent event, String rule) {
        String known = texts.get("rule." + (isPlatforms(rule) ? "platform" : rule.replaceAll("[^a-z]+", "_")));
        return known == null
                ? new Rule(sentence(event), rule)
                : new Rule(known, PLATFORMS_CODE.matcher(rule).matches() ? rule : null);
    }

    private String sentence(LedgerEvent event) {
        String asked =
                switch (event.kind()) {
                    case OPT_OUT -> "stop";
                    case OPT_IN -> "agreed";
                    default -> "doubt";
                };
        return texts.getOrDefault("rule." + asked, asked);
    }

    /** The wording of a reference; empty where it refers to none of ours. */
    public Optional<Wording> wording(String reference) {
        Matcher parts = WORDING.matcher(reference);
        return parts.matches()
                ? Optional.of(new Wording(
                        texts.getOrDefault("wording." + parts.group(1), parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        parts.group(3)))
                : Optional.empty();
    }

    /** The platform told it: its rule is that, or the platform's code. */
    public static boolean isPlatforms(String rule) {
        return rule.equals("platform") || PLATFORMS_CODE.matcher(rule).matches();
    }
}
