package org.relais.testing.channel.echo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.channel.EventBuilder;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.JsonPayload;
import org.relais.channel.MalformedPayloadException;
import org.relais.channel.WebhookCodec;
import org.relais.contact.AddressId;
import org.relais.testing.channel.echo.EchoConfig.Voice;

/** Reads {@code {"said": [{"id", "from", "text"}]}}, called at {@code /webhook/echo/<voice>}. */
final class EchoCodec implements WebhookCodec {
    private final List<Voice> voices;

    EchoCodec(List<Voice> voices) {
        this.voices = List.copyOf(voices);
    }

    @Override
    public boolean serves(String account) {
        return account.isEmpty() || voices.stream().anyMatch(voice -> voice.id().equals(account));
    }

    @Override
    public Optional<String> handshake(String account, MultiMap query) {
        return Optional.empty();
    }

    @Override
    public Credentials credentials(String account, MultiMap headers) {
        String secret = headers.get(EchoChannel.SECRET_HEADER);
        boolean right = secret != null
                && voices.stream()
                        .anyMatch(voice ->
                                voice.id().equals(account) && voice.secret().matches(secret));
        return right ? Credentials.PROVEN : Credentials.WRONG;
    }

    @Override
    public List<InboundEvent> decode(String account, Buffer body, Instant receivedAt) throws MalformedPayloadException {
        List<InboundEvent> events = new ArrayList<>();
        for (JsonNode said : JsonPayload.list(JsonPayload.parse(body), "said")) {
            String id = JsonPayload.text(said, "id");
            String text = JsonPayload.text(said, "text");
            EventBuilder event = new EventBuilder(
                    EchoChannel.KIND,
                    account,
                    id == null || id.isBlank() ? JsonPayload.digest(said.toString()) : id,
                    JsonPayload.time(said, "at", receivedAt));
            events.add(event.kind(text == null ? Kind.OTHER : Kind.TEXT)
                    .from(from(JsonPayload.text(said, "from")))
                    .externalId(id)
                    .text(text)
                    .build());
        }
        return events;
    }

    private static List<AddressId> from(@Nullable String handle) {
        return handle == null || !handle.matches("@[a-z0-9_]{3,30}")
                ? List.of()
                : List.of(new AddressId(EchoChannel.KIND, EchoProvider.HANDLE, handle));
    }
}
