package org.relais.inbox;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelRegistry;

/** Until when a channel takes what an organiser writes in answer to somebody who wrote there last at some time. */
record ReplyWindow(ChannelRegistry channels) {

    /** When it closes; null where there is none, or none was ever open. What is queued longer the platform would refuse. */
    @Nullable
    Instant until(@Nullable String channel, @Nullable Instant last) {
        int hours = hours(channel);
        return hours == 0 || last == null ? null : last.plus(Duration.ofHours(hours));
    }

    /** Why the channel takes nothing now; null where it does. */
    @Nullable
    String refusal(@Nullable String channel, @Nullable Instant last, Instant now) {
        if (channels.find(String.valueOf(channel)).isEmpty()) {
            return OrganiserAnswerService.NO_CHANNEL;
        }
        Instant until = until(channel, last);
        return hours(channel) == 0 || until != null && now.isBefore(until)
                ? null
                : OrganiserAnswerService.WINDOW_CLOSED;
    }

    private int hours(@Nullable String channel) {
        return channels.find(String.valueOf(channel))
                .map(found -> found.features().templateWindowHours())
                .orElse(0);
    }
}
