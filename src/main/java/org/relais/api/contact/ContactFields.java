package org.relais.api.contact;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.identity.ContactService.Evidence;
import org.relais.contact.AddressForm;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.ConsentClass;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactLimits;
import org.relais.contact.PhoneNumbers;
import org.relais.input.FaultCode;
import org.relais.input.StrictObject;
import org.relais.organisation.Organisation;

/** Reader of what organisers write about a person. */
final class ContactFields {

    private final ChannelRegistry channels;
    private final PhoneNumbers phoneNumbers;

    ContactFields(ChannelRegistry channels, PhoneNumbers phoneNumbers) {
        this.channels = channels;
        this.phoneNumbers = phoneNumbers;
    }

    /**
     * The details after a change: what {@code body} does not name stays, what it names as null goes.
     *
     * @param json the same body, to tell null from absent
     */
    ContactDetails changed(ContactDetails before, StrictObject body, JsonObject json) {
        return new ContactDetails(
                json.containsKey("name")
                        ? body.optionalText("name", ContactLimits.NAME).orElse("")
                        : before.name(),
                json.containsKey("language") ? language(body, "language") : before.language(),
                json.containsKey("timeZone") ? timeZone(body) : before.timeZone(),
                json.containsKey("area")
                        ? body.optionalText("area", ContactLimits.AREA).orElse(null)
                        : before.area(),
                json.containsKey("tags")
                        ? body.textList("tags", ContactLimits.TAGS, ContactLimits.TAG).stream()
                                .distinct()
                                .toList()
                        : before.tags(),
                json.containsKey("variables") ? variables(body) : before.variables(),
                json.containsKey("externalId")
                        ? body.optionalText("externalId", ContactLimits.EXTERNAL_ID)
                                .orElse(null)
                        : before.externalId());
    }

    /** The addresses of a new contact, phone numbers in E.164 whatever way they were written. */
    List<AddressId> addresses(StrictObject body, Organisation organisation) {
        List<AddressId> addresses = new ArrayList<>();
        List<StrictObject> entries = body.list("addresses", ContactLimits.ADDRESSES);
        if (entries.isEmpty() && !body.has("addresses")) {
            body.fault("addresses", FaultCode.REQUIRED);
        } else if (entries.isEmpty() && body.faults().isEmpty()) {
            body.fault("addresses", FaultCode.ENTRY_REQUIRED);
        }
        entries.forEach(entry -> address(entry, organisation).ifPresent(addresses::add));
        return addresses;
    }

    /** An address as written; empty when it has a fault, which the entry says. */
    Optional<AddressId> address(StrictObject entry, Organisation organisation) {
        String channel = entry.text("channel", 40);
        String kind = entry.text("kind", 20);
        String identifier = entry.text("identifier", 160);
        entry.noOtherFields();
        if (!channel.isEmpty() && channels.find(channel).isEmpty()) {
            entry.fault("channel", FaultCode.CHANNEL_UNKNOWN);
        }
        return kind.isEmpty() || identifier.isEmpty()
                ? Optional.empty()
                : address(entry, channel, kind, identifier, organisation.country());
    }

    private Optional<AddressId> address(
            StrictObject entry, String channel, String kind, String identifier, String region) {
        if (kind.equals(AddressKind.PHONE.sqlName())) {
            PhoneNumbers.Result result = phoneNumbers.normalise(identifier, region);
            if (result instanceof PhoneNumbers.Valid valid) {
                return Optional.of(new AddressId(channel, AddressKind.PHONE, valid.e164()));
            }
            entry.fault("identifier", ((PhoneNumbers.Invalid) result).code());
            return Optional.empty();
        }
        Optional<AddressForm> form =
                ownForms().filter(own -> own.kind().sqlName().equals(kind)).findFirst();
        if (form.isEmpty()) {
            entry.fault("kind", FaultCode.ADDRESS_KIND_UNKNOWN, kinds());
        } else if (!form.get().matches(identifier)) {
            entry.fault("identifier", FaultCode.ACCOUNT_UNREADABLE, form.get().hint());
        } else {
            return Optional.of(new AddressId(channel, form.get().kind(), identifier));
        }
        return Optional.empty();
    }

    /** What the configured channels know people by, apart from phone numbers. */
    private Stream<AddressForm> ownForms() {
        return channels.all().stream()
                .flatMap(channel -> ChannelCatalogue.find(channel.kind()).stream())
                .flatMap(known -> known.addresses().stream())
                .filter(form -> form.writable() && !form.kind().isPhone());
    }

    private String kinds() {
        return Stream.concat(Stream.of(AddressKind.PHONE), ownForms().map(AddressForm::kind))
                .map(AddressKind::sqlName)
                .collect(Collectors.joining(" or "));
    }

    /** A phone number as it may be dialled in the organisation's country is looked for in E.164. */
    String searched(String search, Organisation organisation) {
        return phoneNumbers.normalise(search.strip(), organisation.country()) instanceof PhoneNumbers.Valid valid
                ? valid.e164()
                : search;
    }

    /** The class of a new contact; whatever it is, {@link #evidence} must found it. */
    ConsentClass consentClass(StrictObject consent, Organisation organisation) {
        String name = consent.text("class", 20);
        try {
            ConsentClass read = ConsentClass.of(name);
            if (read == ConsentClass.OCCASIONAL && organisation.consentOnly()) {
                consent.fault("class", FaultCode.OCCASIONAL_NOT_ALLOWED);
            }
            return read;
        } catch (IllegalArgumentException unknown) {
            if (!name.isEmpty()) {
                consent.fault("class", FaultCode.CLASS_UNKNOWN);
            }
            return ConsentClass.OCCASIONAL;
        }
    }

    /** What the class rests on. */
    Evidence evidence(StrictObject consent, ConsentClass consentClass, Instant now) {
        String source = consent.text("source", ContactLimits.EVIDENCE);
        Instant at = consent.time("at").orElse(Instant.EPOCH);
        consent.require("at");
        if (at.isAfter(now)) {
            consent.fault("at", FaultCode.EVIDENCE_DATE_FUTURE);
        } else if (at.isBefore(ContactLimits.EARLIEST_EVIDENCE) && !at.equals(Instant.EPOCH)) {
            consent.fault("at", FaultCode.EVIDENCE_DATE_TOO_OLD);
        }
        String wording = consent.optionalText("wording", ContactLimits.EVIDENCE).orElse(null);
        if (!consent.has("wording") && consentClass != ConsentClass.OCCASIONAL) {
            consent.fault("wording", FaultCode.EVIDENCE_WORDING_MISSING);
        }
        return new Evidence(source, at, wording, language(consent, "language"));
    }

    private static @Nullable String language(StrictObject object, String key) {
        String language = object.optionalText(key, 3).orElse(null);
        if (language != null && !ContactLimits.isLanguage(language)) {
            object.fault(key, FaultCode.LANGUAGE_UNKNOWN);
        }
        return language;
    }

    private static @Nullable String timeZone(StrictObject body) {
        String zone = body.optionalText("timeZone", 60).orElse(null);
        boolean known = zone != null
                && ZoneId.getAvailableZoneIds().contains(zone)
                // Java's own, which no other programme knows.
                && !zone.startsWith("SystemV/");
        if (zone != null && !known) {
            body.fault("timeZone", FaultCode.TIME_ZONE_UNKNOWN);
        }
        return zone;
    }

    private static JsonObject variables(StrictObject body) {
        JsonObject variables = new JsonObject();
        body.object("variables").ifPresent(object -> {
            Map<String, String> texts = object.anyTexts(ContactLimits.VARIABLES, ContactLimits.VARIABLE);
            texts.forEach((name, text) -> {
                if (!ContactLimits.isVariableName(name)) {
                    object.fault("", FaultCode.VARIABLE_NAME);
                }
                variables.put(name, text);
            });
        });
        return variables;
    }
}
