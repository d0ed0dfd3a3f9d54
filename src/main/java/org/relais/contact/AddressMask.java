package org.relais.contact;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Masks addresses for those who may not see them: what is known to be one, and in texts whatever looks like one, since
 * people write numbers into names, messages and notes. It hides rather too much than too little: long numbers of other kinds
 * go too. What says a number in words is not found.
 */
public final class AddressMask {
    private static final String HIDDEN = "••••";
    private static final int SHOWN = 2;
    private static final int SHORT = 7;

    private static final String DIGIT = "\\p{Nd}";
    private static final String BETWEEN = "(?:[\\p{Z}\\s\\p{Pd}\\p{Cf}.()/+_·*]|,(?=" + DIGIT + ")|%20){0,4}";
    private static final String LETTER = "[\\p{L}" + DIGIT + "_]";

    /** Days, times and years, numbers in groups of three as the console writes them, and those of laws (2024/900): they stay. */
    private static final String PLAIN =
            "(?<plain>\\b\\d{4}-\\d\\d-\\d\\d(?:T[0-9:.]+Z?)?\\b|\\b\\d\\d?([./-])\\d\\d?\\2\\d{4}\\b"
                    + "|\\b(?:19|20)\\d\\d ?[-–/] ?(?:19|20)\\d\\d\\b"
                    + "|(?<![+/])\\b(?:19|20)\\d\\d/\\d{3,4}\\b(?!" + BETWEEN + DIGIT
                    + ")|(?<![+\\d])\\b[1-9]\\d{0,2}(?:[\u202f,]\\d{3}){1,9}\\b(?![\u202f,]?\\d))";

    private static final String IN_MAIL = "[\\p{L}" + DIGIT + "._%+-]";

    /** From the beginning of what may stand before the @, or else a long word would be read again from each of its letters. */
    private static final String MAIL = "(?<mail>(?:\\G|(?<!" + IN_MAIL + "))" + IN_MAIL + "{1,256}+@[\\p{L}" + DIGIT
            + "-]++(?:\\.[\\p{L}" + DIGIT + "-]++){1,20})";

    /** A user name by itself or in a link to a chat. */
    private static final String USER =
            "(?:@|%40|(?i:[a-z](?:\\.|%2e)me(?:/|%2f)|domain(?:=|%3d)))(?<user>(?!" + DIGIT + "{7})" + LETTER + "{3,})";

    /** Piece by piece where it goes on and on: each turn of a group takes its share of the thread's stack. */
    private static final String NUMBER = "(?<number>" + DIGIT + "(?:" + BETWEEN + DIGIT + "){6,200})";

    static final Pattern IN_TEXT = Pattern.compile(PLAIN + "|" + MAIL + "|" + USER + "|" + NUMBER);

    /** Hashes, codes and keys have runs of digits too, between letters. */
    static final Pattern IN_LINK = Pattern.compile(PLAIN + "|" + MAIL + "|" + USER + "|(?:(?<!" + LETTER
            + ")|(?<=%2B)|(?<=%20))" + NUMBER + "(?!" + LETTER + ")");

    private static final Pattern CODE =
            Pattern.compile("[0-9a-fA-F]{32,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Where documents of the API say an address, and where the page after this one begins. */
    private static final Set<String> ADDRESSES = Set.of("identifier", "username");

    private static final Set<String> PLACES = Set.of("next", "cursor");

    private AddressMask() {}

    /** An identifier of whatever kind: the last two characters, of a short one none. */
    public static String of(String identifier) {
        return identifier.length() < SHORT ? HIDDEN : HIDDEN + identifier.substring(identifier.length() - SHOWN);
    }

    /** A text that people read. */
    public static String in(String text) {
        return masked(IN_TEXT, text);
    }

    /** A link or another part of a page that only programs read. */
    public static String inLink(String text) {
        return masked(IN_LINK, text);
    }

    /** A copy of a document with all its texts masked, and what it names as addresses. */
    public static JsonObject in(JsonObject json) {
        JsonObject masked = new JsonObject();
        json.forEach(field -> masked.put(in(field.getKey()), in(field.getKey(), field.getValue())));
        return masked;
    }

    private static @Nullable Object in(String name, @Nullable Object value) {
        if (value instanceof JsonObject object) {
            return in(object);
        }
        if (value instanceof JsonArray array) {
            return new JsonArray(array.stream().map(each -> in(name, each)).collect(Collectors.toList()));
        }
        if (!(value instanceof String text) || PLACES.contains(name)) {
            return value;
        }
        if (ADDRESSES.contains(name)) {
            return of(text);
        }
        return CODE.matcher(text).matches() ? text : in(text);
    }

    private static String masked(Pattern pattern, String text) {
        return pattern.matcher(text).replaceAll(found -> Matcher.quoteReplacement(instead((Matcher) found)));
    }

    private static String instead(Matcher found) {
        if (found.group("plain") != null) {
            return found.group();
        }
        String user = found.group("user");
        if (user != null) {
            // Bots' names end so, and nobody else's: what the organisation writes with is no secret.
            return user.toLowerCase(Locale.ROOT).endsWith("bot") ? found.group() : hidden(found, user);
        }
        return found.group("mail") == null ? of(found.group("number")) : HIDDEN;
    }

    private static String hidden(MatchResult found, String user) {
        return found.group().substring(0, found.group().length() - user.length()) + HIDDEN;
    }
}
