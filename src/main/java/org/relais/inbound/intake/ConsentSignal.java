package org.relais.inbound.intake;

import org.jspecify.annotations.Nullable;
import org.relais.consent.stopword.Verdict;

/**
 * What an event says about consent, before anything is looked up.
 *
 * @param rule rule that decided, for the ledger
 * @param language of the words; null when unknown
 * @param sense what else the words may mean
 */
record ConsentSignal(ConsentEffectKind effect, String rule, @Nullable String language, Sense sense) {
    /** The rule of words that wish for no calls, and have nothing else of a stop. */
    static final String NO_CALLS = "no calls";

    /** What else the words may mean, by where the person stands. */
    enum Sense {
        /** Nothing else, wherever they are said. */
        PLAIN,
        /** Something else to whoever stands in a dialogue: "fini". */
        DIALOGUE_WORD,
        /** Enough of a dialogue to whoever stands in one, and nothing to anybody else: "stop the questions". */
        ENOUGH,
        /** The label of a button, or what came of a call. */
        OTHERWISE,
        /** A question about our messages, such as how one leaves, and nothing else. */
        QUESTION,
        /** A no to something that is offered, or one's part or place given up; where nothing is, as {@link #OTHERWISE}. */
        REFUSAL,
        /** An everyday word in some language, and a stop in another: "stp", "fine". */
        EVERYDAY,
        /** A stop of whoever bears the name behind its word, and of nobody else: "Stop Catherine". */
        SIGNED,
        /** Said of the world to whoever is asked for their opinion: "no more bars in my street". */
        OPINION
    }

    ConsentSignal(ConsentEffectKind effect, String rule, @Nullable String language) {
        this(effect, rule, language, Sense.PLAIN);
    }

    ConsentSignal in(Sense other) {
        return new ConsentSignal(effect, rule, language, other);
    }

    ConsentSignal as(ConsentEffectKind other) {
        return new ConsentSignal(other, rule, language, sense);
    }

    /** Whether no rule found anything, and only a likeness to messages that ask to stop. */
    boolean isLikeness() {
        return Verdict.isLikeness(rule);
    }

    /** Whether the whole text is one of the words that ask to stop, or may. */
    boolean isKeyword() {
        return Verdict.isKeyword(rule);
    }

    /** Whether something beside what a rule found takes from it. */
    boolean isSoftened() {
        return Verdict.isSoftened(rule);
    }

    /** Whether it only asks how one leaves, which is told. */
    boolean asksHow() {
        return sense == Sense.QUESTION && Verdict.asksHow(rule);
    }

    boolean dialogueWord() {
        return sense == Sense.DIALOGUE_WORD;
    }
}
