package org.relais.text;

/** Edit distance with transpositions (optimal string alignment), bounded so that it stays cheap. */
public final class Typos {
    private Typos() {}

    /** Whether {@code typed} is {@code meant} with exactly or less than one letter added, dropped, changed or swapped. */
    public static boolean withinOne(CharSequence typed, int typedLength, CharSequence meant, int meantLength) {
        int difference = typedLength - meantLength;
        if (difference < -1 || difference > 1) {
            return false;
        }
        int shortest = Math.min(typedLength, meantLength);
        int head = 0;
        while (head < shortest && typed.charAt(head) == meant.charAt(head)) {
            head++;
        }
        int tail = 0;
        while (tail < shortest - head && typed.charAt(typedLength - 1 - tail) == meant.charAt(meantLength - 1 - tail)) {
            tail++;
        }
        int typedRest = typedLength - head - tail;
        int meantRest = meantLength - head - tail;
        return (typedRest <= 1 && meantRest <= 1)
                || (typedRest == 2
                        && meantRest == 2
                        && typed.charAt(head) == meant.charAt(head + 1)
                        && typed.charAt(head + 1) == meant.charAt(head));
    }

    /** The distance, or {@code limit + 1} when it is larger than {@code limit}. */
    public static int distance(String typed, String meant, int limit) {
        if (Math.abs(typed.length() - meant.length()) > limit) {
            return limit + 1;
        }
        int width = meant.length() + 1;
        int[] beforeLast = new int[width];
        int[] last = new int[width];
        int[] row = new int[width];
        for (int j = 0; j < width; j++) {
            last[j] = j;
        }
        for (int i = 1; i <= typed.length(); i++) {
            row[0] = i;
            for (int j = 1; j < width; j++) {
                boolean same = typed.charAt(i - 1) == meant.charAt(j - 1);
                int best = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + (same ? 0 : 1));
                boolean swapped = i > 1
                        && j > 1
                        && typed.charAt(i - 1) == meant.charAt(j - 2)
                        && typed.charAt(i - 2) == meant.charAt(j - 1);
                row[j] = swapped ? Math.min(best, beforeLast[j - 2] + 1) : best;
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return Math.min(last[width - 1], limit + 1);
    }
}
