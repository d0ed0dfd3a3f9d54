package org.relais.conversation.words;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Somebody who comes along and is told by name: "Erika kommt mit", "Lucie is coming too". A pure function, safe for any number of
 * threads.
 */
final class CompanionName {
    private static final Pattern NAME = Pattern.compile("^(\\p{Lu}\\p{Ll}+)\\s+(.*)$", Pattern.DOTALL);
    private static final String FRIEND = "share.friend";

    private CompanionName() {}

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
                : clause;
    }

    private static Optional<String> friend(String name, String rest) {
        List<String> words = WordPhrase.words(rest);
        List<String> named = WordPhrase.words(name);
        return ReplyFiles.languages().stream()
                .filter(language ->
                        named.stream().noneMatch(ReplyFiles.vocabulary(language)::contains) && joins(language, words))
                .findFirst()
                .flatMap(language -> ReplyFiles.words(language, FRIEND).findFirst())
                .map(friends -> friends.split("\\|")[0]);
    }

    private static boolean joins(String language, List<String> words) {
        return PhraseCover.of(
                        language,
                        "company.bring",
                        "company.also",
                        "company.with_me",
                        "company.theirs",
                        "company.join.fill",
                        "opening",
                        "politeness")
                .read(words)
                .filter(parts -> parts.stream()
                        .map(PhraseCover.Part::list)
                        .anyMatch(list -> list.equals("company.bring") || list.equals("company.also")))
                .isPresent();
    }
}
