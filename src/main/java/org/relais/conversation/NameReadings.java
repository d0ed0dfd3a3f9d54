package org.relais.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.conversation.NameReader.Name;
import org.relais.conversation.ReplyWords.Reading;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.PhraseCover;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;

/**
 * What a text says to each of the things that it names: "yes to the party, not the market". A pure function, safe for any number of
 * threads.
 */
final class NameReadings {
    /** "And to the market too". */
    private static final int JOINING_WORDS = 4;

    private static final Phrases BUT = ReplyFiles.phrases("language.but");
    private static final Phrases AND = ReplyFiles.phrases("language.and");
    /** "The ball yes, and the market too". */
    private static final Phrases ALSO = ReplyFiles.phrases("company.also");

    private static final Phrases OPENING = ReplyFiles.phrases("opening");
    private static final Phrases POLITENESS = ReplyFiles.phrases("politeness");
    private static final Phrases NEGATION = ReplyFiles.phrases("negation");
    /** "But not more than three", "I won't say no to". */
    private static final Phrases AMOUNTS = ReplyFiles.phrases(List.of("doubt.amount", "yes.no_no"));

    private static final Phrases ABSENCE = ReplyFiles.phrases("negation.absence");
    /** "Not Monday but Sunday". */
    private static final Phrases INSTEAD = ReplyFiles.phrases("which.instead");

    private static final Phrases MEANT = ReplyFiles.phrases("which.meant");
    private static final Phrases BUT_OR_INSTEAD = Phrases.of(BUT, INSTEAD);
    private static final Phrases LISTS = ReplyFiles.phrases("thing.list");
    private static final Phrases FILL = ReplyFiles.phrases("which.fill");
    private static final Phrases FRONT = ReplyFiles.phrases(List.of("thing.front", "thing.led", "day.front"));
    private static final String FITS = "which.fits";
    private static final String ONLY = "which.only";
    private static final Phrases WISHES = ReplyFiles.phrases("which.please");
    private static final Phrases EXCEPT = ReplyFiles.phrases("which.except");
    private static final List<PhraseCover> LEAVING_OUT =
            PhraseCover.ofEveryLanguage(ONLY, "which.fill", "opening", "politeness", "vocative");
    private static final List<PhraseCover> FITTING =
            PhraseCover.ofEveryLanguage(FITS, "which.fill", "opening", "politeness");

    /** "Neither Tuesday nor Saturday", each language by itself: "noch" is a no in one and "still" in another. */
    private static final List<Neither> NEITHER =
            ReplyFiles.languages().stream().map(Neither::of).toList();

    /** What says no to each of several things, in one language. */
    private record Neither(Phrases first, Phrases next) {
        static Neither of(String language) {
            return new Neither(
                    ReplyFiles.phrases(language, "which.neither"), ReplyFiles.phrases(language, "which.nor"));
        }

        /** Whether it stands in front of the name at this place, and there are two of them at least. */
        boolean isOf(List<String> typed, List<Name> names, int at) {
            List<Integer> said = IntStream.range(0, names.size())
                    .filter(name -> stands(typed, names.get(name).from(), name == 0 ? first : next))
                    .boxed()
                    .toList();
            return said.size() > 1 && said.contains(0) && said.contains(at);
        }

        private static boolean stands(List<String> typed, int from, Phrases words) {
            int before = from - 1;
            while (before >= 0 && words.longest(typed, before) == 0 && FILL.longest(typed, before) == 1) {
                before--;
            }
            return before >= 0 && words.longest(typed, before) > 0;
        }
    }

    private NameReadings() {}

    /**
     * What is said to the name at this place: in front of it, or behind it where nothing stands in front of the first, or it is
     * the last: "I'll come to breakfast, and to the park no".
     */
    static Optional<Reading> reading(List<String> typed, List<Name> names, int at) {
        return reading(typed, names, at, at);
    }

    /** @param asking the name next to it of which the same is said: that is not asked back, as by "the carols and the party too" */
    private static Optional<Reading> reading(List<String> typed, List<Name> names, int at, int asking) {
        if (NEITHER.stream().anyMatch(words -> words.isOf(typed, names, at))) {
            return Optional.of(new Reading(ReplyMeaning.NO, true));
        }
        if (isMeant(typed, names, at)) {
            return Optional.of(new Reading(ReplyMeaning.YES, false));
        }
        Optional<Reading> own = ofItsOwn(typed, names, at, asking);
        return own.isPresent() ? own : besides(typed, names, at);
    }

    /** "Not the market, I meant the ball": it is no no to the ball, and what is said to that is asked. */
    private static boolean isMeant(List<String> typed, List<Name> names, int at) {
        List<String> before = NameReader.before(typed, names, at);
        boolean merely = MeaningPhrases.beginsWithNo(before) && OPENING.longest(typed, 0) == 0;
        return (names.size() == 1 ? merely : names.size() == 2 && refuses(NameReader.before(typed, names, 1 - at)))
                && IntStream.range(0, before.size())
                        .anyMatch(word -> MEANT.longest(before, word) > 0
                                && FILL.without(FRONT.without(
                                                before.subList(word + MEANT.longest(before, word), before.size())))
                                        .isEmpty());
    }

    /** "I'll do the march, the rest I can't": of what is named beside a rest that is refused nothing is denied. */
    private static Optional<Reading> besides(List<String> typed, List<Name> names, int at) {
        int rest = IntStream.range(0, names.size())
                .filter(name -> names.get(name).title() == NameReader.REST)
                .findFirst()
                .orElse(at);
        List<String> around = Stream.concat(
                        NameReader.before(typed, names, at).stream(), part(typed, names, at, false).stream())
                .toList();
        return rest > at
                        && !denies(around)
                        && ofItsOwn(typed, names, rest, rest)
                                .filter(reading -> reading.meaning() == ReplyMeaning.NO)
                                .isPresent()
                ? Optional.of(new Reading(ReplyMeaning.YES, true))
                : Optional.empty();
    }

    private static Optional<Reading> ofItsOwn(List<String> typed, List<Name> names, int at, int asking) {
        if (names.size() == 1) {
            Name only = names.get(0);
            List<String> around = NamedAnswers.without(typed, only);
            if (Companions.isAloneInstead(String.join(" ", typed))) {
                return Optional.of(new Reading(ReplyMeaning.YES, true));
            }
            if (NamedAnswers.givesUp(around) && isAgainst(around) && !isLeftOut(around)) {
                return Optional.of(new Reading(ReplyMeaning.NO, true));
            }
            List<String> before = withoutBut(typed.subList(behindAnother(typed, only.from()), only.from()));
            // "Je passe" lundi is no "je passe".
            Optional<Reading> whole = MeaningPhrases.spoken(typed)[only.from()]
                    ? ReplyWords.read(String.join(" ", typed))
                    : Optional.empty();
            List<String> behind = typed.subList(only.behind(), typed.size());
            if (isOnly(typed, only) || isWished(before, behind)) {
                return Optional.of(new Reading(ReplyMeaning.YES, true));
            }
            if (isAloneInstead(NamedAnswers.without(typed, only))) {
                return Optional.of(new Reading(ReplyMeaning.YES, true));
            }
            if (isRefusedBeside(before, behind)) {
                return Optional.of(new Reading(ReplyMeaning.NO, true));
            }
            // "And for the market" agrees to nothing; "no market for me" is no "for me".
            boolean merelyNamed =
                    !refuses(before) && FILL.without(OPENING.without(before)).isEmpty() && !isNoAround(before, behind);
            if (whole.isEmpty() && refuses(before) && (behind.isEmpty() || fits(behind))) {
                return Optional.of(new Reading(ReplyMeaning.NO, true));
            }
            if (whole.isEmpty() && isNoInFront(before) && fits(behind)) {
                return Optional.of(new Reading(ReplyMeaning.NO, false));
            }
            return whole.isPresent()
                    ? whole
                    : (merelyNamed ? said(behind) : Optional.<Reading>empty())
                            .or(() -> said(Stream.concat(before.stream(), behind.stream())
                                    .toList()))
                            .or(() -> said(Stream.concat(withoutFront(before).stream(), behind.stream())
                                    .toList()))
                            .or(() -> said(behind))
                            .or(() -> said(before))
                            .or(() -> said(withoutFill(before)).filter(reading -> !isMerelyPolite(before)))
                            .or(() -> said(withoutFill(withoutDays(behind))))
                            .or(() -> ReplyWords.read(String.join(" ", typed)));
        }
        boolean before = said(part(typed, names, 0, true)).isPresent() && !eachBehind(typed, names);
        List<String> part = part(typed, names, at, before);
        boolean also = at > 0 && part.size() <= JOINING_WORDS && ALSO.isIn(part);
        int from = before || also ? at - 1 : at + 1;
        return said(part)
                .or(() -> before && at == names.size() - 1
                        ? said(typed.subList(names.get(at).behind(), typed.size()))
                        : Optional.empty())
                .or(() -> from >= 0 && from < names.size() && from != asking && (also || isJoined(part))
                        ? reading(typed, names, from, at)
                        : Optional.empty())
                .or(() -> at > 0
                                && at - 1 != asking
                                && withoutFill(part).isEmpty()
                                && (isInstead(typed, names, at)
                                        || (before
                                                ? isRefusedInFront(typed, names, at)
                                                : isRefusedBefore(typed, names, at)))
                        ? reading(typed, names, at - 1, at).flatMap(NameReadings::instead)
                        : Optional.empty());
    }

    /**
     * "Telefonieren tu ich nicht, aber" the petition: what is refused in front of a "but" is something else, where more than a no
     * says what. Where it ends, or 0.
     */
    private static int behindAnother(List<String> typed, int name) {
        return IntStream.range(2, name)
                .filter(at -> INSTEAD.longest(typed, at) > 0
                        && FRONT.without(FILL.without(typed.subList(at + INSTEAD.longest(typed, at), name)))
                                .isEmpty()
                        && !FILL.without(OPENING.without(ABSENCE.without(NEGATION.without(typed.subList(0, at)))))
                                .isEmpty()
                        && NEGATION.longest(typed, at - 1) > 0)
                .findFirst()
                .orElse(0);
    }

    /** "Cancel everything but the" picnic: what leaves a name out stands in front of it. */
    private static boolean isLeftOut(List<String> before) {
        return IntStream.range(0, before.size())
                .anyMatch(at -> EXCEPT.longest(before, at) > 0 && before.size() - at - EXCEPT.longest(before, at) <= 1);
    }

    /** "Got the flu, no" quiz "for me": the no may as well end what stands before it. */
    private static boolean isNoInFront(List<String> before) {
        return !before.isEmpty() && NEGATION.longest(before, before.size() - 1) > 0;
    }

    /** A mere no in front of a name, and nothing but courtesies behind it. */
    private static boolean isNoAround(List<String> before, List<String> behind) {
        return MeaningPhrases.isMereNo(before, MeaningPhrases.skipped(before))
                && MeaningPhrases.skipped(behind) == behind.size();
    }

    /** "Sorry, only the museum", "the museum only": it is named with a word that leaves out all others, and nothing else. */
    static boolean isOnly(List<String> typed, Name name) {
        String around = String.join(" ", NamedAnswers.without(typed, name));
        return PhraseCover.says(LEAVING_OUT, around, ONLY);
    }

    /** "Just me on Sunday, not two" denies a number. */
    private static boolean isAloneInstead(List<String> around) {
        return NEGATION.isIn(around) && Companions.isAlone(String.join(" ", around));
    }

    /** "Got the flu, no lunch for me": a no right in front of it, and nothing said in front of that. */
    private static boolean isRefusedBeside(List<String> before, List<String> behind) {
        int no = IntStream.range(0, before.size())
                .filter(at -> MeaningPhrases.isMereNo(before, at)
                        && FILL.without(before.subList(at + 1, before.size())).isEmpty())
                .findFirst()
                .orElse(0);
        return no > 0
                && ReplyWords.read(String.join(" ", before.subList(0, no))).isEmpty()
                && (fits(behind)
                        || MeaningPhrases.skipped(POLITENESS.without(behind))
                                == POLITENESS.without(behind).size());
    }

    /** "The lunch, please"; "no lunch, please" is none. */
    private static boolean isWished(List<String> before, List<String> behind) {
        return !MeaningPhrases.isMereNo(before, MeaningPhrases.skipped(before))
                && MeaningPhrases.beginning(before) == before.size()
                && !refuses(before)
                && FILL.without(OPENING.without(before)).isEmpty()
                && !behind.isEmpty()
                && WISHES.longest(behind, 0) > 0
                && WISHES.without(OPENING.without(behind)).isEmpty();
    }

    /** "Pas les jouets, le repas": the second of two, with nothing that joins it to the first; two days may be a weekend. */
    private static boolean isRefusedInFront(List<String> typed, List<Name> names, int at) {
        return names.size() == 2
                && refuses(NameReader.before(typed, names, 0))
                && !AND.isIn(NameReader.before(typed, names, at))
                && DayWords.lengthAt(typed, names.get(at).from()) == 0;
    }

    /** "No, not on Saturday no; on Sunday yes": something else behind each, whatever stands in front of them all. */
    private static boolean eachBehind(List<String> typed, List<Name> names) {
        List<Optional<ReplyMeaning>> behind = IntStream.range(0, names.size())
                .mapToObj(at -> said(part(typed, names, at, false)).map(Reading::meaning))
                .toList();
        return !behind.contains(Optional.<ReplyMeaning>empty())
                && behind.stream().distinct().count() > 1;
    }

    /** "Saturday no, Sunday": the last one, behind what is refused behind its own name, with nothing that joins the two. */
    private static boolean isRefusedBefore(List<String> typed, List<Name> names, int at) {
        List<String> between =
                typed.subList(names.get(at - 1).behind(), names.get(at).from());
        return at == names.size() - 1 && !between.isEmpty() && NEGATION.longest(between, 0) > 0 && !AND.isIn(between);
    }

    /** Who says no to one thing and names another instead says yes to that. */
    private static Optional<Reading> instead(Reading one) {
        return one.meaning() == ReplyMeaning.NO
                ? Optional.of(new Reading(ReplyMeaning.YES, one.sure()))
                : Optional.empty();
    }

    /** Whether "but" stands between the name before and this one. */
    private static boolean isInstead(List<String> typed, List<Name> names, int at) {
        return instead(typed, names, at - 1) < names.get(at).from();
    }

    /** "And not" the next one, behind what is said to this one. */
    private static boolean isAnd(List<String> typed, int at, int next) {
        int and = AND.longest(typed, at);
        return and > 0 && at + and < next && said(typed.subList(at + and, next)).isPresent();
    }

    /** Where "but" stands behind a name, or "and" in front of what is said to the next; where the next one begins when it doesn't. */
    private static int instead(List<String> typed, List<Name> names, int at) {
        int next = names.get(at + 1).from();
        return IntStream.range(names.get(at).behind(), next)
                .filter(word -> INSTEAD.longest(typed, word) > 0 || isAnd(typed, word, next))
                .findFirst()
                .orElse(next);
    }

    private static boolean isJoined(List<String> part) {
        return !part.isEmpty()
                && part.size() <= JOINING_WORDS
                && AND.stream().anyMatch(phrase -> phrase.lengthAt(part, 0) > 0);
    }

    /** What belongs to a name: in front of it, or behind it; a "but" between two ends what belongs to the first. */
    private static List<String> part(List<String> typed, List<Name> names, int at, boolean before) {
        boolean last = at == names.size() - 1;
        Name name = names.get(at);
        boolean instead = at > 0 && isInstead(typed, names, at);
        int front = at == 0
                ? 0
                : instead ? instead(typed, names, at - 1) : names.get(at - 1).behind();
        boolean cut = !last && isInstead(typed, names, at + 1);
        int end = last
                ? typed.size()
                : cut ? instead(typed, names, at) : names.get(at + 1).from();
        return withoutBut(Stream.concat(
                        before || instead ? typed.subList(front, name.from()).stream() : Stream.empty(),
                        !before || last || cut ? typed.subList(name.behind(), end).stream() : Stream.empty())
                .toList());
    }

    /** "Le repas du 5 oui" says no more of it than "le repas oui". */
    private static List<String> withoutDays(List<String> part) {
        List<String> rest = new ArrayList<>();
        for (int at = 0; at < part.size(); ) {
            int length = DayWords.lengthAt(part, at);
            if (length == 0) {
                rest.add(part.get(at));
            }
            at += Math.max(1, length);
        }
        return rest;
    }

    /** "Ich mache beim" market "mit", without what leads to the name in the middle of it. */
    private static List<String> withoutFront(List<String> before) {
        return IntStream.range(0, before.size())
                .filter(at -> FRONT.longest(before, at) == before.size() - at)
                .mapToObj(at -> before.subList(0, at))
                .findFirst()
                .orElse(before);
    }

    /** "Sí a la" is a "sí". */
    private static List<String> withoutFill(List<String> part) {
        return part.stream()
                .filter(word -> ReplyWords.read(word).isPresent() || FILL.longest(List.of(word), 0) == 0)
                .toList();
    }

    /**
     * What is said to a name; a yes beside a word of denial or absence is none that is sure ("notez-moi absent"), and no more than a
     * later is it one where all of it gives something up: "Anrufe mach ich keine", "ich melde mich ab".
     */
    private static Optional<Reading> said(List<String> part) {
        return told(part).map(reading -> {
            boolean denied = reading.meaning() == ReplyMeaning.YES
                    && (denies(part) || NamedAnswers.givesUp(part) && !isLeftOut(part));
            return (denied || reading.meaning() == ReplyMeaning.LATER) && isAgainst(part)
                    ? new Reading(ReplyMeaning.NO, true)
                    : denied ? new Reading(ReplyMeaning.YES, false) : reading;
        });
    }

    /** Whether words refuse or give up what stands beside them, and speak of none of our lists. */
    static boolean isAgainst(List<String> part) {
        return NamedAnswers.isAgainst(part) && !LISTS.isIn(part);
    }

    private static boolean denies(List<String> part) {
        List<String> said = AMOUNTS.without(part);
        return NEGATION.isIn(said) || ABSENCE.isIn(said);
    }

    /** "Sorry, only" the museum: the "sorry" is no no to it. */
    private static boolean isMerelyPolite(List<String> part) {
        List<String> rest = withoutFill(part);
        return rest.size() < part.size() && OPENING.without(rest).isEmpty();
    }

    /** "Not the market" is a no to it. */
    private static Optional<Reading> told(List<String> part) {
        return ReplyWords.read(String.join(" ", part))
                .or(() -> ReplyWords.read(String.join(" ", part.subList(fillLength(part), part.size()))))
                .or(() -> fits(part) ? Optional.of(new Reading(ReplyMeaning.YES, true)) : Optional.empty())
                .or(() -> refuses(part) || OfferRefusal.isOfOneThing(String.join(" ", part))
                        ? Optional.of(new Reading(ReplyMeaning.NO, true))
                        : Optional.empty())
                .or(() ->
                        isMerelyPolite(part) ? Optional.empty() : ReplyWords.read(String.join(" ", withoutFill(part))))
                .or(() -> isAgainst(part) ? Optional.of(new Reading(ReplyMeaning.NO, true)) : Optional.empty())
                .or(() -> bringsOrNobody(String.join(" ", part))
                        ? Optional.of(new Reading(ReplyMeaning.YES, true))
                        : Optional.empty());
    }

    /** "The ball with my sister, the market just me". */
    private static boolean bringsOrNobody(String part) {
        return Companions.isIn(part) || Companions.isAlone(part);
    }

    /** How many words at the beginning belong to the name: "le parc ouais" begins with an article. */
    private static int fillLength(List<String> part) {
        int from = 0;
        while (from < part.size()
                && FILL.longest(part, from) > 0
                && ReplyWords.read(part.get(from)).isEmpty()) {
            from++;
        }
        return from;
    }

    /** "Sunday works for me" is a yes to Sunday. */
    private static boolean fits(List<String> part) {
        return PhraseCover.says(FITTING, String.join(" ", part), FITS);
    }

    /** "Plus tard le" questionnaire: no "plus" of a no. */
    private static boolean isLater(List<String> part) {
        return ReplyWords.read(String.join(" ", part))
                .filter(reading -> reading.meaning() == ReplyMeaning.LATER)
                .isPresent();
    }

    private static boolean refuses(List<String> part) {
        int greeting = part.isEmpty() ? 0 : OPENING.longest(part, 0);
        int from = greeting < part.size() ? greeting + AND.longest(part, greeting) : part.size();
        return from < part.size()
                && part.size() - from < JOINING_WORDS
                && NEGATION.longest(part, from) > 0
                && !isLater(part.subList(from, part.size()));
    }

    /** "Yes, but only to the party" is a yes to the party; "a lo mejor" is a phrase of its own. */
    private static List<String> withoutBut(List<String> part) {
        List<String> rest = new ArrayList<>();
        for (int at = 0; at < part.size(); ) {
            int but = BUT_OR_INSTEAD.longest(part, at);
            MeaningPhrases.Found said = but > 0
                    ? null
                    : MeaningPhrases.at(part, at, MeaningPhrases.Position.OPENER, MeaningPhrases.Position.ANYWHERE);
            int length = said == null ? 1 : said.length();
            if (but == 0) {
                rest.addAll(part.subList(at, at + length));
            }
            at += Math.max(but, length);
        }
        return rest;
    }
}
