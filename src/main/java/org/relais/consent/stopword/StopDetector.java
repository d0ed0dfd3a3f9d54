package org.relais.consent.stopword;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.consent.stopword.Resemblance.Likeness;

/**
 * Detector of what a reply asks for: stop, resume, help, or nothing. A pure function but for the short texts it
 * remembers, safe for any number of threads; build it once, it reads its rules from {@code stop/<language>.yaml} and
 * what was learned from {@code src/main/examples} when the program was built.
 *
 * <p>The costs of its mistakes are not symmetric: a missed stop breaks the law, a false one can be taken back. So what a
 * reasonable person could read as a stop is at least {@link Intent#HOLD}.
 */
public final class StopDetector {
    private static final String INDEX = "stop/languages.txt";
    private static final Verdict EMPTY = new Verdict(Intent.NONE, "empty", null, Set.of());
    private static final Set<RightsKind> QUESTIONS = Set.of(RightsKind.ORIGIN, RightsKind.ACCESS);
    private static final String ERASED = "data to be seen and erased";
    private static final Set<RightsKind> SEEN_AND_ERASED = Set.of(RightsKind.ACCESS, RightsKind.ERASURE);
    static final String UNLIKE = SentenceReader.BUT + "resembles none";
    static final String LIKE = ", and resembles one";
    /** Whoever does not know whether they want our messages is asked, whatever it resembles. */
    private static final String DOUBT = "in doubt";
    /** Suspected of few words that are said otherwise hardly ever: likeness may confirm them, and never drops them. */
    private static final Set<String> KEPT =
            Set.of("somebody near forbids it", "take me off, written together", "pause in writing");

    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?؟…\\n])");

    /** So many words are an exclamation, and no sentence. */
    private static final int EXCLAIMED = 2;

    private static volatile @Nullable StopDetector ofClassPath;

    private final RuleBook book;
    private final KeywordReader keywords;
    private final SentenceReader sentences;
    private final AffirmationReader affirmations;
    private final Resemblance resemblance;
    private final VerdictMemory remembered = new VerdictMemory();

    private StopDetector(Map<String, LanguageFile> files) {
        this.book = new RuleBook(files);
        this.keywords = new KeywordReader(book);
        this.sentences = new SentenceReader(book);
        this.affirmations = new AffirmationReader(book);
        this.resemblance = Resemblance.load();
    }

    /**
     * Reads the rules of every language that an index {@code stop/languages.txt} on the class path names, once: whoever asks
     * again gets the same detector.
     *
     * @throws IllegalArgumentException when a rule file is faulty, naming file and fault
     */
    public static StopDetector load() {
        StopDetector known = ofClassPath;
        if (known == null) {
            // Two at once would both read, and get equal ones.
            known = load(StopDetector.class.getClassLoader());
            ofClassPath = known;
        }
        return known;
    }

    /** As {@link #load()}, with the rule files that a class loader finds. */
    public static StopDetector load(ClassLoader loader) {
        return new StopDetector(files(loader));
    }

    /** The rule files that a class loader finds, by language; those of all languages come first. */
    static Map<String, LanguageFile> files(ClassLoader loader) {
        Map<String, LanguageFile> files = new LinkedHashMap<>();
        files.put(LanguageFile.ANY, file(LanguageFile.ANY, loader));
        try {
            for (URL index : java.util.Collections.list(loader.getResources(INDEX))) {
                for (String code : codes(index)) {
                    files.computeIfAbsent(code, missing -> file(missing, loader));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return files;
    }

    /**
     * What the text asks for. Any string is accepted; a very long one is read at its beginning and its end. Whoever handles a
     * reply may ask again: a short text is remembered.
     */
    public Verdict detect(String text) {
        return remembered.of(text, this::read);
    }

    private Verdict read(String text) {
        String readable = readable(text);
        if (readable.isEmpty()) {
            return EMPTY;
        }
        Verdict command = command(readable);
        if (command != null) {
            return command;
        }
        Message message = message(readable);
        Verdict keyword = keywords.read(message);
        if (keyword == null) {
            return weigh(sentences.read(message), message);
        }
        return new Verdict(keyword.intent(), keyword.rule(), keyword.language(), sentences.rights(message));
    }

    /**
     * Weighs what the rules found against what the message resembles. What neither a rule nor a guard decided is held when it
     * resembles the messages that ask to stop (a question about one's data alone asks for its answer). A stop that a rule found
     * where little resembles one is asked about; what a rule would hold there is ordinary, and where all resembles one it is a
     * stop. Whoever wants their data and wants them erased stops, as whoever wants them erased does.
     */
    private Verdict weigh(Verdict verdict, Message message) {
        if (verdict.rights().containsAll(SEEN_AND_ERASED)) {
            return new Verdict(Intent.OPT_OUT, ERASED, verdict.language(), verdict.rights());
        }
        List<Token> words = message.words();
        return switch (verdict.intent()) {
            case OPT_OUT -> doubted(verdict, words);
            case HOLD -> settled(verdict, words);
            case NONE -> missed(verdict, sentences.unread(verdict, message));
            case OPT_IN, HELP -> verdict;
        };
    }

    private Verdict doubted(Verdict stop, List<Token> words) {
        if (endsInKeyword(stop, words)) {
            return stop;
        }
        Likeness likeness = resemblance.of(words);
        if (!likeness.isUnlikeStop()) {
            return stop;
        }
        // "You write too much. Once a month. No, unsubscribe me": what is said last is meant, and what is a sentence of
        // its own, whatever the rest resembles; "Stop! Who brings the cake?" is none.
        boolean dropped = likeness.isOrdinary()
                && !likeness.isShort()
                && !resemblance.of(Message.lastClause(words)).isLikeStop()
                && Message.sentences(words).stream()
                        .filter(sentence -> sentence.size() > EXCLAIMED)
                        .noneMatch(sentence -> resemblance.of(sentence).isLikeStop());
        return stop.as(dropped ? Intent.NONE : Intent.HOLD, UNLIKE);
    }

    private Verdict settled(Verdict hold, List<Token> words) {
        if (hold.rule().equals(DOUBT)) {
            return hold;
        }
        Likeness likeness = resemblance.of(words);
        if (!isSuspected(hold)) {
            // A stop with something beside it that takes from it is never more than a question. Whoever asks how to
            // leave is told.
            boolean asks = words.stream().anyMatch(word -> word.has(Token.ASKED));
            return likeness.isOrdinary() && !asks ? hold.as(Intent.NONE, UNLIKE) : hold;
        }
        if (likeness.confirms()) {
            return hold.as(Intent.OPT_OUT, LIKE);
        }
        return likeness.isHardlyStop() && !KEPT.contains(hold.rule()) && !endsInOwnClause(hold, words)
                ? hold.as(Intent.NONE, UNLIKE)
                : hold;
    }

    /** "There is no Karim here, enough": set apart from what stands before it, a keyword is about the messages. */
    private boolean endsInOwnClause(Verdict verdict, List<Token> words) {
        return endsInKeyword(verdict, words) && words.get(words.size() - 1).before() != Token.NO_BREAK;
    }

    /** STOP as the last word is meant whatever stands before it; where more follows, it may have meant to wait. */
    private boolean endsInKeyword(Verdict verdict, List<Token> words) {
        return verdict.language() == null
                && (book.keywords.containsKey(words.get(words.size() - 1).word().text()) || book.endsInStop(words));
    }

    /** Held for what it says, and not because a stop was softened. */
    private static boolean isSuspected(Verdict hold) {
        return !hold.rule().contains(SentenceReader.BUT);
    }

    /** What a guard covered may still leave a stop, but it takes more to say so. */
    private Verdict missed(Verdict none, List<Token> words) {
        if (onlyAsks(none) || SentenceReader.isDecided(none)) {
            return none;
        }
        Likeness likeness = resemblance.of(words);
        boolean unknown = none.rule().equals(SentenceReader.NOTHING);
        if (unknown && likeness.isStop()) {
            return new Verdict(Intent.OPT_OUT, Verdict.RESEMBLES, null, none.rights());
        }
        // What a guard covered is never more than a question: "bye bye" and wishes to join have been much like stops.
        return (unknown ? likeness.isLikeStop() : likeness.isMuchLikeStop())
                ? new Verdict(Intent.HOLD, Verdict.RESEMBLES, null, none.rights())
                : none;
    }

    /** Where the data come from, or what they are, and nothing more. */
    private static boolean onlyAsks(Verdict verdict) {
        return !verdict.rights().isEmpty() && QUESTIONS.containsAll(verdict.rights());
    }

    /**
     * Whether the text says yes or no, for use where a question to this person is open, and only there. Ask
     * {@link #detect} first: a stop is a stop whatever the question was.
     */
    public Affirmation affirmation(String text) {
        return affirmations.read(message(readable(text)));
    }

    /** Whether the text says yes, politeness apart, and nothing else: "oui svp", and not "oui repas". */
    public boolean isPlainYes(String text) {
        return affirmations.isPlainYes(message(readable(text)));
    }

    /**
     * Whether a text asks how one stops our messages, or what the word does that stops them, and wishes for nothing beside that:
     * who says besides that they want no more is asked whether we stop.
     *
     * @param whole what was detected in it
     */
    public boolean asksHowToLeave(String text, Verdict whole) {
        if (!Verdict.asksHow(whole.rule())) {
            return whole.rule().startsWith(SentenceReader.OF_THE_WORD);
        }
        return SENTENCE_END
                .splitAsStream(text)
                .map(this::detect)
                .allMatch(sentence -> sentence.intent() == Intent.NONE || Verdict.asksHow(sentence.rule()));
    }

    /**
     * Whether a text has a word for messages in any language, or one of these languages for writing and calling, for lists, data or
     * taking somebody off, or is a stop by one of its words alone.
     *
     * @param languages that it may be written in
     */
    public boolean speaksOfMessages(String text, Set<String> languages) {
        return book.tokeniser.tokens(readable(text)).stream()
                .anyMatch(token -> book.isOfMessages(token.word(), languages));
    }

    /** Whether a text has a word for messages, contact, lists, data or an end in any language. */
    public boolean speaksOfStops(String text) {
        return book.tokeniser.tokens(readable(text)).stream().anyMatch(token -> book.isOfStops(token.word()));
    }

    static String readable(String text) {
        return Folding.compatible(text).strip();
    }

    private Message message(String readable) {
        return Message.of(book.tokeniser.tokens(readable), book);
    }

    /** A Telegram command: {@code /stop@OurBot}, {@code /start payload}. */
    private @Nullable Verdict command(String text) {
        if (text.charAt(0) != '/') {
            return null;
        }
        int end = 1;
        while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
            end++;
        }
        Keyword keyword = book.keywords.get(Folding.fold(text.substring(1, end)));
        return keyword == null ? null : new Verdict(keyword.kind().intent(), "command", keyword.language(), Set.of());
    }

    private static List<String> codes(URL index) throws IOException {
        try (InputStream stream = index.openStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }

    private static LanguageFile file(String code, ClassLoader loader) {
        URL address = loader.getResource("stop/" + code + ".yaml");
        if (address == null) {
            throw new IllegalArgumentException("stop/" + code + ".yaml is named in " + INDEX + " but missing");
        }
        return LanguageFile.read(address, code);
    }
}
