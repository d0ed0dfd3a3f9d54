package org.relais.action.call;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCodec;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;

/** People to be put into the list of a call action, named in one of three ways. */
public sealed interface CallListAddition {
    int MOST_PHONES = 10_000;
    int LONGEST_PHONE = 60;

    record OfAudience(Audience audience) implements CallListAddition {}

    /** Everybody of a finished import of contacts whose rows are still kept. */
    record OfImport(long importId) implements CallListAddition {}

    /** Contacts by their numbers, written in whatever way. */
    record OfPhones(List<String> phones) implements CallListAddition {
        public OfPhones {
            phones = List.copyOf(phones);
        }
    }

    /**
     * Reads {@code {"audience": {…}}}, {@code {"import": 5}} or {@code {"phones": ["06 …"]}}.
     *
     * @throws InvalidInputException with every fault, by field path
     */
    static CallListAddition decode(JsonObject json) {
        StrictObject object = StrictObject.of(json);
        Optional<Audience> audience = object.object("audience").map(AudienceCodec::read);
        long importId = object.number("import", 1, Long.MAX_VALUE, 0);
        List<String> phones = object.textList("phones", MOST_PHONES, LONGEST_PHONE);
        object.noOtherFields();
        long given = List.of("audience", "import", "phones").stream()
                .filter(json::containsKey)
                .count();
        if (given != 1 && object.faults().isEmpty()) {
            object.fault("", FaultCode.CALL_LIST_SOURCE);
        }
        object.refuseFaults();
        return audience.<CallListAddition>map(OfAudience::new)
                .orElseGet(() -> importId > 0 ? new OfImport(importId) : new OfPhones(phones));
    }
}
