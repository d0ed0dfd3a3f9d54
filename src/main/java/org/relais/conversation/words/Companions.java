package org.relais.conversation.words;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whom somebody brings along, by the words of {@code replies/*.properties}: "avec ma sœur", "on sera deux", "+1", "can my husband
 * come too?". A pure function, safe for any number of threads.
 */
public final class Companions {
    /** Nobody is believed to bring more. */
    public static final int MOST = 20;

    private static final Phrases LIFT = ReplyFiles.phrases("company.lift");
    private static final Pattern DIGITS = Pattern.compile("\\d{1,2}");
    private static final int MOST_WORDS = 30;
    private static final int MOST_CORRECTING = 7;
    /** "Avec ma petite sœur". */
    private static final int BETWEEN = 3;
    /** The same behind whom they name: "my wife and the kids are coming". */
    private static final int MORE_BETWEEN = 5;

    private static final int FEW = 2;

    private static final String COUNT = "company.count";
    private static final String PLUS_SO_MANY = "company.plus";
    private static final String WITH = "company.with";
    private static final String AND_SELF = "company.and_self";
    private static final String BRING = "company.bring";
    private static final String WITHOUT = "company.without";
    private static final String ALONE = "company.alone";
    /** "Solo" is "only" as well. */
    private static final String ONLY = "company.only";

    /** "Only", of one of those whom they were to bring. */
    private static final String JUST = "company.just";

    private static final String ALSO = "company.also";
    private static final String WITH_ME = "company.with_me";
    /** Another number: "make it". */
    private static final String CHANGE = "company.change";

    private static final String SEVERAL = "company.several";
    /** Counted with those they bring: "three adults". */
    private static final String ADULT = "company.adult";

    /** Several who are two: parents. */
    private static final String PAIR = "company.pair";

    private static final String LESS_FILL = "company.less.fill";
    private static final String THEM = "company.less.them";
    /** That somebody comes no more. */
    private static final String DENIAL = "company.less";

    private static final String NOT = "company.not";
    private static final String INSTEAD = "company.instead";
    private static final String ONE_OF = "company.one_of";
    private static final String NO = "no";
    private static final String THEIRS = "company.theirs";
    private static final String SELF = "company.self";
    private static final String AND = "language.and";
    private static final String BUT = "doubt.but";
    private static final String CONDITION = "condition";
    private static final String NUMBER_ONE = "number.one";
    private static final String AFTER_ALL = "change";
    private static final String FRIEND = "share.friend";
    /** What says nothing around a number. */
    private static final String AROUND = "around";

    private static final String AROUND_DAY = "which.fill";

    private static final Map<String, List<String>> LISTS = Map.of(
            FRIEND, List.of(FRIEND, "company.friend"),
            DENIAL, List.of(DENIAL, "company.less.last", "negation"),
            AROUND, List.of(NO, "politeness", "change", "language.but", "number.counted"));

    private static final Pattern PLUS = Pattern.compile("(?<![\\p{L}\\p{N}])\\+ ?([1-9])(?![\\p{N}.]| ?\\p{N})");
    private static final Pattern FIRST_CLAUSE = Pattern.compile("[,;.!،…\\n]+");
    private static final Phrases AGAINST = ReplyFiles.phrases(List.of("trouble", "negation", NO));
    private static final Phrases TROUBLE = ReplyFiles.phrases("trouble");
    private static final Phrases NEGATION = ReplyFiles.phrases("negation");
    private static final Phrases NOES = ReplyFiles.phrases(List.of(NO, "opening"));
    /** "I used to go there with my husband" brings nobody. */
    private static final Phrases PAST = ReplyFiles.phrases("company.past");

    /** Answers of whoever writes, or may. */
    private static final Phrases OWN_ANSWER = ReplyFiles.phrases(List.of(
            "come", "come.go", "yes", "yes.anywhere", "yes.end", NO, "no.anywhere", "no.end", "maybe", "condition"));

    /** "He's got". */
    private static final Phrases REASON = ReplyFiles.phrases("company.less.why");

    private static final List<Words> WORDS =
            ReplyFiles.languages().stream().map(Words::of).toList();

    /** "One" is in "no one" too, and nobody's company. */
    private static final Set<BigDecimal> COUNTS =
            IntStream.rangeClosed(2, MOST).mapToObj(BigDecimal::valueOf).collect(Collectors.toUnmodifiableSet());

    /** Of one language. */
    private record Words(String language, Map<String, Phrases> lists, PhraseCover joins) {
        static Words of(String language) {
            return new Words(
                    language,
                    Stream.of(
                                    COUNT,
                                    PLUS_SO_MANY,
                                    WITH,
                                    AND_SELF,
                                    BRING,
                                    WITHOUT,
                                    ALONE,
                                    ONLY,
                                    ALSO,
                                    CHANGE,
                                    SEVERAL,
                                    PAIR,
                                    ADULT,
                                    LESS_FILL,
                                    THEM,
                                    DENIAL,
                                    NOT,
                                    INSTEAD,
                                    JUST,
                                    ONE_OF,
                                    NO,
                                    FRIEND,
                                    AROUND,
                                    AROUND_DAY,
                                    THEIRS,
                                    SELF,
                                    AND,
                                    BUT,
                                    NUMBER_ONE,
                                    AFTER_ALL,
                                    CONDITION)
                            .collect(Collectors.toUnmodifiableMap(key -> key, key -> phrases(language, key))),
                    PhraseCover.of(
                                    language,
                                    FRIEND,
                                    "company.friend",
                                    ALSO,
                                    WITH_ME,
                                    THEIRS,
                                    BRING,
                                    "company.join.fill",
                                    "language.and",
                                    "yes",
                                    "number.counted",
                                    "opening",
                                    "politeness")
                            .with("any", ReplyFiles.phrases("any", List.of("kind.laugh", "thanks.sign"))));
        }

        private static Phrases phrases(String language, String key) {
            Phrases own = ReplyFiles.phrases(language, LISTS.getOrDefault(key, List.of(key)));
            return key.equals(AROUND) ? Phrases.of(ReplyFiles.phrases("opening"), own) : own;
        }

        private Phrases list(String key) {
            return lists.getOrDefault(key, Phrases.NONE);
        }

        boolean has(String key, List<String> words) {
            return list(key).isIn(words);
        }

        /** Where phrases of a list begin. */
        private IntStream places(String key, List<String> words) {
            return IntStream.range(0, words.size()).filter(at -> list(key).longest(words, at) > 0);
        }

        /** What stands behind the phrase of a list that begins there. */
        private List<String> behind(String key, List<String> words, int at) {
            return words.subList(at + list(key).longest(words, at), words.size());
        }

        /** "Ah no, dos": a no, one number, and what says nothing; empty for anything else. */
        OptionalInt corrected(List<String> words) {
            // "19 no puedo" denies a day, and counts nobody.
            int no = places(NO, words).findFirst().orElse(words.size());
            return no < words.size() && number(words.subList(0, no), false).isEmpty()
                    ? number(list(AROUND).without(words), true)
                    : has(CHANGE, words) && !isCount(words)
                            ? number(list(AROUND).without(list(CHANGE).without(words)), true)
                            : OptionalInt.empty();
        }

        /** "My sister too", "my wife wants to come as well", and nothing else. */
        boolean joins(List<String> words) {
            List<String> uncounted = words.stream()
                    .filter(word -> number(List.of(word), true).isEmpty())
                    .toList();
            return joins.read(uncounted)
                    .map(parts -> parts.stream().map(PhraseCover.Part::list).collect(Collectors.toSet()))
                    .filter(said -> said.contains(ALSO) || said.contains(BRING) || said.contains(WITH_ME))
                    .filter(said -> said.contains(FRIEND) || said.contains("company.friend"))
                    .isPresent();
        }

        /** The one number of these words, of two or more; that they all are where nothing else may stand there. */
        private OptionalInt number(List<String> words, boolean alone) {
            Set<BigDecimal> numbers = (alone ? Stream.of(String.join(" ", words)) : words.stream())
                    .flatMap(word -> DIGITS.matcher(word).matches()
                            ? Stream.of(new BigDecimal(word))
                            : NumberWords.whole(word, language).stream())
                    .filter(COUNTS::contains)
                    .collect(Collectors.toSet());
            return numbers.size() == 1
                    ? OptionalInt.of(numbers.iterator().next().intValue())
                    : OptionalInt.empty();
        }

        /** "My sister will come", "vielleicht kommt meine Schwester": of them, and of nobody who writes. */
        boolean isOfSomebodyElse(List<String> words) {
            boolean alone = !has(SELF, words)
                    && !has(CONDITION, words)
                    && !has(NOT, words)
                    && !isWith(words)
                    && !isCount(words);
            return alone && speaksOfOthers(words, BETWEEN);
        }

        /** Whether one of theirs is said to come, or to be able to, near where they are named. */
        private boolean speaksOfOthers(List<String> words, int between) {
            return places(FRIEND, words)
                    .anyMatch(at -> has(THEIRS, words.subList(Math.max(0, at - BETWEEN), at))
                            || has(THEIRS, words.subList(at + 1, Math.min(words.size(), at + 1 + between))));
        }

        boolean leavesOthers(List<String> words) {
            return places(BUT, words)
                    .filter(at -> at > 0)
                    .mapToObj(at -> behind(BUT, words, at))
                    .anyMatch(rest -> speaksOfOthers(rest, MORE_BETWEEN) && !has(SELF, rest) && !has(DENIAL, rest));
        }

        /** "My husband is at work": somebody, and nobody who comes along. */
        boolean isOfOther(List<String> words) {
            return has(FRIEND, words)
                    && !has(SELF, words)
                    && !has(ALSO, words)
                    && !has(AND, words)
                    && !isWith(words)
                    && !brings(words)
                    && !isCount(words)
                    && list(FRIEND).without(words).size() > 1
                    && heads(words) == 0;
        }

        boolean isCount(List<String> words) {
            return has(COUNT, words) || hasPlus(words);
        }

        /** "One more question" is nobody's company. */
        private boolean hasPlus(List<String> words) {
            return has(PLUS_SO_MANY, list(NOT).without(words));
        }

        /** "Three adults and a child": how many these are; 0 where no adults are counted. */
        int heads(List<String> words) {
            int adults = 0;
            int others = 0;
            for (int at = 1; at < words.size(); at++) {
                int counted = one(words.get(at - 1));
                int friend = list(FRIEND).longest(words, at);
                int adult = list(ADULT).longest(words, at);
                // "My two adult children".
                adults += adult > 0 && list(FRIEND).longest(words, at + adult) == 0 ? counted : 0;
                others +=
                        friend == 0 ? 0 : counted > 0 ? counted : list(SEVERAL).longest(words, at) > 0 ? 2 : 1;
            }
            return adults == 0 || adults + others < 2 ? 0 : adults + others;
        }

        /** "Two friends actually": whom they bring after all, and nothing else; 0 for anything else. */
        int afterAll(List<String> words) {
            return words.size() <= MOST_CORRECTING && has(AFTER_ALL, words) && has(FRIEND, words)
                    ? total(words).orElse(1) - 1
                    : 0;
        }

        /** The number that a word is, from one; 0 for none. */
        private int one(String word) {
            return list(NUMBER_ONE).longest(List.of(word), 0) > 0 || word.equals("1")
                    ? 1
                    : number(List.of(word), true).orElse(0);
        }

        /** "Only my wife comes": of those whom they were to bring no other; 0 for anything else. */
        int onlyOf(List<String> words) {
            return IntStream.range(0, words.size())
                    .filter(at -> list(JUST).longest(words, at) > 0)
                    .mapToObj(at -> behind(words, at + list(JUST).longest(words, at), MORE_BETWEEN))
                    .filter(rest -> has(THEIRS, rest) && !has(SELF, rest) && !has(WITH, rest) && !has(DENIAL, rest))
                    .mapToInt(rest -> IntStream.range(0, Math.min(BETWEEN, rest.size()))
                            .filter(at -> list(FRIEND).longest(rest, at) > 0)
                            .map(at -> friends(rest.subList(0, at + list(FRIEND).longest(rest, at))))
                            .findFirst()
                            .orElse(0))
                    .findFirst()
                    .orElse(0);
        }

        /** "With my sister", "my sister and I"; "I'll check with my wife" brings nobody. */
        boolean isWith(List<String> text) {
            List<String> words = list(ONE_OF).without(list(NOT).without(text));
            return IntStream.range(0, words.size()).anyMatch(at -> {
                int length = list(WITH).longest(words, at);
                int friend = list(FRIEND).longest(words, at);
                return length > 0
                                && (has(FRIEND, behind(words, at + length, BETWEEN))
                                        || has(FRIEND, behind(words, at + length, BETWEEN + 1))
                                                && behind(words, at + length, BETWEEN).stream()
                                                        .anyMatch(Companions::isNumber))
                                && !isOfNext(words, at, length)
                        || friend > 0
                                && (list(AND_SELF).longest(words, at + friend) > 0
                                        // "My carer Steve will be with me".
                                        || at + friend < words.size()
                                                && list(AND_SELF).longest(words, at + friend + 1) > 2);
            });
        }

        private static List<String> behind(List<String> words, int from, int most) {
            return words.subList(from, Math.min(words.size(), from + most));
        }

        /** "And my brother will drop it in": an "and" in front of what somebody else does; "my son and my wife will come" counts both. */
        private boolean isOfNext(List<String> words, int at, int length) {
            int friend = IntStream.range(at + length, Math.min(words.size(), at + length + BETWEEN))
                    .filter(place -> list(FRIEND).longest(words, place) > 0)
                    .findFirst()
                    .orElse(at);
            List<String> front = words.subList(Math.max(0, at - 1), at);
            return list(AND).longest(words, at) == length
                    && list(THEIRS).longest(words, friend + list(FRIEND).longest(words, friend)) > 0
                    && !has(FRIEND, front)
                    && !has(SELF, front)
                    && !has(ALSO, words)
                    && !has(BRING, words);
        }

        /** "Me and my daughter would love to": they come together, and nothing else is said. */
        boolean isTogether(List<String> words) {
            boolean pair = IntStream.range(0, words.size())
                    .anyMatch(at -> list(WITH).longest(words, at) > 1
                                    && list(SELF).longest(words, at) > 0
                            || list(FRIEND).longest(words, at) > 0
                                    && list(AND_SELF)
                                                    .longest(
                                                            words,
                                                            at + list(FRIEND).longest(words, at))
                                            > 0);
            return pair
                    && isWith(words)
                    && joins.read(list(SELF).without(list(AND_SELF).without(words)))
                            .isPresent();
        }

        boolean brings(List<String> text) {
            List<String> words = list(NOT).without(text);
            return has(BRING, words) && (has(FRIEND, words) || isCount(words));
        }

        boolean isFewer(List<String> words) {
            return has(WITHOUT, words) && has(FRIEND, words);
        }

        boolean bringsNobody(List<String> words) {
            return IntStream.range(0, words.size()).anyMatch(at -> isAloneAt(words, at));
        }

        /** "Ya no voy con mi novia", "Beth can't come": somebody, and a word that denies, or says that they are ill. */
        boolean comesWithout(List<String> words) {
            boolean denies = has(DENIAL, words) || TROUBLE.isIn(words);
            return has(THEM, words) || denies && has(FRIEND, words) || isOfNamed(words);
        }

        /** "Beth can't come any more": a word that denies, and in front of it who it is, and nobody who writes. */
        private boolean isOfNamed(List<String> words) {
            return !has(SELF, words)
                    && places(DENIAL, words)
                            .filter(at -> at > 0)
                            .mapToObj(at -> words.subList(0, at))
                            .anyMatch(front -> !list(ALSO)
                                            .without(list(AROUND).without(front))
                                            .isEmpty()
                                    && IntStream.range(0, front.size())
                                            .allMatch(at -> DayWords.lengthAt(front, at) == 0));
        }

        /** Whether of these clauses one says that who writes comes alone, and the others that somebody does not come. */
        boolean isAloneInstead(Stream<List<String>> clauses) {
            List<List<String>> parts = clauses.flatMap(this::parted)
                    .filter(part -> !NOES.without(part).isEmpty())
                    .toList();
            long alone = parts.stream().filter(this::comesAlone).count();
            return alone > 0
                    && alone < parts.size()
                    && parts.stream().allMatch(part -> comesAlone(part) || comesWithout(part));
        }

        /** "She can't come just me", where no mark parts the two. */
        private Stream<List<String>> parted(List<String> words) {
            return IntStream.range(1, words.size())
                    .filter(at -> isAloneAt(words, at) && comesWithout(words.subList(0, at)))
                    .mapToObj(at -> Stream.of(words.subList(0, at), words.subList(at, words.size())))
                    .findFirst()
                    .orElse(Stream.of(words));
        }

        /** The same in a sentence of its own, or in few words with nothing else around them: "juste moi". */
        boolean comesAlone(List<String> words) {
            return IntStream.range(0, words.size())
                    .anyMatch(at -> isAloneAt(words, at)
                            && (list(ALONE).longest(words, at) > FEW
                                    || list(AROUND)
                                            .without(words.subList(0, at))
                                            .isEmpty()));
        }

        /** "Finally I come alone to the meal my grandchildren leave tomorrow": said first, and of others nothing but why. */
        boolean isAloneAndWhy(List<String> words) {
            return IntStream.range(0, words.size())
                    .filter(at -> list(ALONE).longest(words, at) > FEW)
                    .limit(1)
                    .filter(at -> list(AFTER_ALL)
                            .without(list(AROUND).without(words.subList(0, at)))
                            .isEmpty())
                    .mapToObj(at -> behind(ALONE, words, at))
                    .anyMatch(rest -> has(FRIEND, rest) && !has(SELF, rest) && !has(ALSO, rest) && !isCount(rest));
        }

        /** "Vengo solo", with nothing behind it but a day: "vengo solo sabato" is another "solo". */
        private boolean isAloneAt(List<String> words, int at) {
            int length = list(ALONE).longest(words, at);
            if (length == 0) {
                return false;
            }
            List<String> behind = behind(ALONE, words, at);
            List<String> undenied = withoutDenied(behind);
            List<String> rest = list(NUMBER_ONE).without(list(AROUND).without(undenied));
            if (undenied.size() < behind.size()
                    && (isDay(rest) || list(AROUND_DAY).without(rest).isEmpty())) {
                return true;
            }
            return rest.isEmpty() || list(ONLY).longest(words, at + length - 1) == 0 && isDay(rest);
        }

        private boolean isDay(List<String> words) {
            return IntStream.range(0, words.size())
                    .anyMatch(at -> DayWords.lengthAt(words, at) == words.size() - at
                            && list(AROUND_DAY).without(words.subList(0, at)).isEmpty());
        }

        /**
         * How many they bring after these words; empty when they say nothing of it.
         *
         * @param all the same with a no in front
         * @param joined whether a clause says that somebody comes as well
         */
        OptionalInt brought(List<String> words, List<String> all, boolean joined, int noted) {
            if (hasPlus(words)) {
                return OptionalInt.of(number(phrase(words, PLUS_SO_MANY), false).orElse(1));
            }
            int heads = Math.max(heads(words) - 1, afterAll(words));
            if (heads > 0) {
                return OptionalInt.of(heads);
            }
            OptionalInt total = has(COUNT, words) ? number(phrase(words, COUNT), false) : corrected(all);
            if (total.isPresent()) {
                return OptionalInt.of(total.getAsInt() - 1);
            }
            boolean less = isFewer(words);
            if (!less && bringsNobody(words)) {
                return OptionalInt.of(0);
            }
            int friends = friends(words);
            return less
                    ? OptionalInt.of(noted - friends)
                    : isWith(words) || brings(words) || joined && has(FRIEND, words)
                            ? OptionalInt.of(has(ALSO, words) ? noted + friends : friends)
                            : OptionalInt.empty();
        }

        /** The words that are the first phrase of a list. */
        private List<String> phrase(List<String> words, String key) {
            return places(key, words)
                    .mapToObj(at -> words.subList(at, at + list(key).longest(words, at)))
                    .findFirst()
                    .orElse(List.of());
        }

        /** "A los dos con mi mujer" is one friend. */
        private List<String> behindWith(List<String> words) {
            return places(WITH, words)
                    .mapToObj(at -> behind(WITH, words, at))
                    .reduce((first, last) -> last)
                    .orElse(words);
        }

        /** "Ma sœur et deux amis" are three; who are several, nobody knows how many, two. */
        private int friends(List<String> words) {
            return Math.max(
                    1,
                    friendsIn(words)
                            .mapToInt(friend -> friend.number().orElse(friend.several() ? 2 : 1))
                            .sum());
        }

        /** Whether they bring several, and don't say how many. */
        boolean isUncounted(List<String> words) {
            return (isWith(words) || brings(words))
                    && !isCount(words)
                    && friendsIn(words)
                            .anyMatch(friend ->
                                    friend.several() && friend.number().isEmpty() && !friend.pair());
        }

        /** "4", "3 kids": how many come where that was asked, themselves included; empty for anything else. */
        OptionalInt total(List<String> words) {
            List<String> said = list(AROUND).without(words);
            List<String> numbers = list(FRIEND).without(said);
            if (numbers.size() == said.size()) {
                return counted(said);
            }
            OptionalInt plainly = counted(numbers);
            OptionalInt friends =
                    plainly.isPresent() ? plainly : counted(list(LESS_FILL).without(numbers));
            return friends.isPresent() ? OptionalInt.of(friends.getAsInt() + 1) : friends;
        }

        private OptionalInt counted(List<String> words) {
            return words.equals(List.of("1")) ? OptionalInt.of(1) : number(words, true);
        }

        private Stream<Friend> friendsIn(List<String> words) {
            List<Friend> friends = new ArrayList<>();
            int from = 0;
            for (int at = 0; at < words.size(); at++) {
                int length = list(FRIEND).longest(words, at);
                if (length > 0) {
                    List<String> front = words.subList(Math.max(from, at - BETWEEN), at);
                    friends.add(new Friend(
                            number(behindWith(front), false),
                            !has(ONE_OF, front) && list(SEVERAL).longest(words, at) > 0,
                            list(PAIR).longest(words, at) > 0));
                    at += length - 1;
                    from = at + 1;
                }
            }
            return friends.stream();
        }
    }

    /** Whom somebody brings: how many where that is said, and whether they are several, or two. */
    private record Friend(OptionalInt number, boolean several, boolean pair) {}

    private Companions() {}

    /** Whether it is so in one language. */
    private static boolean any(Predicate<Words> said) {
        return WORDS.stream().anyMatch(said);
    }

    /** "Just me, not two", "we are four, not five": without a number that is denied at the end. */
    private static List<String> withoutDenied(List<String> words) {
        int last = words.size() - 1;
        // "Met z'n drieën".
        boolean denied = last > 1
                && isNumber(words.get(last))
                && words.get(last - 1).length() > 1
                && NEGATION.longest(words, last - 1) == 1;
        return denied && !NOES.without(words.subList(0, last - 1)).isEmpty() ? words.subList(0, last - 1) : words;
    }

    /** Whether of those whom somebody was to bring somebody comes no more, and nothing else is said. */
    public static boolean isFewer(String text) {
        return FewerCompanions.in(text).isPresent();
    }

    /** The number of two or more that a word is; 0 for none. */
    public static int number(String word) {
        return WORDS.stream()
                .flatMap(each -> each.number(List.of(word), true).stream().boxed())
                .findFirst()
                .orElse(0);
    }

    /** Whether a word is a number of people: "3", "trois". */
    public static boolean isNumber(String word) {
        return DIGITS.matcher(word).matches()
                || WORDS.stream()
                        .flatMap(each -> NumberWords.whole(word, each.language()).stream())
                        .anyMatch(COUNTS::contains);
    }

    /** Whether a text says how many come: they do come. */
    public static boolean isCount(String text) {
        return isCount(text, WordPhrase.words(text));
    }

    private static boolean isCount(String text, List<String> words) {
        List<String> said = behindNo(text);
        return words.size() <= MOST_WORDS
                && (PLUS.matcher(text).find()
                        || isTogether(text)
                        || any(each -> each.isCount(said) || each.heads(said) > 0 && !WordPhrase.asks(text)));
    }

    private static boolean isTogether(String text) {
        return !WordPhrase.asks(text)
                && !AGAINST.isIn(WordPhrase.words(text))
                && Clauses.of(text).map(WordPhrase::words).anyMatch(clause -> any(each -> each.isTogether(clause)));
    }

    /** "Ah no, voy sola" is no "no voy sola". */
    private static List<String> behindNo(String text) {
        String[] clauses = FIRST_CLAUSE.split(text, 2);
        boolean no = clauses.length == 2
                && NOES.without(WordPhrase.words(clauses[0])).isEmpty();
        return withoutDenied(WordPhrase.words(no ? clauses[1] : text));
    }

    /** Whether a text is a no with another number and nothing else: they come, so many. */
    public static boolean isCorrection(String text) {
        List<String> words = withoutDenied(WordPhrase.words(text));
        return words.size() <= MOST_CORRECTING
                && any(each -> each.corrected(words).isPresent());
    }

    /** Whether a text speaks of whom they bring, or asks whether they may. */
    public static boolean isIn(String written) {
        String text = CompanionName.inWords(withoutLift(written));
        List<String> words = WordPhrase.words(text);
        if (PAST.isIn(words)) {
            return false;
        }
        return isCount(text, words)
                || isCorrection(text)
                || words.size() <= MOST_WORDS
                        && !any(each -> each.has(INSTEAD, words))
                        && any(each -> each.isWith(words) || each.brings(words) || each.afterAll(words) > 0)
                || !joining(text).isEmpty();
    }

    /** "My husband is at work, I'm coming with my two kids": without what is said of somebody in front of who comes along. */
    private static String ofWhoComes(String text) {
        List<String> clauses = Clauses.marked(text).toList();
        boolean[] along = new boolean[1];
        return IntStream.iterate(clauses.size() - 1, at -> at >= 0, at -> at - 1)
                .mapToObj(at -> {
                    List<String> words = WordPhrase.words(clauses.get(at));
                    boolean other = along[0] && any(each -> each.isOfOther(words));
                    along[0] = along[0] || any(each -> each.isWith(words));
                    return other ? "" : clauses.get(at);
                })
                .reduce("", (behind, front) -> front + behind);
    }

    /** "Could somebody come and fetch me": who takes them there comes not along with them. */
    private static String withoutLift(String text) {
        List<String> words = WordPhrase.words(text);
        return LIFT.isIn(words) ? String.join(" ", LIFT.without(words)) : text;
    }

    /**
     * "With pleasure. My wife too.": the clauses of a text of which one says that somebody comes as well, and none denies anything,
     * or speaks of illness; none of any other.
     */
    private static List<List<String>> joining(String text) {
        List<List<String>> clauses = Clauses.of(text).map(WordPhrase::words).toList();
        return clauses.stream().anyMatch(clause -> any(each -> each.joins(clause)))
                        && clauses.stream().noneMatch(AGAINST::isIn)
                ? clauses
                : List.of();
    }

    /** Whether a text says of somebody else alone that they come, or may: "peut-être que ma sœur viendra". */
    public static boolean isOfSomebodyElse(String text) {
        List<String> words = WordPhrase.words(text);
        return words.size() <= MOST_WORDS
                && (WORDS.stream().anyMatch(each -> each.isOfSomebodyElse(words)) || isOfSomebodyInOneClause(text));
    }

    /** "Maybe my sister can come as well, I'll ask her": one clause, and no other says of whoever writes that they come, or not. */
    private static boolean isOfSomebodyInOneClause(String text) {
        Map<Boolean, List<List<String>>> clauses = Clauses.of(text)
                .map(WordPhrase::words)
                .collect(Collectors.partitioningBy(
                        clause -> WORDS.stream().anyMatch(each -> each.isOfSomebodyElse(clause))));
        return !WordPhrase.asks(text)
                && clauses.getOrDefault(true, List.of()).size() == 1
                && clauses.getOrDefault(false, List.of()).stream().noneMatch(OWN_ANSWER::isIn);
    }

    /** Whether a text says behind a "but" that others come all the same: "I can't, but my wife and the kids are coming". */
    public static boolean leavesOthers(String text) {
        List<String> words = WordPhrase.words(text);
        return words.size() <= MOST_WORDS && any(each -> each.leavesOthers(words));
    }

    /** The same as {@link #isIn}, or that they bring nobody, or not everybody, any more. */
    public static boolean tells(String text) {
        List<String> words = WordPhrase.words(text);
        return isIn(text)
                || isFewer(text)
                || words.size() <= MOST_WORDS && WORDS.stream().anyMatch(each -> each.isFewer(words))
                || isAlone(text)
                || leavesOthers(text)
                || onlyOf(text) > 0
                || isBesideFewer(text);
    }

    /** "Sorry, only my wife comes, the kids have football": how many of those whom they were to bring still come; 0 for any other text. */
    private static int onlyOf(String text) {
        return WordPhrase.asks(text)
                ? 0
                : Clauses.of(text)
                        .map(WordPhrase::words)
                        .flatMapToInt(clause -> WORDS.stream().mapToInt(each -> each.onlyOf(clause)))
                        .max()
                        .orElse(0);
    }

    private static boolean isBesideFewer(String text) {
        return !withoutFewer(text).equals(text);
    }

    /** Whether a text brings several, be it asked or told, and does not say how many: "I'm bringing the kids". */
    public static boolean isUncounted(String text) {
        List<String> said = behindNo(text);
        return said.size() <= MOST_WORDS
                && OpenQuestion.of(text).isEmpty()
                && !leavesOthers(text)
                && !PLUS.matcher(text).find()
                && any(each -> each.isUncounted(said));
    }

    /** Whether a text is how many come, where that was asked, and nothing else. */
    public static boolean isTotal(String text) {
        return total(text) > 0;
    }

    /** That number, themselves included; 0 for any other text. */
    public static int total(String text) {
        List<String> words = WordPhrase.words(text);
        return words.size() > MOST_CORRECTING
                ? 0
                : WORDS.stream()
                        .flatMapToInt(each -> each.total(words).stream())
                        .findFirst()
                        .orElse(0);
    }

    /** Whether a text says that who writes it comes alone, in whatever number they were to come: "ah non, je viens seule". */
    public static boolean isAlone(String text) {
        List<String> said = behindNo(text);
        return said.size() <= MOST_WORDS
                && ((any(each -> each.comesAlone(said) || each.isAloneAndWhy(said)) || isAloneFirst(text))
                                && !isIn(text)
                        || isAloneInstead(text));
    }

    /** "I can only come alone, he's on duty": in a clause of its own, with why behind it, and not "I": of others is said no more. */
    private static boolean isAloneFirst(String text) {
        List<String> clauses = Clauses.firstAndRest(text);
        List<String> first = WordPhrase.words(clauses.get(0));
        return clauses.size() == 2
                && !WordPhrase.asks(text)
                && !AGAINST.isIn(WordPhrase.words(clauses.get(1)))
                && any(each -> each.comesAlone(first) && !each.has(SELF, WordPhrase.words(clauses.get(1))));
    }

    /**
     * Whether a text says of somebody that they do not come, and that who writes it comes alone: "not with my husband, I'm coming
     * alone", "Beth can't come any more, just me".
     */
    public static boolean isAloneInstead(String text) {
        return !WordPhrase.asks(text)
                && any(each -> each.isAloneInstead(Clauses.of(text).map(WordPhrase::words)));
    }

    /**
     * The text without the clauses by which somebody comes no more, "just not my wife", and without a mere no in front; the same where
     * there is none, or no other clause, or where another says how many come.
     */
    public static String withoutFewer(String text) {
        List<String> clauses = Clauses.marked(text).toList();
        List<String> rest = clauses.stream()
                .filter(clause -> FewerCompanions.in(clause).isEmpty())
                .toList();
        String said = rest.stream()
                .filter(clause -> !NOES.without(WordPhrase.words(clause)).isEmpty())
                .collect(Collectors.joining());
        return rest.size() == clauses.size()
                        || isFewer(text)
                        || WordPhrase.asks(text)
                        || said.isEmpty()
                        || isIn(said)
                        || any(each -> each.bringsNobody(WordPhrase.words(said)))
                ? text
                : said;
    }

    /** "My mate can't come he's got football": what stands in front of why; the same of any other text. */
    public static String withoutReason(String text) {
        List<String> words = WordPhrase.words(text);
        return IntStream.range(FEW, words.size())
                .filter(at -> isOfOneLess(text) && REASON.longest(words, at) > 0)
                .mapToObj(at -> String.join(" ", words.subList(0, at)))
                .findFirst()
                .orElse(text);
    }

    /** Whether a text says of somebody that they don't come, and brings nobody: it is of whom they have brought. */
    public static boolean isOfOneLess(String text) {
        List<String> words = WordPhrase.words(text);
        return isFewer(text) || isBesideFewer(text) || any(each -> each.isFewer(words));
    }

    /** "Me and two kids, just not my wife": without the clauses that say who doesn't, where another is left. */
    private static String whoCome(String text) {
        String come = Clauses.marked(text)
                .filter(clause -> FewerCompanions.in(clause).isEmpty())
                .collect(Collectors.joining());
        return come.isBlank() ? text : come;
    }

    /**
     * How many somebody brings along after what a text says, themselves not counted; {@link #MOST} at most. Whoever asks whether
     * so many, or some people, may come has brought nobody yet.
     *
     * @param noted how many it was before
     */
    public static int brought(String written, int noted) {
        String text = ofWhoComes(CompanionName.inWords(withoutLift(written)));
        Matcher plus = PLUS.matcher(text);
        if (plus.find()) {
            return Integer.parseInt(plus.group(1));
        }
        if (isAlone(text)) {
            return 0;
        }
        if (leavesOthers(text)) {
            return Math.max(0, noted - 1);
        }
        if (noted > 0 && onlyOf(text) > 0) {
            return Math.min(noted, onlyOf(text));
        }
        OptionalInt fewer = isBesideFewer(text)
                ? Clauses.of(text)
                        .flatMapToInt(clause -> FewerCompanions.in(clause).stream())
                        .reduce(Integer::sum)
                : FewerCompanions.in(text);
        if (fewer.isPresent()) {
            return Math.max(0, noted - fewer.getAsInt());
        }
        List<String> words = WordPhrase.words(text);
        if (WordPhrase.asks(text) && WORDS.stream().anyMatch(each -> each.isCount(words) || each.has(SEVERAL, words))) {
            // "He can come too, yes? We will be two."
            return QuestionParts.told(text)
                    .filter(told -> WORDS.stream().anyMatch(each -> each.isCount(WordPhrase.words(told))))
                    .map(told -> brought(told, noted))
                    .orElse(noted);
        }
        String come = whoCome(text);
        List<String> said = behindNo(come);
        List<String> all = withoutDenied(WordPhrase.words(come));
        List<List<String>> joining = joining(come);
        int brought = WORDS.stream()
                .flatMapToInt(each -> each.brought(said, all, joining.stream().anyMatch(each::joins), noted).stream())
                .findFirst()
                .orElse(noted);
        return Math.max(0, Math.min(brought, MOST));
    }

    /** Somebody who comes along and is told by name, "Erika kommt mit", or called by their size, "just me and the little one". */
    private static final class CompanionName {
        private static final Map<String, Phrases> SMALL = ReplyFiles.phrasesByLanguage("company.small");
        private static final Pattern NAME = Pattern.compile("^(\\p{Lu}\\p{Ll}+)\\s+(.*)$", Pattern.DOTALL);
        private static final Map<String, PhraseCover> JOINING = ReplyFiles.languages().stream()
                .collect(Collectors.toUnmodifiableMap(
                        language -> language,
                        language -> PhraseCover.of(
                                language, BRING, ALSO, WITH_ME, THEIRS, "company.join.fill", "opening", "politeness")));

        /** The text with a friend in place of each name by which a clause says that they come along, and nothing more. */
        static String inWords(String text) {
            return Clauses.marked(text).map(CompanionName::clause).collect(Collectors.joining(" "));
        }

        private static String clause(String clause) {
            Matcher name = NAME.matcher(clause.strip());
            return name.matches()
                    ? friend(name.group(1), name.group(2))
                            .map(friend -> friend + ' ' + name.group(2))
                            .orElse(clause)
                    : sized(clause);
        }

        /** "Moi et la petite", of one, at the end of a clause and nowhere else. */
        private static String sized(String clause) {
            List<String> words = WordPhrase.words(clause);
            String mark = clause.replaceFirst("(?s)^.*[\\p{L}\\p{N}]", "");
            return ReplyFiles.languages().stream()
                    .flatMap(language -> IntStream.range(1, words.size())
                            .filter(at ->
                                    SMALL.getOrDefault(language, Phrases.NONE).longest(words, at) == words.size() - at)
                            .mapToObj(at -> first(language, "company.friend")
                                    .map(friend -> String.join(" ", words.subList(0, at)) + ' ' + friend + mark))
                            .flatMap(Optional::stream))
                    .findFirst()
                    .orElse(clause);
        }

        private static Optional<String> first(String language, String key) {
            return ReplyFiles.words(language, key).findFirst().map(words -> words.split("\\|")[0]);
        }

        private static Optional<String> friend(String name, String rest) {
            List<String> words = WordPhrase.words(rest);
            List<String> named = WordPhrase.words(name);
            return ReplyFiles.languages().stream()
                    .filter(language -> named.stream().noneMatch(ReplyFiles.vocabulary(language)::contains)
                            && joins(language, words))
                    .findFirst()
                    .flatMap(language -> first(language, FRIEND));
        }

        private static boolean joins(String language, List<String> words) {
            return Optional.ofNullable(JOINING.get(language))
                    .flatMap(cover -> cover.read(words))
                    .filter(parts -> parts.stream()
                            .map(PhraseCover.Part::list)
                            .anyMatch(list -> list.equals(BRING) || list.equals(ALSO)))
                    .isPresent();
        }
    }
}
