package org.relais.share;

import com.ibm.icu.util.ULocale;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.relais.channel.ChannelCatalogue;
import org.relais.conversation.StandardArguments;
import org.relais.template.OrganisationProfile;
import org.relais.template.Texts;
import org.relais.text.Languages;

/** The texts of one page in one language; templates ask it for theirs. */
public final class PublicPageTexts {
    /** A language has the pages' texts when it has this one. */
    private static final String MARK = "page.title";

    private final Texts texts;
    private final String language;
    private final Map<String, String> arguments;

    private PublicPageTexts(Texts texts, String language, Map<String, String> arguments) {
        this.texts = texts;
        this.language = language;
        this.arguments = arguments;
    }

    /** An organisation's words in the first of these languages that has any, else in the organisation's own. */
    public static PublicPageTexts of(OrganisationProfile profile, List<String> wanted) {
        String language = spoken(profile.texts(), wanted);
        return new PublicPageTexts(profile.texts(), language, StandardArguments.of(profile, language));
    }

    /** Nobody's words, for pages that belong to no organisation. */
    public static PublicPageTexts plain(List<String> wanted) {
        return new PublicPageTexts(Texts.standard(), spoken(Texts.standard(), wanted), Map.of());
    }

    public String text(String key) {
        return texts.text(key, language, arguments);
    }

    /** A text that names a channel, such as "Join on WhatsApp". */
    public String on(String key, String channel) {
        return text(key, Map.of("channel", ChannelCatalogue.name(channel)));
    }

    /** A text that names something of its own. */
    public String text(String key, Map<String, String> own) {
        Map<String, String> named = new HashMap<>(arguments);
        named.putAll(own);
        return texts.text(key, language, named);
    }

    /** A number as it is written in the page's language. */
    public String number(long number) {
        return NumberFormat.getIntegerInstance(Locale.forLanguageTag(language)).format(number);
    }

    public String language() {
        return language;
    }

    /** Other languages that the page can be read in. */
    public List<String> others() {
        return texts.languages().stream()
                .filter(code -> !code.equals(language))
                .filter(code -> texts.language(MARK, code).equals(code))
                .toList();
    }

    public String languageName(String code) {
        return Languages.ownName(code);
    }

    /** For the {@code dir} attribute. */
    public String direction() {
        return new ULocale(language).isRightToLeft() ? "rtl" : "ltr";
    }

    /** Whose page it is; empty on a page of nobody's. */
    public String organisation() {
        return arguments.getOrDefault("organisation", "");
    }

    /** Whose page it is, as a mark: the first letters of two words that begin with a capital, else the first one. */
    public String initials() {
        List<String> capitals = Pattern.compile("\\b\\p{Lu}")
                .matcher(organisation())
                .results()
                .map(MatchResult::group)
                .limit(2)
                .toList();
        return capitals.isEmpty()
                ? organisation()
                        .codePoints()
                        .limit(1)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining())
                : String.join("", capitals);
    }

    /** The short name of a month. */
    public String month(LocalDate day) {
        return DateTimeFormatter.ofPattern("LLL", Locale.forLanguageTag(language))
                .format(day);
    }

    private static String spoken(Texts texts, List<String> wanted) {
        return wanted.stream()
                .filter(code -> texts.language(MARK, code).equals(code))
                .findFirst()
                .orElseGet(() -> texts.language(MARK, null));
    }
}
