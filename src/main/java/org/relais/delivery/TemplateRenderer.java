package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.relais.channel.Button;
import org.relais.channel.Channel;
import org.relais.channel.Features;
import org.relais.channel.OutboundMessage;
import org.relais.channel.TemplateName;
import org.relais.consent.Purpose;
import org.relais.template.LateVariables;
import org.relais.template.LegalMention;
import org.relais.template.MessageSpec;
import org.relais.template.MessageSpecCodec;
import org.relais.template.OrganisationProfile;
import org.relais.template.OrganisationProfile.SenderTemplate;
import org.relais.template.OrganisationProfiles;
import org.relais.template.PersonalVariables;
import org.relais.template.Renderer;
import org.relais.template.Rendering;
import org.relais.template.ShareText;

/** Rendering with the same renderer that previews and counts, so what was previewed is what is sent. */
public final class TemplateRenderer implements MessageRenderer {
    private final OrganisationProfiles profiles;
    private final PersonalVariables personal;
    private final InstantSource clock;

    /**
     * @param personal variables that other parts compute per person
     */
    public TemplateRenderer(OrganisationProfiles profiles, PersonalVariables personal, InstantSource clock) {
        this.profiles = profiles;
        this.personal = personal;
        this.clock = clock;
    }

    @Override
    public Future<PreparedMessage> prepare(long organisationId, long messageId, JsonObject spec) {
        MessageSpec decoded;
        try {
            decoded = MessageSpecCodec.restore(spec);
        } catch (RuntimeException unreadable) {
            return Future.succeededFuture((recipient, channel) -> new Rendered.Refused("unreadable_message"));
        }
        Optional<OutboundMessage.Sign> sign = sign(spec);
        // A person's own links are those of the message that carries them, unless it says otherwise.
        long linked =
                decoded.share().map(ShareText::counted).orElseGet(() -> spec.getLong(SpecStore.BUTTONS_OF, messageId));
        return profiles.of(organisationId).compose(profile -> profiles.marketing(organisationId)
                .map(marketing -> (recipient, channel) -> sign.isPresent() && signs(channel, recipient)
                        ? new Rendered.Ready(sign.get(), false)
                        : replacing(
                                spec,
                                known(render(decoded, profile, linked, recipient, channel), marketing, recipient),
                                channel.features())));
    }

    /** The sign that says what a message says; empty for one that is said in words. */
    public static Optional<OutboundMessage.Sign> sign(JsonObject spec) {
        return Optional.ofNullable(spec.getJsonObject(SpecStore.SIGN))
                .map(on -> new OutboundMessage.Sign(
                        on.getString("heard"), on.getString("pressed"), OutboundMessage.Sign.NOTED));
    }

    /** Later it would be a surprise, and no platform wants it; one that was not taken is said in words. */
    private boolean signs(Channel channel, DeliveryRecipient recipient) {
        return channel.hasSigns()
                && !recipient.again()
                && Renderer.windowOpen(channel.features(), recipient.claim().lastInboundAt(), clock.instant());
    }

    /** A message that takes the place of another becomes an edit of that one, or nothing. */
    private static Rendered replacing(JsonObject spec, Rendered rendered, Features features) {
        if (!spec.containsKey(SpecStore.REPLACES) || !(rendered instanceof Rendered.Ready ready)) {
            return rendered;
        }
        String replaced = spec.getString(SpecStore.REPLACED_MESSAGE);
        return features.editable() && replaced != null && ready.message() instanceof OutboundMessage.Text text
                ? new Rendered.Ready(
                        spec.containsKey(SpecStore.BUTTONS_OF)
                                ? OutboundMessage.Edit.buttons(replaced, text.buttons())
                                : new OutboundMessage.Edit(replaced, text.text(), text.styles(), text.buttons()),
                        ready.mention(),
                        ready.language())
                : new Rendered.Refused("nothing_to_replace");
    }

    private Rendered render(
            MessageSpec spec,
            OrganisationProfile profile,
            long messageId,
            DeliveryRecipient recipient,
            Channel channel) {
        Instant now = clock.instant();
        org.relais.template.Recipient person = person(profile, messageId, recipient, now);
        boolean open = Renderer.windowOpen(channel.features(), recipient.claim().lastInboundAt(), now);
        Rendering rendering = rendering(
                spec, person, profile, channel, recipient.claim().sender().externalId(), open);
        return rendering instanceof Rendering.Message message
                ? new Rendered.Ready(message.message(), message.mentioned(), message.language())
                : new Rendered.Refused(((Rendering.Refused) rendering).reason().sqlName());
    }

    /** A template with what its platform calls it. */
    private static Rendered known(Rendered rendered, Set<SenderTemplate> marketing, DeliveryRecipient recipient) {
        return rendered instanceof Rendered.Ready ready && ready.message() instanceof OutboundMessage.Template template
                ? new Rendered.Ready(
                        template.marketing(marketing.contains(new SenderTemplate(
                                recipient.claim().sender().externalId(), template.name(), template.language()))),
                        ready.mention(),
                        ready.language())
                : rendered;
    }

    /**
     * What a person gets on a channel; also what previews show. Outside the window, a message without a template of its
     * own travels in the sender's carrier template, where it has one.
     */
    public static Rendering rendering(
            MessageSpec spec,
            org.relais.template.Recipient person,
            OrganisationProfile profile,
            Channel channel,
            String senderExternalId,
            boolean windowOpen) {
        Renderer renderer = new Renderer();
        Rendering rendering = renderer.render(spec, person, profile, channel.features(), windowOpen);
        Optional<TemplateName> carrier = channel.carrierTemplate(senderExternalId);
        return carrier.isPresent()
                        && rendering instanceof Rendering.Refused refused
                        && refused.reason() == Rendering.Reason.WINDOW_CLOSED
                ? carried(carrier.get(), renderer.render(spec, person, profile, channel.features(), true), channel)
                : rendering;
    }

    /**
     * The whole text as the one parameter of a template that the platform has approved for it; such a parameter is one
     * line, and buttons become numbered words.
     */
    private static Rendering carried(TemplateName carrier, Rendering rendering, Channel channel) {
        if (!(rendering instanceof Rendering.Message message)
                || !(message.message() instanceof OutboundMessage.Text text)) {
            return rendering;
        }
        String line = (text.marked() + " " + numbered(text.buttons()))
                .replaceAll("\\s+", " ")
                .strip();
        int limit = channel.features().captionLimit();
        return line.length() > limit
                ? new Rendering.Refused(Rendering.Reason.TOO_LONG, line.length(), limit)
                : new Rendering.Message(
                        new OutboundMessage.Template(carrier.name(), carrier.language(), List.of(line), List.of()),
                        line,
                        message.language(),
                        message.mentioned(),
                        limit);
    }

    private static String numbered(List<Button> buttons) {
        StringBuilder words = new StringBuilder();
        int number = 1;
        for (Button button : buttons) {
            words.append(number++).append(". ").append(button.label()).append(' ');
            if (button instanceof Button.Link link) {
                words.append(link.url()).append(' ');
            }
        }
        return words.toString();
    }

    private org.relais.template.Recipient person(
            OrganisationProfile profile, long messageId, DeliveryRecipient recipient, Instant now) {
        Purpose purpose = recipient.claim().purpose();
        boolean first = purpose == Purpose.FIRST_CONTACT;
        boolean due = first
                // A test shows what everybody will get.
                || (purpose == Purpose.BROADCAST || purpose == Purpose.TEST)
                        && LegalMention.due(recipient.mentionSentAt(), profile.mentionEveryDays(), now);
        Map<String, String> variables = variables(profile.organisationId(), messageId, recipient);
        return new org.relais.template.Recipient(
                recipient.name(), recipient.language(), variables, first, due, variables.get("origin"));
    }

    private Map<String, String> variables(long organisationId, long messageId, DeliveryRecipient recipient) {
        Map<String, String> values = recipient.variables().isEmpty()
                ? Map.of()
                : recipient.variables().stream()
                        .filter(entry -> entry.getValue() != null)
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().toString()));
        // These go first, so that no column of an import can take the place of a person's own link.
        return new LateVariables(
                values,
                personal.names(),
                () -> personal.values(
                        organisationId, messageId, recipient.claim().contactId()));
    }
}
