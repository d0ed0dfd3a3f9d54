package org.relais.template.catalogue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.template.MessageSpec;
import org.relais.template.PlatformTemplate;

/** Whether a message's template is one that the platform has approved, as it is written there. */
public final class TemplateReview {
    private TemplateReview() {}

    /**
     * What is wrong with the template of a message, by language. A broadcast goes out by any of the senders, so each whose
     * templates are known must be able to send it.
     *
     * @param senders ids of those that may send it
     */
    public static List<Fault> faults(MessageSpec spec, Catalogue catalogue, Collection<Long> senders) {
        List<Fault> faults = new ArrayList<>();
        TreeSet<Long> asked = new TreeSet<>(catalogue.known());
        asked.retainAll(senders);
        spec.template()
                .ifPresent(template -> new TreeSet<>(template.wordings().keySet()).forEach(language -> asked.stream()
                        .flatMap(sender -> fault(template, language, catalogue.of(sender)).stream())
                        .findFirst()
                        .ifPresent(faults::add)));
        return faults;
    }

    private static Optional<Fault> fault(PlatformTemplate template, String language, List<StoredTemplate> ofSender) {
        PlatformTemplate.TemplateText wording = template.wordings().get(language);
        if (wording == null) {
            return Optional.empty();
        }
        String field = "template.wordings." + language;
        Optional<StoredTemplate> found = ofSender.stream()
                .filter(one ->
                        one.name().equals(template.name()) && one.language().equals(wording.language()))
                .findFirst();
        if (found.isEmpty()) {
            return Optional.of(Fault.of(field, FaultCode.TEMPLATE_UNKNOWN, template.name(), wording.language()));
        }
        if (!found.get().template().approved()) {
            return Optional.of(Fault.of(
                    field,
                    FaultCode.TEMPLATE_NOT_APPROVED,
                    template.name(),
                    wording.language(),
                    found.get().template().status()));
        }
        return same(wording.text(), found.get().template().content().body())
                ? Optional.empty()
                : Optional.of(Fault.of(field + ".text", FaultCode.TEMPLATE_TEXT_OTHER, template.name()));
    }

    /** Forms write line ends their own way. */
    private static boolean same(String written, String approved) {
        return plain(written).equals(plain(approved));
    }

    private static String plain(String text) {
        return text.replace("\r\n", "\n").strip();
    }
}
