package org.relais.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The bots that the bench sends from. A bot may send 1,000 messages a second at most, so that it takes many to reach the
 * service's own limit.
 */
final class Bots {
    static final String WEBHOOK_SECRET = "bench-webhook-secret";
    static final long FIRST = 7_000_000L;
    static final int COUNT = 48;
    static final int PER_SECOND = 1_000;

    private Bots() {}

    static long id(int bot) {
        return FIRST + bot;
    }

    static String username(int bot) {
        return "bench_bot_" + bot;
    }

    /** Section {@code channels.telegram} for all of them, speaking to a platform on this machine. */
    static JsonObject section(String organisation, int platformPort, int connections) {
        JsonArray bots = new JsonArray();
        for (int bot = 0; bot < COUNT; bot++) {
            bots.add(new JsonObject()
                    .put("organisation", organisation)
                    .put("name", "bot " + bot)
                    .put("username", username(bot))
                    .put("token", id(bot) + ":bench")
                    .put("secretToken", WEBHOOK_SECRET)
                    .put("messagesPerSecond", PER_SECOND));
        }
        return new JsonObject()
                .put("baseUrl", "http://127.0.0.1:" + platformPort)
                .put("connections", connections)
                .put("bots", bots);
    }
}
