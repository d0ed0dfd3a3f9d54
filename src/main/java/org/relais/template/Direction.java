package org.relais.template;

import com.ibm.icu.util.ULocale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** In which direction a language is written, kept because every rendering asks and few languages are ever asked for. */
final class Direction {
    private static final int MOST = 500;
    private static final Map<String, Boolean> RIGHT_TO_LEFT = new ConcurrentHashMap<>();

    private Direction() {}

    static boolean isRightToLeft(String language) {
        Boolean known = RIGHT_TO_LEFT.get(language);
        if (known != null) {
            return known;
        }
        boolean rightToLeft = new ULocale(language).isRightToLeft();
        if (RIGHT_TO_LEFT.size() < MOST) {
            RIGHT_TO_LEFT.put(language, rightToLeft);
        }
        return rightToLeft;
    }
}
