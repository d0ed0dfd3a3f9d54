package org.relais.sandbox.telegram;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.http.HttpServerRequest;

/** A {@code getUpdates} that waits: for an update, for its time, or for another one, which ends it. */
final class LongPoll {
    private final HttpServerRequest request;
    private final TelegramBot bot;
    private final long offset;
    private final int limit;
    private boolean over;

    LongPoll(HttpServerRequest request, TelegramBot bot, long offset, int limit) {
        this.request = request;
        this.bot = bot;
        this.offset = offset;
        this.limit = limit;
    }

    /** Answers with what there is. */
    void finish() {
        if (leave()) {
            BotApi.send(request, BotApi.reply(bot.fetch(offset, limit)));
        }
    }

    /** Another program polls with the same token: the real server ends the earlier call. */
    void end() {
        if (leave()) {
            BotApi.refuse(
                    request,
                    Refusal.of(
                            409,
                            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is"
                                    + " running"));
        }
    }

    /** False when it was over already. */
    @CanIgnoreReturnValue
    boolean leave() {
        boolean waited = !over;
        over = true;
        bot.polled(this);
        return waited;
    }
}
