package org.relais.consent.stopword;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reader of messages by the sentence rules of all languages, since people mix them. */
final class SentenceReader {
    /** Name of the verdict when neither a rule nor a guard has found anything. */
    static final String NOTHING = "ordinary";

    /** Parts the rule that found something from what made it doubtful. */
    static final String BUT = ", but ";

    /** Thanks and blessings: where a guard of this name covers all that is said, no likeness makes more of it. */
    static final String THANKS = "nothing but thanks";

    /** The softener of a stop that only asks how one stops. */
    static final String ASKED_HOW = "asked how";

    /** The guard for questions what the word does that stops our messages. */
    static final String OF_THE_WORD = "asks what the word does";

    /** How guards for wishes for more messages begin: where such a one covers all that is said, no likeness makes more of it. */
    private static final String MORE = "more messages";

    private static final String ALONE = ", and nothing else";

    /** So often one guard may apply to one message. */
    private static final int MOST_COVERED = 8;

    private final RuleBook book;

    SentenceReader(RuleBook book) {
        this.book = book;
    }

    /** The rights that a message exercises, when its intent is known already. */
    Set<RightsKind> rights(Message message) {
        return rights(new MessageLine(message.words(), book.index), message);
    }

    Verdict read(Message message) {
        MessageLine line = new MessageLine(message.words(), book.index);
        coverQuotations(line);
        Rule guard = applyGuards(line);
        Set<RightsKind> rights = rights(line, message);
        Verdict stop = stop(line, rights);
        if (stop != null) {
            return stop;
        }
        for (Intent intent : List.of(Intent.HOLD, Intent.OPT_IN, Intent.HELP, Intent.NONE)) {
            Rule rule = first(intent, line);
            if (rule != null) {
                return isAskedHow(intent, rule, line)
                        ? verdict(intent, rule, rights).as(intent, BUT + ASKED_HOW)
                        : verdict(intent, rule, rights);
            }
        }
        // A clause more than thanks may be a farewell.
        if (guard == null || guard.name().equals(THANKS) && !line.isCovered()) {
            return new Verdict(Intent.NONE, NOTHING, null, rights);
        }
        Verdict covered = verdict(Intent.NONE, guard, rights);
        return leavesNothing(guard) && line.isCovered() ? covered.as(Intent.NONE, ALONE) : covered;
    }

    /** Several quoted words are somebody else's; a quoted keyword may still be what the person sent. */
    private static void coverQuotations(MessageLine line) {
        int at = 0;
        while (at < line.size()) {
            int end = at;
            while (end < line.size() && line.token(end).has(Token.QUOTED)) {
                end++;
            }
            if (end - at > 1) {
                line.cover(at, end);
            }
            at = Math.max(end, at + 1);
        }
    }

    /** Covers what guards find; the one that counts, or null where none does. */
    @CanIgnoreReturnValue
    private @Nullable Rule applyGuards(MessageLine line) {
        Rule applied = null;
        for (Rule guard : book.guards) {
            int[] span = guard.find(line);
            for (int times = 0; span.length > 0 && times < MOST_COVERED; times++) {
                line.cover(span[0], span[1]);
                applied = applied == null || applied.name().equals(THANKS) ? guard : applied;
                span = guard.find(line);
            }
        }
        return applied;
    }

    /** A stop that nothing softens counts before one that something does: "how do I leave? I want none of these". */
    private @Nullable Verdict stop(MessageLine line, Set<RightsKind> rights) {
        Verdict softened = null;
        for (Rule out : book.rules.getOrDefault(Intent.OPT_OUT, List.of())) {
            if (out.find(line).length > 0) {
                Rule softener = softener(out, line);
                if (softener == null) {
                    return verdict(Intent.OPT_OUT, out, rights);
                }
                if (softened == null) {
                    softened = new Verdict(Intent.HOLD, out.name() + BUT + softener.name(), out.language(), rights);
                }
            }
        }
        return softened;
    }

    private @Nullable Rule first(Intent intent, MessageLine line) {
        for (Rule rule : book.rules.getOrDefault(intent, List.of())) {
            if (rule.find(line).length > 0) {
                return rule;
            }
        }
        return null;
    }

    private static boolean leavesNothing(Rule guard) {
        return guard.name().startsWith(MORE) || guard.name().equals(OF_THE_WORD);
    }

    /** "What do I write to get out of here?" is asked, and no stop that is suspected. */
    private boolean isAskedHow(Intent intent, Rule rule, MessageLine line) {
        if (intent != Intent.HOLD) {
            return false;
        }
        Rule softener = softener(rule, line);
        return softener != null && softener.name().equals(ASKED_HOW);
    }

    /** Whether a guard covered all that was said, of those that leave nothing to likeness. */
    static boolean isDecided(Verdict verdict) {
        return verdict.rule().equals(THANKS) || verdict.rule().endsWith(ALONE);
    }

    /** The words that likeness is to read: but for sentences that do nothing but wish for more messages, all. */
    List<Token> unread(Verdict verdict, Message message) {
        if (!verdict.rule().startsWith(MORE)) {
            return message.words();
        }
        MessageLine line = new MessageLine(message.words(), book.index);
        coverQuotations(line);
        if (applyGuards(line) == null) {
            return message.words();
        }
        return IntStream.range(0, line.size())
                .filter(at -> IntStream.range(line.sentenceStart(at), line.sentenceEnd(at))
                        .anyMatch(other -> !line.isCovered(other)))
                .mapToObj(line::token)
                .toList();
    }

    /** What makes a stop doubtful, in the sentence in which every match of the rule stands. */
    private @Nullable Rule softener(Rule rule, MessageLine line) {
        int at = rule.find(line)[0];
        for (Rule softener : book.softeners) {
            if (softener.isIn(line, line.sentenceStart(at), line.sentenceEnd(at))) {
                return softener;
            }
        }
        return null;
    }

    private Set<RightsKind> rights(MessageLine line, Message message) {
        Set<RightsKind> found = EnumSet.noneOf(RightsKind.class);
        book.rights.forEach((right, rules) -> {
            if (rules.stream().anyMatch(rule -> rule.find(line).length > 0)) {
                found.add(right);
            }
        });
        if (found.contains(RightsKind.ACCESS) && asksToErase(message)) {
            found.add(RightsKind.ERASURE);
        }
        return found;
    }

    /**
     * "What data have you got on me? Erase them": what is meant stands in the sentence before, where no pattern sees it. Words of one
     * language look like another's, so what one excepts is excepted for all.
     */
    private boolean asksToErase(Message message) {
        MessageLine whole = new MessageLine(message.words(), book.index);
        return book.erasures.stream()
                .map(rule -> rule.find(whole))
                .filter(span -> span.length > 0)
                .anyMatch(span -> book.erasures.stream().noneMatch(other -> other.isExcepted(whole, span[0])));
    }

    private static Verdict verdict(Intent intent, Rule rule, Set<RightsKind> rights) {
        return new Verdict(intent, rule.name(), rule.language(), rights);
    }
}
