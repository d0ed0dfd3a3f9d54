package org.relais.console.action;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.action.call.CallListStore.Entry;
import org.relais.action.call.CallScript;
import org.relais.console.PageRequest;

/** What call actions are called on pages: questions and answers of the script, why somebody is not called. */
public final class CallWords {
    private static final Set<String> REASONS = Set.of(
            "reached",
            "no_answer",
            "refused",
            "wrong_number",
            "removed",
            "unsubscribed",
            "suppressed",
            "unreachable",
            "occasional_spent",
            "consent_only",
            "no_consent",
            "no_origin",
            "taken_out",
            "erased",
            "merged",
            "held",
            "pending",
            "no_address",
            "only_contact",
            "attempts");

    private CallWords() {}

    /** The words of a question, for the figures; its id when the script has changed since. */
    public static String question(PageRequest visit, @Nullable CallScript script, String id) {
        return step(script, id).map(step -> said(visit, step.texts(), id)).orElse(id);
    }

    /** The label of an answer. */
    public static String option(PageRequest visit, @Nullable CallScript script, String question, String id) {
        return step(script, question)
                .flatMap(step -> step.options().stream()
                        .filter(option -> option.id().equals(id))
                        .findFirst())
                .map(option -> said(visit, option.labels(), id))
                .orElse(id);
    }

    private static Optional<CallScript.Step> step(@Nullable CallScript script, String id) {
        return script == null
                ? Optional.empty()
                : script.steps().stream().filter(step -> step.id().equals(id)).findFirst();
    }

    private static String said(PageRequest visit, Map<String, String> texts, String otherwise) {
        String own = texts.get(visit.language());
        return own != null ? own : texts.values().stream().findFirst().orElse(otherwise);
    }

    /** Why somebody is called no more, or may not be called now. */
    public static String reason(PageRequest visit, String reason) {
        return visit.text(REASONS.contains(reason) ? "action.call.reason." + reason : "action.call.reason.other");
    }

    /** Where somebody stands in the list. */
    public static String standing(PageRequest visit, Entry entry) {
        return visit.text("action.call.state." + entry.state());
    }
}
