package org.relais.channel.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.channel.JsonPayload;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;

/**
 * Who is who. A person is a phone number, a business-scoped user id (BSUID: {@code CC.} and up to 128 letters and
 * digits, per business portfolio), or both; either can stand in any of the fields meant for the other.
 */
final class WhatsAppIdentity {
    private static final Pattern NUMBER = Pattern.compile("\\+?([0-9]{3,15})");
    private static final Pattern BSUID = Pattern.compile("[A-Z]{2}\\.[A-Za-z0-9]{1,128}");

    private WhatsAppIdentity() {}

    /** The identifiers that texts are, phone numbers first; what is neither number nor BSUID is left out. */
    static List<AddressId> of(@Nullable String... texts) {
        Set<AddressId> numbers = new LinkedHashSet<>();
        Set<AddressId> scoped = new LinkedHashSet<>();
        for (String text : texts) {
            if (text == null) {
                continue;
            }
            var number = NUMBER.matcher(text.strip());
            if (number.matches()) {
                numbers.add(address(AddressKind.PHONE, "+" + number.group(1)));
            } else if (BSUID.matcher(text.strip()).matches()) {
                scoped.add(address(WhatsAppProvider.BSUID, text.strip()));
            }
        }
        List<AddressId> all = new ArrayList<>(numbers);
        all.addAll(scoped);
        return all;
    }

    /** The identifiers of an entry of {@code contacts[]}. */
    static List<AddressId> of(JsonNode contact) {
        return of(JsonPayload.text(contact, "wa_id"), JsonPayload.text(contact, "user_id"));
    }

    /** Both lists without repetition, phone numbers first. */
    static List<AddressId> joined(List<AddressId> one, List<AddressId> other) {
        Set<AddressId> all = new LinkedHashSet<>(one);
        all.addAll(other);
        List<AddressId> sorted = new ArrayList<>();
        all.stream().filter(address -> address.kind().isPhone()).forEach(sorted::add);
        all.stream().filter(address -> !address.kind().isPhone()).forEach(sorted::add);
        return sorted;
    }

    private static AddressId address(AddressKind kind, String identifier) {
        return new AddressId(WhatsAppChannel.KIND, kind, identifier);
    }
}
