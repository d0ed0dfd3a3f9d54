package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCheck;
import org.relais.audience.AudienceFacetStore;
import org.relais.audience.AudienceMember;
import org.relais.audience.AudienceStore;
import org.relais.audience.ClosedWindows;
import org.relais.audience.Gap;
import org.relais.audience.Target;
import org.relais.channel.Channel;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.Features;
import org.relais.channel.MarkedText;
import org.relais.channel.OutboundMessage;
import org.relais.consent.Purpose;
import org.relais.delivery.TemplateRenderer;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore;
import org.relais.organisation.SenderStore.SenderState;
import org.relais.template.LooseVariable;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationProfile;
import org.relais.template.OrganisationProfileStore;
import org.relais.template.PersonalVariables;
import org.relais.template.Recipient;
import org.relais.template.Rendering;
import org.relais.template.SpecCheck;
import org.relais.template.catalogue.TemplateReview;
import org.relais.template.catalogue.TemplateStore;

/** Check and preview of what organisers compose, with everything of the organisation that a message depends on. */
final class Composer {
    private final ChannelRegistry channels;
    private final PersonalVariables personal;
    private final SenderStore senders;
    private final OrganisationProfileStore profiles = new OrganisationProfileStore();
    private final AudienceFacetStore facets = new AudienceFacetStore();
    private final AudienceCheck audiences = new AudienceCheck();
    private final AudienceStore people = new AudienceStore();
    private final TemplateStore templates = new TemplateStore();

    /**
     * What of an organisation a message depends on.
     *
     * @param all the senders of channels that are configured
     * @param senders the first of each channel, by channel
     */
    record Surroundings(OrganisationProfile profile, List<Sender> all, Map<String, SenderState> senders) {
        Surroundings(OrganisationProfile profile, List<SenderState> states) {
            this(
                    profile,
                    states.stream().map(SenderState::sender).toList(),
                    states.stream()
                            .collect(Collectors.toMap(
                                    state -> state.sender().channel(),
                                    state -> state,
                                    (first, later) -> first,
                                    TreeMap::new)));
        }
    }

    Composer(ChannelRegistry channels, PersonalVariables personal, InstantSource clock) {
        this.channels = channels;
        this.personal = personal;
        this.senders = new SenderStore(clock);
    }

    /** Fails with {@link IllegalArgumentException} when there is no such organisation. */
    Future<Surroundings> surroundings(SqlClient client, long organisationId) {
        return profiles.of(client, organisationId)
                .compose(profile -> senders(client, organisationId).map(all -> new Surroundings(profile, all)));
    }

    /** Variables that may leave a gap in these texts. */
    Set<String> gaps(List<MessageSpec> messages) {
        return Gap.possible(messages, personal);
    }

    /** Everything that is wrong with a draft, each with its field; empty when it may be stored. */
    Future<List<Fault>> faults(SqlClient client, long organisationId, BroadcastDraft draft) {
        return one(client, organisationId, draft)
                .compose(first -> draft.variant() == null
                        ? Future.succeededFuture(first)
                        : one(client, organisationId, draft.only(Variant.B))
                                .map(second -> Stream.concat(first.stream(), VariantCodec.own(first, second))
                                        .toList()))
                .map(faults -> Stream.concat(faults.stream(), LooseVariable.faults(draft.encode()).stream())
                        .toList());
    }

    /** The same for the first of its texts. */
    private Future<List<Fault>> one(SqlClient client, long organisationId, BroadcastDraft draft) {
        return surroundings(client, organisationId).compose(around -> facets.knownVariables(
                        client, organisationId, SpecCheck.contactVariables(draft.message(), personal))
                .compose(known -> audiences
                        .faults(client, organisationId, draft.audience())
                        .map(unknown -> Stream.concat(unknown.stream(), faults(around, draft, known).stream())
                                .toList()))
                .compose(faults -> templates(client, around, draft)
                        .map(more ->
                                Stream.concat(faults.stream(), more.stream()).toList())));
    }

    /** A template that the platform does not list as approved reaches nobody. */
    private Future<List<Fault>> templates(SqlClient client, Surroundings around, BroadcastDraft draft) {
        List<Long> able = around.all().stream()
                .filter(sender -> draft.channel() == null || sender.channel().equals(draft.channel()))
                .map(Sender::id)
                .toList();
        return draft.message().template().isEmpty()
                ? Future.succeededFuture(List.of())
                : templates
                        .load(client, around.profile().organisationId())
                        .map(catalogue -> TemplateReview.faults(draft.message(), catalogue, able).stream()
                                .map(fault -> fault.under("message"))
                                .toList());
    }

    private List<Fault> faults(Surroundings around, BroadcastDraft draft, Set<String> contactVariables) {
        List<Fault> faults = new ArrayList<>();
        String channel = draft.channel();
        if (channel != null && !around.senders().containsKey(channel)) {
            faults.add(Fault.of("channel", FaultCode.NO_SENDER_ON_CHANNEL));
        }
        SpecCheck check = new SpecCheck(
                around.profile(),
                features(around, channel),
                contactVariables,
                personal,
                draft.purpose() == Purpose.FIRST_CONTACT);
        check.faults(draft.message()).forEach(fault -> faults.add(isOfMessage(fault) ? fault.under("message") : fault));
        if (faults.isEmpty()) {
            previews(around, draft, List.of())
                    .forEach(preview -> tooLong(preview).ifPresent(faults::add));
        }
        return faults;
    }

    private static boolean isOfMessage(Fault fault) {
        return !fault.field().startsWith("organisation.") && !fault.field().equals(SpecCheck.DECLARATION);
    }

    /** Links that a channel writes out under the text count as well. */
    private static Optional<Fault> tooLong(Preview preview) {
        return Rendering.Reason.TOO_LONG.sqlName().equals(preview.refusal())
                ? Optional.of(Fault.of(
                        "message.body." + preview.language(),
                        FaultCode.TOO_LONG_WITH_LINKS,
                        preview.length(),
                        preview.channel(),
                        preview.limit()))
                : Optional.empty();
    }

    /**
     * Whom a draft is shown for.
     *
     * @param contactId null for those looked at who would get it
     * @return empty: nobody would get it
     */
    Future<List<AudienceMember>> samples(
            SqlClient client, long organisationId, BroadcastDraft draft, @Nullable Long contactId) {
        Target target = contactId == null
                ? draft.target(organisationId)
                : new Target(organisationId, Audience.of(List.of(contactId)), draft.purpose(), draft.channel());
        return people.dryRun(client, target, 0, 20).compose(found -> {
            if (contactId != null && found.isEmpty()) {
                return Future.failedFuture(new InvalidInputException("contact", FaultCode.CONTACT_UNKNOWN));
            }
            return Future.succeededFuture(found.stream()
                    .filter(person -> contactId != null || person.refusal() == null)
                    .toList());
        });
    }

    /**
     * What is read by channel, body language and window: on each channel by the first of these people who is reached there,
     * else by the first of all; by somebody of whom nothing is known where there are none.
     */
    List<Preview> previews(Surroundings around, BroadcastDraft draft, List<AudienceMember> people) {
        List<Preview> previews = new ArrayList<>();
        features(around, draft.channel()).forEach((kind, features) -> {
            AudienceMember person = people.stream()
                    .filter(each -> each.channels().contains(kind))
                    .findFirst()
                    .orElse(people.isEmpty() ? null : people.get(0));
            for (String language :
                    draft.message().bodies().keySet().stream().sorted().toList()) {
                previews.add(preview(around, draft, kind, recipient(around, draft, person, language), true));
                if (features.templateWindowHours() > 0 && draft.purpose() != Purpose.REPLY) {
                    previews.add(preview(around, draft, kind, recipient(around, draft, person, language), false));
                }
            }
        });
        return previews;
    }

    /** Where a message without a template of its own can't reach people who have not written lately. */
    ClosedWindows closed(Surroundings around, MessageSpec message, @Nullable String channel, Instant now) {
        Map<String, Features> closing = new TreeMap<>();
        Set<Long> carriers =
                around.all().stream().filter(this::carries).map(Sender::id).collect(Collectors.toSet());
        features(around, channel).forEach((kind, features) -> {
            boolean carried = around.all().stream()
                    .filter(sender -> sender.channel().equals(kind))
                    .allMatch(sender -> carriers.contains(sender.id()));
            if (features.templateWindowHours() > 0
                    && !carried
                    && message.template().isEmpty()) {
                closing.put(kind, features);
            }
        });
        return closed(closing, carriers, now);
    }

    /** Where only an approved template reaches people who have not written lately, be it the message's own or its carrier. */
    ClosedWindows windows(Surroundings around, @Nullable String channel, Instant now) {
        Map<String, Features> windowed = features(around, channel);
        windowed.values().removeIf(features -> features.templateWindowHours() <= 0);
        return closed(windowed, Set.of(), now);
    }

    private static ClosedWindows closed(Map<String, Features> closing, Set<Long> carriers, Instant now) {
        return closing.values().stream()
                .map(Features::templateWindowHours)
                .min(Integer::compare)
                .map(hours -> new ClosedWindows(closing.keySet(), carriers, now.minus(Duration.ofHours(hours))))
                .orElse(ClosedWindows.NONE);
    }

    /** Whether this sender has a template that carries any message. */
    private boolean carries(Sender sender) {
        return channels.find(sender.channel())
                .flatMap(channel -> channel.carrierTemplate(sender.externalId()))
                .isPresent();
    }

    private Preview preview(
            Surroundings around, BroadcastDraft draft, String kind, Recipient recipient, boolean windowOpen) {
        Channel channel = channels.find(kind).orElseThrow();
        String sender = externalId(around, kind);
        Preview.From from = from(around, kind);
        String language = recipient.language() == null ? draft.message().language() : recipient.language();
        Rendering rendering =
                TemplateRenderer.rendering(draft.message(), recipient, around.profile(), channel, sender, windowOpen);
        if (rendering instanceof Rendering.Refused refused) {
            String reason = refused.reason().sqlName();
            return new Preview(
                    kind,
                    from,
                    language,
                    windowOpen,
                    "",
                    List.of(),
                    List.of(),
                    null,
                    null,
                    refused.length(),
                    refused.limit(),
                    reason);
        }
        Rendering.Message message = (Rendering.Message) rendering;
        if (message.message() instanceof OutboundMessage.Text text) {
            return freeForm(channel, from, message, channel.shown(text), windowOpen);
        }
        String template = message.message() instanceof OutboundMessage.Template approved ? approved.name() : null;
        MarkedText shown = MarkedText.read(message.text());
        return new Preview(
                kind,
                from,
                message.language(),
                windowOpen,
                shown.text(),
                shown.styles(),
                List.of(),
                null,
                template,
                message.length(),
                message.limit(),
                null);
    }

    private static Preview freeForm(
            Channel channel,
            Preview.From from,
            Rendering.Message message,
            OutboundMessage.Text shown,
            boolean windowOpen) {
        Features features = channel.features();
        int length = features.length(shown);
        int limit = shown.buttons().isEmpty() && shown.imageUrl() == null ? features.textLimit() : message.limit();
        return new Preview(
                channel.kind(),
                from,
                message.language(),
                windowOpen,
                shown.text(),
                shown.styles(),
                shown.buttons(),
                shown.imageUrl(),
                null,
                length,
                limit,
                length > limit ? Rendering.Reason.TOO_LONG.sqlName() : null);
    }

    private Recipient recipient(
            Surroundings around, BroadcastDraft draft, @Nullable AudienceMember person, String language) {
        Map<String, String> variables = new TreeMap<>();
        if (person != null) {
            person.variables().forEach(entry -> variables.put(entry.getKey(), String.valueOf(entry.getValue())));
        }
        long contactId = person == null ? 0 : person.contactId();
        variables.putAll(personal.values(around.profile().organisationId(), 0, contactId));
        return new Recipient(
                person == null ? "" : person.name(),
                language,
                variables,
                draft.purpose() == Purpose.FIRST_CONTACT,
                draft.purpose() != Purpose.REPLY,
                variables.get("origin"));
    }

    private Map<String, Features> features(Surroundings around, @Nullable String only) {
        Map<String, Features> features = new TreeMap<>();
        around.senders().keySet().stream()
                .filter(kind -> only == null || only.equals(kind))
                .forEach(kind -> channels.find(kind).ifPresent(channel -> features.put(kind, channel.features())));
        return features;
    }

    private static Preview.From from(Surroundings around, String kind) {
        SenderState state = around.senders().get(kind);
        return state == null
                ? Preview.From.UNKNOWN
                : new Preview.From(
                        state.displayed(), state.pictured() ? state.sender().id() : null);
    }

    private static String externalId(Surroundings around, String kind) {
        SenderState state = around.senders().get(kind);
        return state == null ? "" : state.sender().externalId();
    }

    private Future<List<SenderState>> senders(SqlClient client, long organisationId) {
        return senders.states(client, organisationId).map(states -> states.stream()
                .filter(state -> channels.find(state.sender().channel()).isPresent())
                .toList());
    }
}
