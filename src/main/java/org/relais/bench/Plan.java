package org.relais.bench;

/**
 * How large the scenarios are.
 *
 * @param warm people who get the broadcast that warms the service up
 * @param people people who get a measured broadcast
 * @param runs measured broadcasts; the median counts
 * @param finished deliveries of long ago in the second claim
 * @param audience people counted, enqueued and written to under a small heap
 * @param imported rows of an import
 * @param millis length of each measurement that goes by time
 * @param stopEvery messages after which one person answers STOP
 */
record Plan(int warm, int people, int runs, int finished, int audience, int imported, int millis, int stopEvery) {
    static final Plan FULL = new Plan(100_000, 200_000, 3, 10_000_000, 1_000_000, 1_000_000, 6_000, 100);
    static final Plan QUICK = new Plan(30_000, 60_000, 1, 100_000, 100_000, 50_000, 2_500, 100);

    /** The same on so few people that only the way is tried; its figures say nothing. */
    static Plan tiny(int people) {
        return new Plan(people, people, 1, people, people, people, 300, 40);
    }
}
