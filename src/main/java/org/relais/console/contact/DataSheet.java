package org.relais.console.contact;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.relais.share.PublicLinks;

/**
 * Everything that is held on a person, as it is handed to them.
 *
 * @param terms what the law has told with it, each with what it is called
 */
public record DataSheet(DataLanguage in, List<Map.Entry<String, String>> terms, List<PersonData.Part> parts) {

    /** @param exported as {@code ProofService.export} has it */
    static DataSheet of(DataLanguage in, JsonObject exported, PublicLinks links) {
        return new DataSheet(in, DataTerms.of(in, exported, links), PersonData.of(in, exported));
    }
}
