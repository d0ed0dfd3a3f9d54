package org.relais.console.broadcast;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.relais.audience.AudienceNameStore.ActionNamed;
import org.relais.audience.AudienceNameStore.BroadcastNamed;
import org.relais.audience.FreeColumn;
import org.relais.broadcast.QuestionAsked;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelDescriptor;
import org.relais.console.PageRequest;
import org.relais.contact.ConsentClass;

/**
 * What the rows of an audience can choose from.
 *
 * @param tags with how many people have each
 * @param areas that people have
 * @param languages of the organisation's people
 * @param columns of files, of which people have variables
 * @param questions broadcasts that asked something
 * @param broadcasts that were sent
 * @param actions that were opened
 */
public record AudienceChoices(
        Map<String, Long> tags,
        List<String> areas,
        Set<String> languages,
        List<FreeColumn> columns,
        List<QuestionAsked> questions,
        List<BroadcastNamed> broadcasts,
        List<ActionNamed> actions) {

    /** What a box of a facet may hold: the value, and its words. */
    public Map<String, String> values(PageRequest visit, String facet, Set<String> chosen) {
        Map<String, String> values = new LinkedHashMap<>();
        switch (facet) {
            case "tags" -> tags.keySet().forEach(tag -> values.put(tag, tag));
            case "languages" ->
                new TreeSet<>(languages).forEach(code -> values.put(code, BroadcastWords.language(visit, code)));
            case "channels" ->
                ChannelCatalogue.all().stream()
                        .map(ChannelDescriptor::kind)
                        .forEach(kind -> values.put(kind, BroadcastWords.channel(kind)));
            case "classes" -> {
                for (ConsentClass each : ConsentClass.values()) {
                    values.put(each.sqlName(), visit.text("class." + each.sqlName()));
                }
            }
            default -> throw new IllegalArgumentException("there are no boxes for " + facet);
        }
        // What is chosen stays a choice, whether somebody has it now or not.
        new TreeSet<>(chosen).forEach(value -> values.putIfAbsent(value, value));
        return values;
    }

    /** Columns to choose from with their titles; the chosen one is a choice, whether somebody has it now or not. */
    public Map<String, String> columns(String chosen) {
        Map<String, String> all = new LinkedHashMap<>();
        columns.forEach(column -> all.put(column.name(), column.label()));
        if (!chosen.isEmpty()) {
            all.putIfAbsent(chosen, chosen);
        }
        return all;
    }

    /** What the questions of an action can be chosen by: {@code 7:come} (any answer) or {@code 7:come:yes}, and the words. */
    public static Map<String, String> surveys(PageRequest visit, ActionNamed action) {
        Map<String, String> choices = new LinkedHashMap<>();
        for (JsonObject step : steps(action)) {
            String id = action.id() + ":" + step.getString("id");
            String question = said(visit, action, step.getJsonObject("text"));
            for (Object option : step.getJsonArray("options", new JsonArray())) {
                JsonObject each = (JsonObject) option;
                choices.put(
                        id + ":" + each.getString("id"),
                        visit.text(
                                "audience.survey.choice",
                                "question",
                                question,
                                "answer",
                                said(visit, action, each.getJsonObject("label"))));
            }
            choices.put(id, visit.text("audience.survey.any", "question", question));
        }
        return choices;
    }

    /** The question of a step in the reader's language; its id where the action asks no such thing. */
    static String question(PageRequest visit, ActionNamed action, String step) {
        return steps(action).stream()
                .filter(each -> step.equals(each.getString("id")))
                .map(each -> said(visit, action, each.getJsonObject("text")))
                .findFirst()
                .orElse(step);
    }

    /** The label of an option of a step; its id where there is none. */
    static String option(PageRequest visit, ActionNamed action, String step, String option) {
        return steps(action).stream()
                .filter(each -> step.equals(each.getString("id")))
                .flatMap(each -> each.getJsonArray("options", new JsonArray()).stream())
                .map(JsonObject.class::cast)
                .filter(each -> option.equals(each.getString("id")))
                .map(each -> said(visit, action, each.getJsonObject("label")))
                .findFirst()
                .orElse(option);
    }

    private static List<JsonObject> steps(ActionNamed action) {
        List<JsonObject> steps = new ArrayList<>();
        JsonObject form = action.form();
        if (form != null) {
            form.getJsonArray("steps", new JsonArray()).forEach(step -> steps.add((JsonObject) step));
        }
        return steps;
    }

    private static String said(PageRequest visit, ActionNamed action, JsonObject texts) {
        JsonObject form = action.form();
        String own = form == null ? "" : form.getString("language", "");
        return texts.getString(visit.language(), texts.getString(own, ""));
    }
}
