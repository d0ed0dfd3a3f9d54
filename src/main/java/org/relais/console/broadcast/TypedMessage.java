package org.relais.console.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCodec;
import org.relais.broadcast.Forecast;
import org.relais.broadcast.Variant;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;
import org.relais.template.FaultyVariables;
import org.relais.template.LooseVariable;

/**
 * A draft as it is being typed: it shows whatever is wrong with its variables, and is counted once somebody is chosen to get it.
 *
 * @param document what can be shown of it, for everybody where nobody is chosen yet
 * @param counted whether somebody is chosen
 * @param loose what looks like a variable in it and is none
 * @param wrong what is wrong with the variables of its first text, in the reader's words
 * @param wrongBeside the same of the second text
 */
public record TypedMessage(
        JsonObject document, boolean counted, List<LooseVariable> loose, List<String> wrong, List<String> wrongBeside) {
    /** Begins the field of whatever is of the second of two texts. */
    private static final String SECOND = "variant.";
    /** Begins the name of the field of a text. */
    private static final String BODY = "body_";

    /**
     * Looks through what is typed.
     *
     * @param personal variables that other parts compute per person
     * @param columns what people call free columns, by name
     */
    public static TypedMessage of(
            PageRequest visit, JsonObject typed, Set<String> personal, Map<String, String> columns) {
        boolean counted = AudienceCodec.chosen(typed.getJsonObject("audience", new JsonObject()));
        if (!counted) {
            typed.put("audience", AudienceCodec.encode(Audience.EVERYONE));
        }
        FaultyVariables faulty = FaultyVariables.in(typed, personal, columns.keySet());
        return new TypedMessage(
                faulty.document(),
                counted,
                NamedVariables.loose(visit, typed, columns),
                wrong(visit, faulty, false),
                wrong(visit, faulty, true));
    }

    /** The same, of which something else is shown. */
    TypedMessage showing(JsonObject other) {
        return new TypedMessage(other, counted, loose, wrong, wrongBeside);
    }

    /** The same with the languages in which one of two texts is written and the other is not, whichever it is. */
    TypedMessage lacking(PageRequest visit, MessageForm form) {
        return form.text(VariantFields.ON).isEmpty()
                ? this
                : new TypedMessage(
                        document,
                        counted,
                        loose,
                        joined(wrong, form.lacking(BODY, VariantFields.PREFIX + BODY), visit, Variant.A),
                        joined(wrongBeside, form.lacking(VariantFields.PREFIX + BODY, BODY), visit, Variant.B));
    }

    private static List<String> joined(List<String> said, List<String> languages, PageRequest visit, Variant text) {
        return Stream.concat(
                        said.stream(),
                        languages.stream().map(language -> BroadcastWords.lacking(visit, text, language)))
                .toList();
    }

    private static List<String> wrong(PageRequest visit, FaultyVariables faulty, boolean second) {
        return faulty.faults().stream()
                .filter(fault -> fault.field().startsWith(SECOND) == second)
                .map(fault -> said(visit, fault))
                .distinct()
                .toList();
    }

    /** What is wrong, and in which text, of which language: it is read beside any of them. */
    private static String said(PageRequest visit, Fault fault) {
        String language = fault.field().replaceAll(".*\\.", "");
        return (fault.field().startsWith(SECOND) ? visit.text("broadcast.variant.b") + " – " : "")
                + (MessageForm.LANGUAGES.contains(language) ? BroadcastWords.language(visit, language) + " – " : "")
                + visit.fault(fault);
    }

    /**
     * The part of a page that shows it on phones and says how many get it: of a part that is wrong it says so, and shows the
     * rest.
     *
     * @param read of {@link #document}
     * @param phones the phones of the template, by the names of its parameters
     * @param none the same where there is nothing to show
     */
    public <D> Future<PageResult> page(
            PageRequest visit,
            String template,
            Function<JsonObject, D> read,
            Function<D, Future<Map<String, Object>>> phones,
            Map<String, Object> none,
            Function<D, Future<Forecast>> forecast) {
        List<Fault> left = new ArrayList<>();
        return Future.<D>future(promise -> promise.complete(readable(document.copy(), read, left)))
                .compose(draft -> phones.apply(draft)
                        .compose(shown -> (counted && left.stream().noneMatch(TypedMessage::decides)
                                        ? forecast.apply(draft).map(ReachCount::of)
                                        : Future.<ReachCount>succeededFuture())
                                .<PageResult>map(count -> {
                                    Map<String, Object> model = new HashMap<>(shown);
                                    model.put("left", MessageParts.said(visit, left));
                                    model.put("wrong", wrong);
                                    model.put("wrongBeside", wrongBeside);
                                    model.put("count", count);
                                    return shown(template, model);
                                })))
                .recover(fault -> {
                    if (fault instanceof InvalidInputException invalid) {
                        Map<String, Object> model = new HashMap<>(none);
                        model.put("problem", visit.faults(invalid));
                        return Future.succeededFuture(shown(template, model));
                    }
                    return Future.failedFuture(fault);
                });
    }

    /**
     * What can be read of a document.
     *
     * @param left gets what is wrong with the parts that are left out
     * @throws InvalidInputException for what it can't be read without
     */
    private static <D> D readable(JsonObject rest, Function<JsonObject, D> read, List<Fault> left) {
        try {
            return read.apply(rest);
        } catch (InvalidInputException invalid) {
            if (!MessageParts.leaveOut(rest, invalid.faults())) {
                throw invalid;
            }
            left.addAll(invalid.faults());
            try {
                return readable(rest, read, left);
            } catch (InvalidInputException lacking) {
                // What was left out is what it can't be read without.
                throw invalid;
            }
        }
    }

    /** Whether it decides who gets it: nobody can say that of the rest. */
    private static boolean decides(Fault fault) {
        return fault.field().startsWith("message.template");
    }

    private PageResult shown(String template, Map<String, Object> model) {
        model.put("loose", loose);
        return PageResult.page(template, model);
    }
}
