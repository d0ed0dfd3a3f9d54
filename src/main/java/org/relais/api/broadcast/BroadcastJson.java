package org.relais.api.broadcast;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.api.Problem;
import org.relais.audience.AudienceCodec;
import org.relais.audience.AudienceMember;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastService.TestResult;
import org.relais.broadcast.Departure;
import org.relais.broadcast.Forecast;
import org.relais.broadcast.Preview;
import org.relais.broadcast.Progress;
import org.relais.broadcast.Welcome;
import org.relais.broadcast.brake.Braking;
import org.relais.channel.Button;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.spending.SpendingService;

/** Broadcasts and what belongs to them as the API shows them. */
public final class BroadcastJson {
    private BroadcastJson() {}

    static JsonObject of(Broadcast broadcast, Progress progress, @Nullable Welcome welcome) {
        return new JsonObject()
                .put("id", broadcast.id())
                .put("title", broadcast.title())
                .put("state", broadcast.state().sqlName())
                .put("stateReason", broadcast.stateReason())
                .put("purpose", broadcast.purpose().sqlName())
                .put("channel", broadcast.channel())
                .put("audience", AudienceCodec.encode(broadcast.audience()))
                .put("version", broadcast.version())
                .put("createdBy", broadcast.createdBy())
                .put("createdAt", broadcast.createdAt())
                .put("scheduledAt", broadcast.scheduledAt())
                .put("startedAt", broadcast.startedAt())
                .put("expandedAt", broadcast.expandedAt())
                .put("finishedAt", broadcast.finishedAt())
                .put("notAfter", broadcast.notAfter())
                .put("brake", broadcast.braking() == null ? null : brake(broadcast.braking()))
                .put(
                        "declaration",
                        broadcast.declaration() == null
                                ? null
                                : broadcast.declaration().encode())
                .put("welcome", welcome == null ? null : welcome(welcome))
                .put("progress", progress(progress));
    }

    /** The rule as composed, where it stands, and what the first part came to. */
    private static JsonObject brake(Braking braking) {
        Braking.Found found = braking.found();
        return braking.rule()
                .encode()
                .put("stage", braking.stage() == null ? null : braking.stage().sqlName())
                .put("judgedAt", braking.stage() == Braking.Stage.WATCH ? braking.judgedAt() : null)
                .put(
                        "found",
                        found == null
                                ? null
                                : new JsonObject()
                                        .put("sent", found.sent())
                                        .put("stopped", found.stopped())
                                        .put("failed", found.failed()));
    }

    /** The rule of a broadcast that stays open, and how many have entered. */
    private static JsonObject welcome(Welcome welcome) {
        return welcome.rule()
                .encode()
                .put("openedAt", welcome.openedAt())
                .put("entered", welcome.entered())
                .put("waiting", welcome.waiting());
    }

    /** One number per state, whose sum is {@code recipients}; and why, for the states that have reasons. */
    static JsonObject progress(Progress progress) {
        return new JsonObject()
                .put("recipients", progress.recipients())
                .put("queued", progress.queued())
                .put("waitingForLimit", progress.limited())
                .put("sending", progress.sending())
                .put("accepted", progress.accepted())
                .put("delivered", progress.delivered())
                .put("read", progress.read())
                .put("withheld", Progress.sum(progress.withheld()))
                .put("unknown", progress.unknown())
                .put("failed", Progress.sum(progress.failed()))
                .put("suppressed", Progress.sum(progress.suppressed()))
                .put("cancelled", Progress.sum(progress.cancelled()))
                .put(
                        "reasons",
                        new JsonObject()
                                .put("withheld", numbers(progress.withheld()))
                                .put("failed", numbers(progress.failed()))
                                .put("suppressed", numbers(progress.suppressed()))
                                .put("cancelled", numbers(progress.cancelled())))
                .put("answered", Progress.sum(progress.answered()))
                .put("answers", numbers(progress.answered()));
    }

    static JsonObject forecast(Forecast forecast, SpendingService.@Nullable Estimate cost) {
        return forecast(forecast)
                .put(
                        "cost",
                        cost == null
                                ? null
                                : new JsonObject()
                                        .put("most", cost.most())
                                        .put("likely", cost.likely())
                                        .put("currency", cost.currency())
                                        .put("messages", cost.messages()));
    }

    /** Why nobody would get it. */
    static Problem nobody(Forecast forecast) {
        Map<String, Long> reasons = new TreeMap<>(forecast.reach().refused());
        if (forecast.outsideWindow() > 0) {
            reasons.put("template_required", forecast.outsideWindow());
        }
        return Problem.conflict(Fault.of(
                "audience",
                FaultCode.NOBODY_REACHABLE,
                forecast.reach().people(),
                reasons.entrySet().stream()
                        .map(reason -> reason.getKey() + " " + reason.getValue())
                        .collect(Collectors.joining(", ", reasons.isEmpty() ? "" : ": ", ""))));
    }

    /** When it would leave, by channel. */
    static JsonArray departures(List<Departure> departures) {
        return new JsonArray(departures.stream()
                .map(each -> new JsonObject()
                        .put("channel", each.channel())
                        .put("people", each.people())
                        .put("perSecond", each.perSecond())
                        .put("atOnce", each.atOnce())
                        .put("waitingForHours", each.waitingForHours())
                        .put("waitingForLimit", each.waitingForLimit())
                        .put("firstAt", each.first())
                        .put("lastAt", each.last()))
                .toList());
    }

    /** Whom a broadcast would reach, by channel, and why others are left out. */
    public static JsonObject forecast(Forecast forecast) {
        return new JsonObject()
                .put("people", forecast.reach().people())
                .put("receiving", forecast.receiving())
                .put("needTemplate", forecast.outsideWindow())
                .put("refused", numbers(forecast.reach().refused()))
                .put("byChannels", numbers(forecast.byChannels()))
                .put(
                        "missingTexts",
                        new JsonObject()
                                .put("instead", forecast.missing().instead())
                                .put("people", numbers(forecast.missing().people()))
                                .put("purpose", numbers(forecast.missing().purposes())));
    }

    /** One person of a dry run. */
    public static JsonObject person(AudienceMember person) {
        return new JsonObject()
                .put("contactId", person.contactId())
                .put("name", person.name())
                .put("class", person.consentClass().sqlName())
                .put("state", person.state().sqlName())
                .put("channels", new JsonArray(person.channels()))
                .put("refusal", person.refusal());
    }

    static JsonObject preview(Preview preview) {
        return new JsonObject()
                .put("channel", preview.channel())
                .put("from", preview.from().name())
                .put("language", preview.language())
                .put("windowOpen", preview.windowOpen())
                .put("text", preview.text())
                .put(
                        "styles",
                        new JsonArray(preview.styles().stream()
                                .map(style -> new JsonObject()
                                        .put("style", style.kind().name().toLowerCase(Locale.ROOT))
                                        .put("start", style.start())
                                        .put("end", style.end()))
                                .toList()))
                .put(
                        "buttons",
                        new JsonArray(preview.buttons().stream()
                                .map(BroadcastJson::button)
                                .toList()))
                .put("image", preview.imageUrl())
                .put("template", preview.template())
                .put("length", preview.length())
                .put("limit", preview.limit())
                .put("refusal", preview.refusal());
    }

    static JsonObject test(Map.Entry<Long, TestResult> result) {
        return new JsonObject()
                .put("contactId", result.getKey())
                .put("deliveryId", result.getValue().deliveryId())
                .put("refusal", result.getValue().refusal());
    }

    private static JsonObject button(Button button) {
        JsonObject json = new JsonObject().put("label", button.label());
        if (button instanceof Button.Reply reply) {
            return json.put("payload", reply.payload());
        }
        if (button instanceof Button.Form form) {
            return json.put("payload", form.payload());
        }
        if (button instanceof Button.Copy copy) {
            return json.put("copy", copy.text());
        }
        return json.put("url", button instanceof Button.Share share ? share.page() : ((Button.Link) button).url());
    }

    private static JsonObject numbers(Map<String, Long> numbers) {
        JsonObject json = new JsonObject();
        numbers.forEach(json::put);
        return json;
    }
}
