package org.relais.template.catalogue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.CheckResult;
import org.relais.channel.TemplateCatalogue;
import org.relais.channel.TemplateCatalogue.CatalogueTemplate;
import org.relais.channel.TemplateContent;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.Permission;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore;
import org.relais.template.FirstContactQuestion;
import org.relais.template.LegalMention;
import org.relais.template.OrganisationProfile;
import org.relais.template.OrganisationProfileStore;

/** Author of new templates: adds what the law wants said to the people they are for, and hands them in. */
public final class TemplateAuthor {
    private static final int LONGEST_BODY = 1_024;
    private static final Pattern COUNTED = Pattern.compile("\\{\\{\\s*([1-9][0-9]?)\\s*}}");
    /** The place of the origin of the data, where places have names. */
    private static final String ORIGIN = "origin";

    private final Pool pool;
    private final ChannelRegistry channels;
    private final TemplateService service;
    private final SenderStore senders;
    private final OrganisationProfileStore profiles = new OrganisationProfileStore();

    public TemplateAuthor(Pool pool, ChannelRegistry channels, TemplateService service, InstantSource clock) {
        this.pool = pool;
        this.channels = channels;
        this.service = service;
        this.senders = new SenderStore(clock);
    }

    /**
     * Hands a template in for approval.
     *
     * @return as the platform took it; fails with {@link InvalidInputException}, also in the platform's words
     */
    public Future<StoredTemplate> submit(Actor actor, TemplateDraft draft) {
        return actor.permitted(Permission.SENDERS)
                .compose(permitted -> whole(actor.organisationId(), draft))
                .compose(whole -> sender(actor, whole).compose(sender -> handIn(sender, whole)
                        .compose(taken -> service.added(actor, sender, taken, whole.title())
                                .map(new StoredTemplate(sender.id(), taken, null, null, whole.title())))));
    }

    /** The draft with the words that the law asks for; fails when they don't fit, or the organisation lacks them. */
    public Future<TemplateDraft> whole(long organisationId, TemplateDraft draft) {
        return draft.mention() == TemplateDraft.Mention.NONE
                ? Future.succeededFuture(draft)
                : profiles.of(pool, organisationId).map(profile -> mentioned(profile, draft));
    }

    private static TemplateDraft mentioned(OrganisationProfile profile, TemplateDraft draft) {
        TemplateDraft whole =
                draft.mention() == TemplateDraft.Mention.WRITTEN ? below(profile, draft) : above(profile, draft);
        int length = whole.content().body().length();
        if (length > LONGEST_BODY) {
            throw new InvalidInputException("body", FaultCode.TEXT_TOO_LONG, length, LONGEST_BODY);
        }
        return whole;
    }

    private static TemplateDraft below(OrganisationProfile profile, TemplateDraft draft) {
        String body = draft.content().body();
        if (LegalMention.saidIn(body, profile)) {
            return draft;
        }
        String mention = words(LegalMention.text(profile, draft.readers(), draft.readers(), null));
        return draft.with(body(draft.content(), body + "\n\n" + mention), draft.examples());
    }

    /** The origin differs between people: it is the first place, and the others move by one. */
    private static TemplateDraft above(OrganisationProfile profile, TemplateDraft draft) {
        String body = draft.content().body();
        boolean named = TemplateContent.named(TemplateContent.places(body));
        Map<String, String> examples = new HashMap<>();
        draft.examples()
                .forEach((place, example) ->
                        examples.put(named ? place : String.valueOf(Integer.parseInt(place) + 1), example));
        String origin = named ? ORIGIN : "1";
        examples.putIfAbsent(origin, profile.name());
        String moved = named
                ? body
                : COUNTED.matcher(body).replaceAll(place -> "{{" + (Integer.parseInt(place.group(1)) + 1) + "}}");
        String opening = words(LegalMention.opening(profile, draft.readers(), draft.readers(), "{{" + origin + "}}"));
        String asked = FirstContactQuestion.foundIn(body).isPresent()
                ? ""
                : "\n\n" + FirstContactQuestion.text(profile.texts(), draft.readers());
        return draft.with(body(draft.content(), opening + "\n\n" + moved + asked), examples);
    }

    private static String words(Optional<String> mention) {
        return mention.orElseThrow(() -> new InvalidInputException("organisation.purpose", FaultCode.PURPOSE_MISSING));
    }

    private static TemplateContent body(TemplateContent content, String body) {
        return new TemplateContent(content.header(), body, content.footer(), content.buttons());
    }

    private Future<Sender> sender(Actor actor, TemplateDraft draft) {
        return senders.states(pool, actor.organisationId()).map(states -> states.stream()
                .map(SenderStore.SenderState::sender)
                .filter(sender ->
                        sender.id() == draft.senderId() && catalogue(sender).isPresent())
                .findFirst()
                .map(sender -> speaking(sender, draft))
                .orElseThrow(() -> new InvalidInputException("sender", FaultCode.TEMPLATE_SENDER)));
    }

    private Sender speaking(Sender sender, TemplateDraft draft) {
        if (!service.languages(sender).contains(draft.name().language())) {
            throw new InvalidInputException("language", FaultCode.TEMPLATE_LANGUAGE);
        }
        return sender;
    }

    private Optional<TemplateCatalogue> catalogue(Sender sender) {
        return channels.find(sender.channel()).flatMap(channel -> channel.templates(sender.externalId()));
    }

    private Future<CatalogueTemplate> handIn(Sender sender, TemplateDraft draft) {
        return catalogue(sender)
                .orElseThrow()
                .submit(draft.name(), draft.category(), draft.content(), draft.examples())
                .map(submission -> {
                    CatalogueTemplate taken = submission.template();
                    if (taken == null) {
                        throw new InvalidInputException("", FaultCode.TEMPLATE_REFUSED, words(submission.fault()));
                    }
                    return taken;
                });
    }

    private static Object words(@Nullable CheckResult fault) {
        return fault == null ? "" : fault.arguments().getOrDefault("words", fault.code());
    }
}
