package org.relais.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.text.CleanText;

/** What a platform says about a fault, fit to be shown: short, and without the secrets that some of them repeat. */
public final class PlatformWords {
    private static final int LONGEST = 300;

    private PlatformWords() {}

    /** @param secrets what must not be among the words */
    public static String of(@Nullable String words, List<Secret> secrets) {
        String shown = words == null ? "" : words;
        for (Secret secret : secrets) {
            shown = secret.reveal().isEmpty() ? shown : shown.replace(secret.reveal(), "***");
        }
        return CleanText.abridged(shown, LONGEST);
    }

    /** Why nothing was answered, by a code of ours: {@code platform.unreachable} or {@code platform.silent}. */
    public static CheckResult unanswered(PlatformAnswer answer) {
        return answer instanceof PlatformAnswer.NotBegun notBegun
                ? CheckResult.failed("platform.unreachable", "reason", notBegun.code())
                : CheckResult.failed("platform.silent");
    }
}
