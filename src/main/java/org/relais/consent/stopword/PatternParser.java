package org.relais.consent.stopword;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parser of the patterns of one language.
 *
 * <pre>
 * vos            this word            desabonn*        a word that begins so
 * MESSAGE        a word of that list  a|MESSAGE        one of these words
 * X?             or nothing           STOP&amp;@CAPS       both
 * (A b | C)      one of these sequences; behind the bracket ? none or one,
 *                * any number, + at least one
 * &lt;WISH&gt;         the phrase of that name
 * ..  ..5        up to three (five) words of the same clause        ..!X   none of them an X
 * ...            up to twelve words, across commas                  &gt;  &gt;&gt;  the rest of the clause, of the sentence
 * ^  $  ^^  $$   start and end of a clause, of the message          $?  $! end of a question; of a clause, and no conjunction
 * !X  &lt;!X        the next (the previous) word is no X
 * &#64;any &#64;number &#64;Name &#64;Title &#64;CAPS &#64;plain &#64;unknown   any word, a number, an unknown capitalised word,
 *                a capital first letter, all capitals, not between quotation marks, in no word list
 * &#64;joined        with no politeness between it and the word before; &#64;polite  with some
 * STOP_PHRASE    all words of a keyword of several, the longest; of the other kinds likewise
 * </pre>
 */
final class PatternParser {
    private static final int GAP = 3;
    private static final int WIDE_GAP = 12;

    private final Concepts concepts;
    private final LexiconBuilder lexicon;
    private final String language;
    private final Map<String, List<String>> phrases;
    private final Map<String, PhraseList> keywords;
    private final WordTest conjunction;

    private List<String> parts = List.of();
    private int at;

    /** @param keywords those of several words, by the name of their kind in patterns */
    PatternParser(
            Concepts concepts,
            LexiconBuilder lexicon,
            String language,
            Map<String, List<String>> phrases,
            Map<String, PhraseList> keywords,
            WordTest conjunction) {
        this.concepts = concepts;
        this.lexicon = lexicon;
        this.language = language;
        this.phrases = phrases;
        this.keywords = keywords;
        this.conjunction = conjunction;
    }

    /** @throws IllegalArgumentException naming the pattern and what is wrong with it */
    Pattern parse(String pattern) {
        try {
            List<int[]> needed = new ArrayList<>();
            Node first = parseAll(pattern, Node.End.END, needed);
            return new Pattern(first, needed);
        } catch (IllegalArgumentException fault) {
            throw new IllegalArgumentException("pattern '" + pattern + "': " + fault.getMessage(), fault);
        }
    }

    private Node parseAll(String pattern, Node last, List<int[]> needed) {
        List<String> outerParts = parts;
        int outerAt = at;
        parts = split(pattern);
        at = 0;
        Node first = sequence(last, needed);
        if (at < parts.size()) {
            throw new IllegalArgumentException("unexpected '" + parts.get(at) + "'");
        }
        parts = outerParts;
        at = outerAt;
        return first;
    }

    /** Cuts at white space and brackets; a bar parts sequences inside brackets, and only joins words outside. */
    private static List<String> split(String pattern) {
        StringBuilder spaced = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char sign = pattern.charAt(i);
            depth += sign == '(' ? 1 : sign == ')' ? -1 : 0;
            spaced.append(
                    switch (sign) {
                        case '(' -> " ( ";
                        case ')' -> " )";
                        case '|' -> depth > 0 ? " | " : "|";
                        default -> String.valueOf(sign);
                    });
        }
        return List.of(spaced.toString().strip().split("\\s+"));
    }

    /** A sequence up to the end, a bar or a closing bracket. */
    private Node sequence(Node last, List<int[]> needed) {
        List<Node> nodes = new ArrayList<>();
        while (at < parts.size() && !parts.get(at).equals("|") && !parts.get(at).startsWith(")")) {
            nodes.add(element(parts.get(at++), needed));
        }
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("empty sequence");
        }
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).next = i + 1 < nodes.size() ? nodes.get(i + 1) : last;
        }
        return nodes.get(0);
    }

    private Node element(String part, List<int[]> needed) {
        if (part.equals("(")) {
            return group(needed);
        }
        if (part.startsWith("<") && part.endsWith(">") || part.startsWith("<") && part.endsWith(">?")) {
            return phrase(part, needed);
        }
        return switch (part) {
            case "^" -> new Node.Edge(Node.Edge.Place.CLAUSE_START, conjunction);
            case "$" -> new Node.Edge(Node.Edge.Place.CLAUSE_END, conjunction);
            case "^^" -> new Node.Edge(Node.Edge.Place.MESSAGE_START, conjunction);
            case "$$" -> new Node.Edge(Node.Edge.Place.MESSAGE_END, conjunction);
            case "$!" -> new Node.Edge(Node.Edge.Place.BREAK, conjunction);
            case "$?" -> new Node.Edge(Node.Edge.Place.QUESTION_END, conjunction);
            case ">" -> new Node.Rest(Token.PAUSE);
            case ">>" -> new Node.Rest(Token.SENTENCE);
            default -> {
                PhraseList listed = keywords.get(part);
                if (listed != null) {
                    yield new Node.Listed(listed);
                } else if (part.startsWith("<!")) {
                    yield new Node.Not(test(part.substring(2)), true);
                } else if (part.startsWith("!")) {
                    yield new Node.Not(test(part.substring(1)), false);
                } else if (part.startsWith("..")) {
                    yield gap(part);
                } else {
                    yield word(part, needed);
                }
            }
        };
    }

    private Node gap(String part) {
        int bang = part.indexOf('!');
        WordTest without = bang < 0 ? null : test(part.substring(bang + 1));
        String dots = bang < 0 ? part : part.substring(0, bang);
        if (dots.equals("...")) {
            return new Node.Gap(WIDE_GAP, true, without);
        }
        return new Node.Gap(dots.equals("..") ? GAP : Integer.parseInt(dots.substring(2)), false, without);
    }

    private Node word(String part, List<int[]> needed) {
        boolean optional = part.endsWith("?");
        WordTest test = test(optional ? part.substring(0, part.length() - 1) : part);
        return choice(test, optional ? "?" : "", needed);
    }

    private static Node choice(WordTest test, String times, List<int[]> needed) {
        Node.One one = new Node.One(test);
        if (times.isEmpty()) {
            if (test instanceof WordTest.AnyOf anyOf) {
                needed.add(anyOf.concepts());
            }
            return one;
        }
        boolean optional = !times.equals("+");
        Node.Choice choice = new Node.Choice(List.of(one), optional);
        one.next = new Node.Rejoin(choice, !times.equals("?"));
        if (!optional && test instanceof WordTest.AnyOf anyOf) {
            needed.add(anyOf.concepts());
        }
        return choice;
    }

    /** The alternatives of a bracket that holds nothing but single words; empty when it holds more. */
    private List<String> singleWords(int from, int to) {
        List<String> words = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String part = parts.get(i);
            boolean bar = (i - from) % 2 == 1;
            boolean plain =
                    part.chars().allMatch(letter -> Character.isLetterOrDigit(letter) || "_*@&".indexOf(letter) >= 0);
            if (bar ? !part.equals("|") : !plain) {
                return List.of();
            }
            if (!bar) {
                words.add(part);
            }
        }
        return words;
    }

    private Node group(List<int[]> needed) {
        int close = closing(at);
        List<String> single = singleWords(at, close);
        if (!single.isEmpty()) {
            at = close + 1;
            return choice(test(String.join("|", single)), parts.get(close).substring(1), needed);
        }
        String times = parts.get(close).substring(1);
        boolean repeated = times.equals("*") || times.equals("+");
        boolean optional = times.equals("*") || times.equals("?");
        List<Node> branches = new ArrayList<>();
        Node.Choice choice = new Node.Choice(branches, optional);
        List<List<int[]>> branchNeeds = new ArrayList<>();
        do {
            List<int[]> branchNeed = new ArrayList<>();
            branches.add(sequence(new Node.Rejoin(choice, repeated), branchNeed));
            branchNeeds.add(branchNeed);
        } while (at < parts.size() && parts.get(at++).equals("|"));
        if (!optional) {
            addCommonNeed(branchNeeds, needed);
        }
        return choice;
    }

    private int closing(int from) {
        int depth = 1;
        for (int i = from; i < parts.size(); i++) {
            if (parts.get(i).equals("(")) {
                depth++;
            } else if (parts.get(i).startsWith(")") && --depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("bracket is not closed");
    }

    private Node phrase(String part, List<int[]> needed) {
        boolean optional = part.endsWith("?");
        String name = part.substring(1, part.length() - (optional ? 2 : 1));
        List<String> sequences = phrases.get(name);
        if (sequences == null) {
            throw new IllegalArgumentException("no phrase named " + name);
        }
        List<Node> branches = new ArrayList<>();
        Node.Choice choice = new Node.Choice(branches, optional);
        List<List<int[]>> branchNeeds = new ArrayList<>();
        for (String sequence : sequences) {
            List<int[]> branchNeed = new ArrayList<>();
            branches.add(parseAll(sequence, new Node.Rejoin(choice, false), branchNeed));
            branchNeeds.add(branchNeed);
        }
        if (!optional) {
            addCommonNeed(branchNeeds, needed);
        }
        return choice;
    }

    /** Every branch needs something: then the line needs one of these somethings. */
    private static void addCommonNeed(List<List<int[]>> branchNeeds, List<int[]> needed) {
        if (branchNeeds.stream().noneMatch(List::isEmpty)) {
            needed.add(branchNeeds.stream()
                    .flatMapToInt(need -> Arrays.stream(need.get(0)))
                    .distinct()
                    .toArray());
        }
    }

    private WordTest test(String part) {
        @Nullable WordTest marks = null;
        List<Integer> wanted = new ArrayList<>();
        for (String alternative : part.split("\\|")) {
            WordTest other = special(alternative);
            if (other == null) {
                wanted.add(concept(alternative));
            } else {
                marks = marks == null ? other : new WordTest.Either(marks, other);
            }
        }
        WordTest words =
                new WordTest.AnyOf(wanted.stream().mapToInt(Integer::intValue).toArray());
        if (marks == null) {
            return words;
        }
        return wanted.isEmpty() ? marks : new WordTest.Either(words, marks);
    }

    private @Nullable WordTest special(String part) {
        int and = part.indexOf('&');
        if (and > 0) {
            return new WordTest.Both(test(part.substring(0, and)), test(part.substring(and + 1)));
        }
        return switch (part) {
            case "@any" -> new WordTest.Anything();
            case "@Name" -> new WordTest.Name();
            case "@number" -> new WordTest.Written(Token.NUMBER);
            case "@Title" -> new WordTest.Written(Token.TITLE);
            case "@CAPS" -> new WordTest.Written(Token.CAPITALS);
            case "@plain" -> new WordTest.Unwritten(Token.QUOTED);
            case "@joined" -> new WordTest.Unwritten(Token.BEHIND_POLITENESS);
            case "@polite" -> new WordTest.Written(Token.BEHIND_POLITENESS);
            case "@unknown" -> new WordTest.Unknown();
            default -> {
                if (part.startsWith("@")) {
                    throw new IllegalArgumentException("unknown '" + part + "'");
                }
                yield null;
            }
        };
    }

    private int concept(String part) {
        if (!isListName(part)) {
            int concept = concepts.number(Concepts.LITERAL + part);
            String unused = lexicon.literal(part, concept);
            assert !unused.isEmpty();
            return concept;
        }
        for (String owner : List.of(language, LanguageFile.ANY)) {
            if (concepts.knows(owner + "." + part)) {
                return concepts.number(owner + "." + part);
            }
        }
        throw new IllegalArgumentException("no word list named " + part);
    }

    private static boolean isListName(String part) {
        return part.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z' || letter == '_');
    }
}
