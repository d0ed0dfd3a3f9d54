package org.relais.bench;

/** What can be measured; each on a database of its own. */
enum Scenario {
    /** Claiming and settling alone, on an empty table and on one full of finished deliveries. */
    CLAIM(ClaimScenario::run),
    /** From outbox to platform while people stop, against a bare client, when the platform answers at once. */
    SEND(SendScenario::atOnce),
    /** The same when the platform takes 50 ms. */
    SEND50(SendScenario::slowly),
    /** Taking in webhooks, against a server that only answers. */
    WEBHOOK(WebhookScenario::run),
    /** Turning an audience into deliveries. */
    ENQUEUE(AudienceScenario::enqueue),
    /** Counting an audience. */
    AUDIENCE(AudienceScenario::count),
    /** Importing people with evidence of consent. */
    IMPORT(ImportScenario::run),
    /** Memory of the service at rest and after a large broadcast, under a small heap. */
    MEMORY(MemoryScenario::run);

    private final Run run;

    /** A measurement; blocks until it is over. */
    interface Run {
        void run(BenchFixture ground, ScenarioSizes plan, Report report) throws Exception;
    }

    Scenario(Run run) {
        this.run = run;
    }

    void run(BenchFixture ground, ScenarioSizes plan, Report report) throws Exception {
        run.run(ground, plan, report);
    }
}
