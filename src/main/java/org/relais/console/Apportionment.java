package org.relais.console;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Rounding by largest remainders, so that parts that are shown add up to the whole that is shown. */
public final class Apportionment {
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
}
