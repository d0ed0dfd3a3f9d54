package org.relais.bench.measure;

import java.util.ArrayList;
import java.util.List;

/** Count of events that remembers when every n-th came, so that a rate can be read from the steady middle of a run. */
public final class Throughput {
    /** Start and end of a run, in which not everything works yet or any more, are left out. */
    private static final double FROM = 0.15;

    private static final double UNTIL = 0.85;

    private final int every;
    private final List<Long> times = new ArrayList<>();
    private int toNext;

    public Throughput(int every) {
        this.every = every;
        this.toNext = every;
    }

    public void count(long nanoTime) {
        if (--toNext == 0) {
            toNext = every;
            times.add(nanoTime);
        }
    }

    /** Events per second in the middle 70 % of what was counted; 0 when that is too little to say. */
    public double perSecond() {
        int from = (int) (times.size() * FROM);
        int until = (int) (times.size() * UNTIL);
        return until <= from ? 0 : (until - from) * (double) every * 1e9 / (times.get(until) - times.get(from));
    }
}
