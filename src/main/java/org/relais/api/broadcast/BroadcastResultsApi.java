package org.relais.api.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.CsvDownload;
import org.relais.api.Page;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.BroadcastResults.Filter;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.Funnel;
import org.relais.broadcast.Progress;
import org.relais.broadcast.QuestionAsked;
import org.relais.broadcast.Variant;
import org.relais.broadcast.VariantResults;
import org.relais.delivery.RecipientStore.Answered;
import org.relais.delivery.RecipientStore.Entry;
import org.relais.input.QueryReader;
import org.relais.organisation.Role;
import org.relais.template.SpecButton;

/** {@code /broadcasts/{id}/answers} and what else came of a broadcast. */
public final class BroadcastResultsApi implements ApiRoutes.Resource {
    private static final String ONE = ApiRoutes.BASE + "/broadcasts/:id";

    private final BroadcastService broadcasts;
    private final BroadcastResults results;

    public BroadcastResultsApi(BroadcastService broadcasts, BroadcastResults results) {
        this.broadcasts = broadcasts;
        this.results = results;
    }

    @Override
    public void mount(Router router) {
        router.get(ONE + "/answers").handler(ApiHandlers.read(this::answers));
        router.get(ONE + "/funnel").handler(ApiHandlers.read(this::funnel));
        router.get(ONE + "/recipients.csv").handler(ApiHandlers.handler(Role.VIEWER, this::csv));
    }

    private Future<JsonObject> answers(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        Optional<String> payload = query.text("payload", 64);
        int limit = query.limit();
        long after = query.cursor(0);
        query.done();
        return found(context).compose(broadcast -> results.people(
                        broadcast.organisationId(),
                        broadcast.id(),
                        Filter.answered(payload.orElse(null)),
                        after,
                        limit + 1)
                .compose(people -> buttons(broadcast)
                        .map(buttons -> Page.of(people, limit, BroadcastResultsApi::answer, Entry::contactId)
                                .put("buttons", buttons))));
    }

    private Future<JsonArray> buttons(Broadcast broadcast) {
        return broadcasts.progress(Set.of(broadcast.id())).compose(progress -> results.asked(
                        broadcast.organisationId(), List.of(broadcast.id()))
                .map(asked -> buttons(
                        Optional.ofNullable(asked.get(broadcast.id())),
                        progress.getOrDefault(broadcast.id(), Progress.NONE))));
    }

    private static JsonArray buttons(Optional<QuestionAsked> asked, Progress progress) {
        return new JsonArray(asked.stream()
                .flatMap(question -> question.buttons().stream())
                .map(button -> button(button, progress))
                .toList());
    }

    private static JsonObject button(SpecButton.Reply button, Progress progress) {
        JsonObject labels = new JsonObject();
        button.labels().forEach(labels::put);
        return new JsonObject()
                .put("payload", button.payload())
                .put("label", labels)
                .put("people", progress.answered().getOrDefault(button.payload(), 0L));
    }

    private static JsonObject answer(Entry person) {
        Answered answer = person.answer();
        JsonObject json = new JsonObject().put("contactId", person.contactId()).put("name", person.name());
        return answer == null
                ? json
                : json.put("payload", answer.payload())
                        .put("label", answer.label())
                        .put("manner", answer.manner())
                        .put("answeredAt", answer.at());
    }

    private Future<JsonObject> funnel(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(broadcast -> results.funnel(broadcast, ZoneOffset.UTC)
                .map(BroadcastResultsApi::json)
                .compose(json -> results.variants(broadcast)
                        .map(variants -> json.put(
                                "variants",
                                variants.map(BroadcastResultsApi::json).orElse(null)))));
    }

    private static JsonObject json(Funnel funnel) {
        JsonObject byChannel = new JsonObject();
        funnel.byChannel().forEach((channel, steps) -> byChannel.put(channel, steps(steps)));
        JsonArray times = new JsonArray();
        funnel.byTime().forEach((at, steps) -> times.add(steps(steps).put("from", at.toInstant(ZoneOffset.UTC))));
        return new JsonObject()
                .put("total", steps(funnel.total()))
                .put("byChannel", byChannel)
                .put("unit", funnel.daily() ? "day" : "hour")
                .put("times", times);
    }

    private static JsonObject json(VariantResults variants) {
        JsonObject differences = new JsonObject();
        for (Funnel.Step step : Funnel.Step.values()) {
            if (step != Funnel.Step.SENT && step != Funnel.Step.RECEIVED) {
                differences.put(word(step), word(variants.difference(step, text -> text.people(step))));
            }
        }
        JsonObject answers = new JsonObject();
        Stream.of(variants.first(), variants.second())
                .flatMap(text -> text.answers().keySet().stream())
                .distinct()
                .sorted()
                .forEach(payload -> answers.put(
                        payload, word(variants.difference(Funnel.Step.ANSWERED, text -> text.answered(payload)))));
        return new JsonObject()
                .put("a", json(variants.first()))
                .put("b", json(variants.second()))
                .put("enough", variants.isEnough())
                .put("more", differences.put("answers", answers));
    }

    /** The text with the higher share; null where chance explains it or too few people received them. */
    private static @Nullable String word(VariantResults.Difference difference) {
        return switch (difference) {
            case TOO_FEW, CHANCE -> null;
            case MORE_A -> Variant.A.word();
            case MORE_B -> Variant.B.word();
        };
    }

    private static JsonObject json(VariantResults.Text text) {
        JsonObject answers = new JsonObject();
        text.answers().forEach(answers::put);
        return steps(text.steps()).put("recipients", text.recipients()).put("answers", answers);
    }

    private static String word(Funnel.Step step) {
        return step.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static JsonObject steps(Map<Funnel.Step, Long> steps) {
        JsonObject json = new JsonObject();
        for (Funnel.Step step : Funnel.Step.values()) {
            json.put(word(step), steps.getOrDefault(step, 0L));
        }
        return json;
    }

    private Future<Void> csv(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(broadcast -> new CsvDownload<Entry>(
                        List.of(
                                "contact",
                                "name",
                                "channel",
                                "state",
                                "reason",
                                "at",
                                "answer",
                                "label",
                                "answered_at",
                                "gone_at",
                                "variant"),
                        from -> results.people(
                                broadcast.organisationId(),
                                broadcast.id(),
                                Filter.ALL,
                                from - 1,
                                CsvDownload.pageSize()),
                        Entry::contactId,
                        BroadcastResultsApi::row)
                .send(context, "broadcast-" + broadcast.id()));
    }

    private static List<String> row(Entry person) {
        Answered answer = person.answer();
        return List.of(
                Long.toString(person.contactId()),
                person.name(),
                CsvDownload.cell(person.channel()),
                person.state(),
                CsvDownload.cell(person.reason()),
                CsvDownload.cell(person.at()),
                answer == null ? "" : answer.payload(),
                answer == null ? "" : answer.label(),
                answer == null ? "" : answer.at().toString(),
                CsvDownload.cell(person.leftAt()),
                person.second() == null ? "" : (person.second() ? Variant.B : Variant.A).word());
    }

    private Future<Broadcast> found(RoutingContext context) {
        return broadcasts
                .find(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(ApiHandlers::found);
    }
}
