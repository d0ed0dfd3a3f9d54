package org.relais.channel.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.relais.channel.JsonPayload;

/**
 * What a message carries, and its status webhooks echo ({@code biz_opaque_callback_data}): the delivery, and which attempt
 * at it, as {@code 4711} of the first and {@code 4711.2} of the second one. A message that was taken although its
 * request was refused reports beside the next attempt.
 *
 * @param attempt from 1 on
 */
record EchoedDelivery(long id, int attempt) {
    static final String FIELD = "biz_opaque_callback_data";

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})(?:\\.([0-9]{1,5}))?");

    /** Empty where nothing of ours is echoed. */
    static Optional<EchoedDelivery> read(JsonNode status) {
        String echoed = JsonPayload.text(status, FIELD);
        Matcher read = TEXT.matcher(echoed == null ? "" : echoed);
        return read.matches()
                ? Optional.of(new EchoedDelivery(
                        Long.parseLong(read.group(1)), read.group(2) == null ? 1 : Integer.parseInt(read.group(2))))
                : Optional.empty();
    }

    String text() {
        return attempt == 1 ? Long.toString(id) : id + "." + attempt;
    }
}
