package org.relais.bench;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How large the scenarios are.
 *
 * @param heap the {@code -Xmx} of the service
 * @param scenarios what is measured unless something else is asked for
 */
record ScenarioSizes(Effort effort, Sizes sizes, String heap, Set<Scenario> scenarios) {
    /**
     * How long is tried.
     *
     * @param rounds slices of each program
     * @param repeats of a slice in which a compiler was at work
     * @param warming slices in which a program may warm up, in each scenario
     * @param patience how long a program may warm up, and how long slices may be repeated, in each scenario; a slice that
     *     has begun is ended
     */
    record Effort(int rounds, int repeats, int warming, Duration patience) {
        /** The most slices that a program gets. */
        int slices() {
            return warming + rounds * (1 + repeats);
        }
    }

    /**
     * How much work is done.
     *
     * @param people people who get a broadcast
     * @param webhooks text webhooks of a slice
     * @param finished deliveries of long ago among which claims are measured again
     * @param audience people counted, enqueued and written to under a small heap
     * @param imported rows of an import
     * @param contacts people whom the console's pages are asked about
     */
    record Sizes(int people, int webhooks, int finished, int audience, int imported, int contacts) {}

    static final ScenarioSizes FULL = new ScenarioSizes(
            new Effort(5, 1, 10, Duration.ofSeconds(30)),
            new Sizes(100_000, 1_000, 2_000_000, 1_000_000, 250_000, 100_000),
            "512m",
            EnumSet.allOf(Scenario.class));

    /** The heap that the full plan tries a million recipients with, so that this one needs no broadcast of its own. */
    static final ScenarioSizes QUICK = new ScenarioSizes(
            new Effort(5, 1, 10, Duration.ofSeconds(8)),
            new Sizes(8_000, 250, 40_000, 10_000, 10_000, 20_000),
            "128m",
            EnumSet.of(Scenario.SEND, Scenario.WEBHOOK, Scenario.STATUS, Scenario.ENQUEUE));

    /** The same on so few people that only the way is tried; its figures say nothing. */
    static ScenarioSizes tiny(int people) {
        return new ScenarioSizes(
                new Effort(2, 0, 0, Duration.ZERO),
                new Sizes(people, 1 + people / 10, people, people, people, people),
                "128m",
                EnumSet.allOf(Scenario.class));
    }

    /** The same with so many contacts behind the console's pages. */
    ScenarioSizes withContacts(int contacts) {
        return new ScenarioSizes(
                effort,
                new Sizes(
                        sizes.people(),
                        sizes.webhooks(),
                        sizes.finished(),
                        sizes.audience(),
                        sizes.imported(),
                        contacts),
                heap,
                scenarios);
    }

    int people() {
        return sizes.people();
    }

    /** Messages after which one person answers STOP; in all slices of broadcasts at most a quarter of them do. */
    int stopEvery() {
        return Math.max(4 * effort.slices(), Math.min(100, Math.max(1, people() / 10)));
    }

    /** Deliveries of which a slice reports statuses. */
    int reported() {
        return Math.max(1, people() / 4);
    }

    /** People who answer STOP in a slice of stops: in all of them at most half, so that there are some for every slice. */
    int stops() {
        return Math.max(1, people() / 2 / effort.slices());
    }

    /** The service as the scenarios share it, so that it is warm for all of them. */
    ServiceProcess.Setting service() {
        return serviceOver(people());
    }

    /** The same over so many people. */
    ServiceProcess.Setting serviceOver(int contacts) {
        return new ServiceProcess.Setting(contacts, 256, 0, heap);
    }
}
