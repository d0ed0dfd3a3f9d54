package org.relais.bench;

import java.util.EnumSet;
import java.util.Set;

/**
 * How large the scenarios are.
 *
 * @param warm messages of the broadcasts that warm the service up: the compiler is at work for the first minute
 * @param people people who get a measured broadcast
 * @param runs measured broadcasts; the median counts
 * @param finished deliveries of long ago in the second claim
 * @param audience people counted, enqueued and written to under a small heap
 * @param imported rows of an import
 * @param millis length of each measurement that goes by time
 * @param stopEvery messages after which one person answers STOP
 * @param patient whether a measurement waits until the service has done with what new people bring (names, sealing)
 * @param heap the {@code -Xmx} of the service while it sends
 * @param scenarios what is measured unless something else is asked for
 */
record ScenarioSizes(
        int warm,
        int people,
        int runs,
        int finished,
        int audience,
        int imported,
        int millis,
        int stopEvery,
        boolean patient,
        String heap,
        Set<Scenario> scenarios) {
    static final ScenarioSizes FULL = new ScenarioSizes(
            400_000,
            200_000,
            3,
            10_000_000,
            1_000_000,
            1_000_000,
            6_000,
            100,
            true,
            "512m",
            EnumSet.allOf(Scenario.class));

    /** The heap that the full plan tries a million recipients with, so that this one needs no broadcast of its own. */
    static final ScenarioSizes QUICK = new ScenarioSizes(
            4_000,
            10_000,
            1,
            40_000,
            10_000,
            10_000,
            600,
            100,
            false,
            "128m",
            EnumSet.of(Scenario.CLAIM, Scenario.SEND, Scenario.SEND50, Scenario.WEBHOOK, Scenario.ENQUEUE));

    /** The same on so few people that only the way is tried; its figures say nothing. */
    static ScenarioSizes tiny(int people) {
        return new ScenarioSizes(
                people, people, 1, people, people, people, 300, 40, true, "128m", EnumSet.allOf(Scenario.class));
    }
}
