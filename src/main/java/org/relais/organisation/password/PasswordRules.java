package org.relais.organisation.password;

import com.nulabinc.zxcvbn.Zxcvbn;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.relais.organisation.Organiser;
import org.relais.organisation.password.PasswordService.Outcome;

/** Rules of what may be a password: long enough, without the person's own address, and not among what is guessed first. */
final class PasswordRules {
    static final int SHORTEST = 12;
    static final int LONGEST = 256;

    /** The time that an estimate takes grows faster than what is estimated. */
    private static final int ESTIMATED = 32;

    /** Of 0 to 4; from 3 on it withstands who guesses online: some 100 million guesses. */
    private static final int LEAST_SCORE = 3;

    /** Shorter parts of an address are found in any word. */
    private static final int SHORTEST_NAME = 4;

    /** As many digits as a year, or a postal code, has. */
    private static final int YEAR = 5;

    /** What French speakers put first; the words of zxcvbn are English ones. */
    private static final List<String> COMMON = List.of(
            "motdepasse",
            "azerty",
            "azertyuiop",
            "qsdfghjklm",
            "bonjour",
            "bonsoir",
            "soleil",
            "doudou",
            "loulou",
            "chouchou",
            "jetaime",
            "amour",
            "coucou",
            "marseille",
            "france",
            "paris",
            "nicolas",
            "camille",
            "juliette",
            "bienvenue",
            "syndicat",
            "association",
            "campagne",
            "relais",
            "organisation",
            "militant");

    private PasswordRules() {}

    /** A password as it is hashed: the same on every keyboard. */
    static String normal(String typed) {
        return Normalizer.normalize(typed, Normalizer.Form.NFKC);
    }

    /**
     * What is wrong with a new password. Takes up to a second: not on an event loop.
     *
     * @param organisation the name of the organiser's
     */
    static Optional<Outcome> fault(String password, Organiser organiser, String organisation) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST) {
            return Optional.of(Outcome.SHORT);
        }
        if (length > LONGEST) {
            return Optional.of(Outcome.LONG);
        }
        String email = organiser.email();
        String name = email.substring(0, email.indexOf('@'));
        String lower = password.toLowerCase(Locale.ROOT);
        if (lower.contains(email) || name.length() >= SHORTEST_NAME && lower.contains(name)) {
            return Optional.of(Outcome.EMAIL);
        }
        List<String> known = new ArrayList<>(COMMON);
        known.addAll(List.of((email + " " + organiser.name() + " " + organisation)
                .toLowerCase(Locale.ROOT)
                .split("[^\\p{L}\\p{N}]+")));
        known.removeIf(String::isEmpty);
        if (saysNothingBut(known, lower)) {
            return Optional.of(Outcome.COMMON);
        }
        String estimated = password.substring(0, Math.min(password.length(), ESTIMATED));
        return new Zxcvbn().measure(estimated, known).getScore() < LEAST_SCORE
                ? Optional.of(Outcome.COMMON)
                : Optional.empty();
    }

    /** Whether it is made of these words and of signs between them: however often they come, they are guessed first. */
    private static boolean saysNothingBut(List<String> known, String password) {
        String rest = password;
        for (String word : known.stream()
                .filter(one -> one.length() >= SHORTEST_NAME)
                .sorted(Comparator.comparing(String::length).reversed())
                .toList()) {
            rest = rest.replace(word, "-");
        }
        return rest.contains("-") && rest.codePoints().noneMatch(Character::isLetter) && digits(rest) <= YEAR;
    }

    private static long digits(String text) {
        return text.codePoints().filter(Character::isDigit).count();
    }
}
