package org.relais.conversation;

import java.util.Locale;
import java.util.stream.Stream;

/** What a volunteer's words may say of the person they were given to call. */
public enum CallReport {
    /** How the call went: nobody answered, the number is wrong, no interest. */
    RESULT,
    /** The person called wishes no more calls or messages. */
    REMOVAL,
    /** They ask where their number comes from. */
    ORIGIN;

    /** The lists of words that say so. */
    Stream<String> keys() {
        return this == RESULT
                ? Stream.of("call.result", "call.no_answer", "call.refused", "call.wrong_number")
                : Stream.of("call." + name().toLowerCase(Locale.ROOT));
    }
}
