package org.relais.sandbox.control;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.relais.sandbox.world.ChatMessage;
import org.relais.sandbox.world.World;

/** Callers that wait for messages to arrive on phones. */
final class MessageWaits {
    private final World world;
    private final List<Wait> waits = new ArrayList<>();

    MessageWaits(World world) {
        this.world = world;
        world.onMessage(this::arrived);
    }

    /** Completes when so many more matching messages have arrived, or the time is over. */
    Future<Void> more(int missing, Predicate<ChatMessage> wanted, long timeoutMillis) {
        if (missing <= 0) {
            return Future.succeededFuture();
        }
        Wait wait = new Wait(wanted, missing);
        waits.add(wait);
        world.after(Math.max(1, timeoutMillis), () -> {
            waits.remove(wait);
            wait.done.tryComplete();
        });
        return wait.done.future();
    }

    private void arrived(ChatMessage bubble) {
        if (waits.isEmpty()) {
            return;
        }
        for (Wait wait : List.copyOf(waits)) {
            if (wait.wanted.test(bubble)) {
                wait.missing--;
                if (wait.missing <= 0) {
                    waits.remove(wait);
                    wait.done.tryComplete();
                }
            }
        }
    }

    private static final class Wait {
        private final Predicate<ChatMessage> wanted;
        private final Promise<Void> done = Promise.promise();
        private int missing;

        Wait(Predicate<ChatMessage> wanted, int missing) {
            this.wanted = wanted;
            this.missing = missing;
        }
    }
}
