package org.relais.consent.stopword;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the detector understood of one reply.
 *
 * @param intent what is asked
 * @param rule name of the rule that decided, as written in its language file; for the ledger and for operators
 * @param language code of the file that the rule stands in; null when the rule belongs to no language (STOP, an emoji)
 * @param rights the rights the text exercises besides, whatever the intent; usually empty. One message may hold several,
 *     and each has its own deadline, so none may hide another
 */
public record Verdict(Intent intent, String rule, @Nullable String language, Set<RightsKind> rights) {
    static final String RESEMBLES = "resembles a stop";
    static final String KEYWORD = "keyword";
    static final String EVERYDAY_WORD = "everyday keyword";

    public Verdict {
        rights = Set.copyOf(rights);
    }

    /** Whether the whole text is a keyword, as spelled; no command, no sentence, no misspelling. */
    public boolean isKeyword() {
        return isKeyword(rule);
    }

    /** The same of the rule that decided. */
    public static boolean isKeyword(String rule) {
        return rule.equals(KEYWORD) || rule.equals(EVERYDAY_WORD);
    }

    /** Whether the whole text is a word that means something else in most sentences: "fini", "cancel". */
    public boolean isEverydayWord() {
        return rule.equals(EVERYDAY_WORD);
    }

    /** Whether no rule found anything, and only the likeness to messages that ask to stop decided. */
    public boolean onlyResembles() {
        return isLikeness(rule);
    }

    /** The same of the rule that decided. */
    public static boolean isLikeness(String rule) {
        return rule.equals(RESEMBLES);
    }

    /** Whether it takes the examples to say so: where something else is open the words may be about that. */
    public boolean isByLikeness() {
        return onlyResembles() || rule.endsWith(StopDetector.LIKE);
    }

    /**
     * Whether something that is said beside what a rule found takes from it, by the rule that decided: "but the rest is fine".
     * That the examples have nothing like it is not said.
     */
    public static boolean isSoftened(String rule) {
        return rule.replace(StopDetector.UNLIKE, "").contains(SentenceReader.BUT);
    }

    /** Whether it is softened by asking how one stops, by the rule that decided. */
    public static boolean asksHow(String rule) {
        return rule.endsWith(SentenceReader.BUT + SentenceReader.ASKED_HOW);
    }

    /** The same rule and rights taken for something else. */
    Verdict as(Intent other, String why) {
        return new Verdict(other, rule + why, language, rights);
    }

    /** Whether it asks how to get messages again, or what if one wished to: no consent, and the answer is how. */
    public boolean asksTheWayBack() {
        return intent == Intent.NONE && rule.equals("asks the way back");
    }

    /** Rules of every language for what is no stop of whoever writes, because it is somebody else's. */
    private static final Set<String> SOMEBODY_ELSE = Set.of("somebody else says", "speaking of somebody else");

    /** Whether notes about another person may say that this person asked to be removed; to be asked about, not to act upon. */
    public boolean mayReportRemoval() {
        return intent == Intent.OPT_OUT
                || intent == Intent.HOLD
                || SOMEBODY_ELSE.stream().anyMatch(rule::startsWith);
    }
}
