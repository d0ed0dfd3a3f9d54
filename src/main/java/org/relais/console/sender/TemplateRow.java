package org.relais.console.sender;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.relais.channel.CheckResult;
import org.relais.channel.CheckResult.State;
import org.relais.channel.TemplateCatalogue.CatalogueTemplate;
import org.relais.console.PageRequest;
import org.relais.template.catalogue.StoredTemplate;

/**
 * A template in the list.
 *
 * @param sender name of its sender where there are several; empty otherwise
 */
public record TemplateRow(StoredTemplate stored, String sender) {

    public CatalogueTemplate template() {
        return stored.template();
    }

    public String badge() {
        return switch (template().status()) {
            case CatalogueTemplate.APPROVED -> "good";
            case "pending", "in_appeal" -> "plain";
            case "paused" -> "warn";
            default -> "bad";
        };
    }

    /** How it stands, and why it was refused, in a sentence. */
    public String words(PageRequest visit) {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("name", stored.name());
        arguments.put("language", stored.language());
        arguments.put("category", template().category());
        arguments.put("quality", template().quality().toUpperCase(Locale.ROOT));
        String reason = template().reason();
        arguments.put("reason", reason == null ? "NONE" : reason);
        String code = "template." + template().status();
        return SenderSteps.words(
                visit,
                new CheckResult(visit.has("sender.found." + code) ? code : "template.other", State.NOTE, arguments));
    }
}
