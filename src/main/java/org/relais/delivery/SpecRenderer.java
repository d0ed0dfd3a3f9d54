package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.relais.channel.Features;
import org.relais.organisation.Sender;
import org.relais.template.LegalMention;
import org.relais.template.Letterhead;
import org.relais.template.Letterheads;
import org.relais.template.MessageSpec;
import org.relais.template.MessageSpecCodec;
import org.relais.template.PersonalVariables;
import org.relais.template.Renderer;

/** Renders stored specs with the organisation's letterhead; what it refuses has the template package's reason. */
public final class SpecRenderer implements MessageRenderer {
    private final Letterheads letterheads;
    private final PersonalVariables personal;
    private final InstantSource clock;
    private final Renderer renderer = new Renderer();

    public SpecRenderer(Letterheads letterheads, PersonalVariables personal, InstantSource clock) {
        this.letterheads = letterheads;
        this.personal = personal;
        this.clock = clock;
    }

    @Override
    public Future<PreparedMessage> prepare(long organisationId, long messageId, JsonObject spec) {
        return letterheads.of(organisationId).map(letterhead -> {
            MessageSpec restored = MessageSpecCodec.restore(spec);
            return (recipient, sender, features) ->
                    render(messageId, restored, letterhead, recipient, sender, features);
        });
    }

    private Rendering render(
            long messageId,
            MessageSpec spec,
            Letterhead letterhead,
            Recipient recipient,
            Sender sender,
            Features features) {
        Instant now = clock.instant();
        boolean windowOpen = Renderer.windowOpen(features, recipient.claim().lastInboundAt(), now);
        org.relais.template.Rendering rendering = renderer.render(
                spec, person(messageId, letterhead, recipient, sender, now), letterhead, features, windowOpen);
        if (rendering instanceof org.relais.template.Rendering.Refused refused) {
            return new Rendering.Refused(refused.reason().sqlName());
        }
        org.relais.template.Rendering.Message message = (org.relais.template.Rendering.Message) rendering;
        return new Rendering.Ready(message.message(), message.mentioned());
    }

    private org.relais.template.Recipient person(
            long messageId, Letterhead letterhead, Recipient recipient, Sender sender, Instant now) {
        Map<String, String> variables = new HashMap<>();
        recipient.variables().forEach(entry -> {
            if (entry.getValue() != null) {
                variables.put(entry.getKey(), String.valueOf(entry.getValue()));
            }
        });
        variables.putAll(personal.values(
                sender.organisationId(), messageId, recipient.claim().contactId()));
        // Who asked for it, or wrote just now, needs no mention; a test shows what everybody will get.
        return switch (recipient.claim().purpose()) {
            case BROADCAST, TEST ->
                person(
                        recipient,
                        variables,
                        false,
                        LegalMention.due(recipient.mentionSentAt(), letterhead.mentionEveryDays(), now));
            case FIRST_CONTACT -> person(recipient, variables, true, true);
            case CONFIRMATION, QUESTION, REPLY -> person(recipient, variables, false, false);
        };
    }

    private static org.relais.template.Recipient person(
            Recipient recipient, Map<String, String> variables, boolean firstContact, boolean mentionDue) {
        return new org.relais.template.Recipient(
                recipient.name(), recipient.language(), variables, firstContact, mentionDue, variables.get("origin"));
    }
}
