package org.relais.bench;

/** What can be measured. */
enum Scenario {
    /** Claiming and settling alone, on an empty table and on one full of finished deliveries. */
    CLAIM(ClaimScenario::run),
    /** From outbox to platform while people stop, against a bare client, when the platform answers at once; then stops alone. */
    SEND(SendScenario::atOnce),
    /** Taking in webhooks with texts, against a server that only answers and one that commits each. */
    WEBHOOK(WebhookScenario::texts),
    /** Taking in webhooks with statuses of deliveries, against a server that only answers. */
    STATUS(WebhookScenario::statuses),
    /** Sending when the platform takes 50 ms. */
    SEND50(SendScenario::slowly),
    /** Turning an audience into deliveries. */
    ENQUEUE(AudienceScenario::enqueue),
    /** Counting an audience. */
    AUDIENCE(AudienceScenario::count),
    /** Importing people with evidence of consent. */
    IMPORT(ImportScenario::run),
    /** The console's pages over many contacts and deliveries. */
    PAGES(PagesScenario::run),
    /** Memory of the service at rest and after a large broadcast, under a small heap. */
    MEMORY(MemoryScenario::run);

    private final Run run;

    /** A measurement; blocks until it is over. */
    interface Run {
        void run(BenchFixture fixture, ScenarioSizes plan, Report report) throws Exception;
    }

    Scenario(Run run) {
        this.run = run;
    }

    void run(BenchFixture fixture, ScenarioSizes plan, Report report) throws Exception {
        run.run(fixture, plan, report);
    }
}
