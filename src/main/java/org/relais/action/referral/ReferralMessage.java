package org.relais.action.referral;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.contact.Contact;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.StandardArguments;
import org.relais.template.MessageSpec;
import org.relais.template.MessageSpecCodec;
import org.relais.template.OrganisationProfile;
import org.relais.template.PersonalVariables;
import org.relais.template.Recipient;
import org.relais.template.Renderer;
import org.relais.template.ShareLinks;
import org.relais.template.SharedText;
import org.relais.template.SpecButton;
import org.relais.template.TextTemplate;

/**
 * The message with which a volunteer gets the link to one person. What is stored of it names nobody: name and number are
 * variables of the one delivery, which go when the person is erased.
 */
public final class ReferralMessage {
    /** Argument of texts that name the app. */
    private static final String APP = "channel";

    private static final String NAME = "named_name";
    private static final String NUMBER = "named_number";

    private final PersonalVariables personal;
    private final LongFunction<String> removal;
    private final Renderer renderer = new Renderer();

    /**
     * @param personal the volunteer's own links
     * @param removal address of a contact's own page to receive nothing more
     */
    public ReferralMessage(PersonalVariables personal, LongFunction<String> removal) {
        this.personal = personal;
        this.removal = removal;
    }

    /**
     * @param text of the link, as {@link #text} makes it
     * @param namedId for the buttons under it
     */
    MessageSpec message(OrganisationProfile profile, @Nullable String wanted, String text, long namedId) {
        String language = profile.texts().language("named.link", wanted);
        String app = NumberApp.channel().name();
        TextTemplate body = TextTemplate.parse(
                profile.texts().text("named.link", language, Map.of("name", "{{" + NAME + "}}", APP, app)));
        SpecButton open = new SpecButton.Link(
                Map.of(language, profile.texts().text("named.open", language, Map.of(APP, app))),
                TextTemplate.parse(NumberApp.link("{{" + NUMBER + "}}", text)));
        return new MessageSpec(
                language,
                Map.of(language, body),
                List.of(
                        open,
                        button(profile, language, ReferralReplies.SENT, namedId),
                        button(profile, language, ReferralReplies.REMOVED, namedId)),
                null,
                null,
                null,
                false,
                Map.of(),
                null);
    }

    static JsonObject variables(Referral person) {
        return new JsonObject().put(NAME, person.name()).put(NUMBER, person.digits());
    }

    /**
     * What the person reads: why, where the number comes from and how it is deleted for good, then the message. When all of
     * it is longer than every telephone opens, the message itself is left to its page.
     */
    String text(
            ReferralOffer offer,
            OrganisationProfile profile,
            Contact volunteer,
            @Nullable String language,
            long contactId) {
        String opening = opening(profile, language, contactId);
        Map<String, String> own = own(offer, volunteer);
        String page = own.getOrDefault(ShareLinks.PAGE, "");
        String whole = joined(
                opening, passedOn(offer, profile, volunteer, language, own).orElse(""), page);
        return NumberApp.link("999999999999999", whole).length() <= ShareLinks.LONGEST ? whole : joined(opening, page);
    }

    private String opening(OrganisationProfile profile, @Nullable String language, long contactId) {
        String spoken = profile.texts().language("named.opening", language);
        Map<String, String> arguments = new HashMap<>(StandardArguments.of(profile, spoken));
        arguments.put("removal", removal.apply(contactId));
        return profile.texts().text("named.opening", spoken, arguments);
    }

    private Map<String, String> own(ReferralOffer offer, Contact volunteer) {
        Map<String, String> own = new HashMap<>();
        volunteer.variables().forEach(entry -> {
            if (entry.getValue() != null) {
                own.put(entry.getKey(), entry.getValue().toString());
            }
        });
        own.putAll(personal.values(volunteer.organisationId(), offer.messageId(), volunteer.id()));
        return own;
    }

    private Optional<String> passedOn(
            ReferralOffer offer,
            OrganisationProfile profile,
            Contact volunteer,
            @Nullable String language,
            Map<String, String> own) {
        Recipient recipient = new Recipient(volunteer.name(), language, own, false, false, null);
        return renderer.passedOn(MessageSpecCodec.restore(offer.spec()), recipient, profile)
                .map(SharedText::labelled);
    }

    private static SpecButton button(OrganisationProfile profile, String language, String verb, long namedId) {
        return new SpecButton.Reply(
                Map.of(language, profile.texts().text("named." + verb, language)),
                ButtonPayload.of(ReferralReplies.PART, verb, namedId).encode());
    }

    private static String joined(String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining("\n\n"));
    }
}
