package org.relais.console;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Rounding by largest remainders, so that parts that are shown add up to the whole that is shown. */
public final class Apportionment {
    /** Of a quotient: enough that the parts of a whole make it again once they are rounded. */
    private static final int DIGITS = 18;

    private Apportionment() {}

    /**
     * Each part with so many digits, which together make their rounded sum; of equal remainders the first goes up.
     *
     * @param parts none negative
     */
    public static List<BigDecimal> rounded(List<BigDecimal> parts, int digits) {
        BigDecimal sum = parts.stream().reduce(BigDecimal.ZERO, BigDecimal::add).setScale(digits, RoundingMode.HALF_UP);
        List<BigDecimal> rounded = new ArrayList<>(parts.stream()
                .map(part -> part.setScale(digits, RoundingMode.FLOOR))
                .toList());
        BigDecimal unit = BigDecimal.ONE.movePointLeft(digits);
        int missing = sum.subtract(rounded.stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                .divide(unit)
                .intValueExact();
        IntStream.range(0, parts.size())
                .boxed()
                .sorted(Comparator.comparing(
                        (Integer place) -> rounded.get(place).subtract(parts.get(place))))
                .limit(missing)
                .forEach(place -> rounded.set(place, rounded.get(place).add(unit)));
        return rounded;
    }

    /**
     * Parts of a whole in percent, which make 100 together with what they leave of it. Of more than the whole, as where
     * somebody may choose several answers, each part is rounded by itself.
     */
    public static List<Long> percent(List<Long> parts, long whole) {
        long left = whole - parts.stream().mapToLong(Long::longValue).sum();
        if (left < 0 || whole == 0) {
            return parts.stream()
                    .map(part -> whole == 0 ? 0 : Math.round(100.0 * part / whole))
                    .toList();
        }
        List<BigDecimal> all =
                new ArrayList<>(parts.stream().map(part -> percent(part, whole)).toList());
        all.add(percent(left, whole));
        return rounded(all, 0).stream()
                .limit(parts.size())
                .map(BigDecimal::longValueExact)
                .toList();
    }

    private static BigDecimal percent(long part, long whole) {
        return BigDecimal.valueOf(100 * part).divide(BigDecimal.valueOf(whole), DIGITS, RoundingMode.HALF_UP);
    }
}
