package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.delivery.FakeChannel;
import org.relais.input.InvalidInputException;
import org.relais.testing.NeedsDatabase;

/** A broadcast's two texts: what may be composed, and who gets which. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class VariantTest {
    private static final int PEOPLE = 400;
    /** Of a page of 25 people one half has one more, and which is drawn: as many pages do not all give it to the same text. */
    private static final int UNEVEN = 8;

    private BroadcastWorld world;

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private static JsonObject variant() {
        return new JsonObject(
                """
                {"body": {"fr": "Salut {{first_name|toi}}, à samedi !", "en": "Hi {{first_name|you}}, see you on Saturday!"}}
                """);
    }

    private static JsonObject draft() {
        return BroadcastWorld.draft().put("variant", variant());
    }

    private void world(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 25);
        world.running();
        world.world.people(PEOPLE, "regular", "subscribed", "fake");
    }

    /** Who gets the second text. */
    private List<Long> second(long id) {
        return world.world.numbers("select d.contact_id from delivery d join broadcast b on b.id = d.broadcast_id"
                + " and d.message_id = b.variant_id where b.id = " + id + " order by 1");
    }

    @Test
    void eachTextGoesToAHalfAndAnotherDrawMakesOtherHalves(Vertx vertx) {
        world(vertx);
        long id = world.send(draft());
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, PEOPLE);
        assertThat(second(id)).hasSizeBetween(PEOPLE / 2 - UNEVEN, PEOPLE / 2 + UNEVEN);
        assertThat(world.world.numbers("select distinct d.message_id from delivery d order by 1"))
                .isEqualTo(
                        world.world.numbers("select unnest(array[message_id, variant_id]) from broadcast order by 1"));

        long same = world.create(draft());
        world.world.execute(
                "update broadcast set seed = (select seed from broadcast where id = " + id + ") where id = " + same);
        await(world.service.send(world.actor(), same));
        world.awaitState(same, BroadcastState.FINISHED);
        assertThat(second(same)).isEqualTo(second(id));

        long other = world.send(draft());
        world.awaitState(other, BroadcastState.FINISHED);
        assertThat(second(other)).isNotEqualTo(second(id));
    }

    /** Whoever can't be written to is no part of either half: of five who can, two get one text and three the other. */
    @Test
    void theHalvesAreOfThoseWhoCanBeWrittenTo(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 25);
        world.running();
        world.world.people(5, "regular", "subscribed", "fake");
        world.world.people(7, "regular", "unsubscribed", "fake");
        long id = world.send(draft());
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, 12);
        assertThat(world.world.numbers("select count(*) from delivery where broadcast_id = " + id
                        + " and state <> 'suppressed' group by message_id order by 1"))
                .containsExactly(2L, 3L);
    }

    @Test
    void theFirstPartUnderABrakeIsHalvedAsTheRestIs(Vertx vertx) {
        world(vertx);
        long id = world.send(draft().put("brake", new JsonObject().put("percent", 30)));
        eventually("the first part rests", () -> await(world.service.find(world.organisationId, id))
                .map(Broadcast::braking)
                .filter(braking -> braking.restedAt() != null)
                .isPresent());
        long first = world.rows(id);
        assertThat(second(id)).hasSizeBetween((int) first / 2 - UNEVEN, (int) first / 2 + UNEVEN);
        List<Long> before = second(id);
        world.world.execute("update broadcast set brake_rested_at = brake_rested_at - interval '31 minutes'");
        world.runner.nudge();
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, PEOPLE);
        assertThat(second(id))
                .hasSizeBetween(PEOPLE / 2 - 2 * UNEVEN, PEOPLE / 2 + 2 * UNEVEN)
                .containsAll(before);
        world.nobodyTwice();
    }

    @Test
    void aTestAndAPreviewAreOfTheTextThatIsAskedFor(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 25);
        long person = world.world.person("regular", "subscribed", "fake");
        long id = world.create(draft());
        BroadcastDraft stored =
                await(world.service.draft(world.organisationId, id)).orElseThrow();
        assertThat(stored).isEqualTo(BroadcastDraft.decode(draft()));
        assertThat(BroadcastDraft.decode(stored.encode())).isEqualTo(stored);
        assertThat(await(world.service.preview(world.organisationId, stored.only(Variant.B), person)))
                .isNotEmpty()
                .allSatisfy(preview -> assertThat(preview.text()).containsAnyOf("Salut", "Hi "));
        assertThat(await(world.service.test(world.actor(), id, List.of(person), Variant.B)))
                .containsKey(person);
        assertThat(world.world.numbers("select message_id from delivery where purpose = 'test'"))
                .isEqualTo(world.world.numbers("select variant_id from broadcast"));

        long plain = world.create(BroadcastWorld.draft());
        assertThatThrownBy(() -> await(world.service.test(world.actor(), plain, List.of(person), Variant.B)))
                .hasStackTraceContaining("variant: asks for a second text");
    }

    @Test
    void theTwoDifferByTheWordsAlone() {
        assertThat(faults(new JsonObject())).containsExactly("variant.body.fr");
        assertThat(faults(variant().put("buttons", "")))
                .as("buttons are the message's")
                .containsExactly("variant.buttons");
        assertThat(faults(variant().put("body", "Salut"))).containsExactly("variant.body");
        JsonObject template = new JsonObject(
                """
                {"name": "appel", "wordings": {"fr": {"language": "fr", "text": "Bonjour {{1}}", "parameters": ["{{mention}}"]}}}
                """);
        assertThat(faults(variant().put("template", template))).containsExactly("message.template.name");
        JsonObject first = draft();
        first.getJsonObject("message").put("template", template);
        assertThat(faultsOf(first)).containsExactly("variant.template.name");
    }

    /** A draft is work under way; who reads the language that one of the two lacks would make the difference. */
    @Test
    void aLanguageOfOneTextAloneIsKeptAndNotSent(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 25);
        JsonObject french = draft();
        french.getJsonObject("variant").put("body", new JsonObject().put("fr", "Salut"));
        JsonObject spanish = draft();
        spanish.getJsonObject("variant").getJsonObject("body").put("es", "Hola");
        Map.of(french, "variant.body.en", spanish, "message.body.es").forEach((draft, field) -> {
            long id = world.create(draft);
            assertThatThrownBy(() -> await(world.service.send(world.actor(), id)))
                    .hasStackTraceContaining(field);
            BroadcastDraft stored =
                    await(world.service.draft(world.organisationId, id)).orElseThrow();
            assertThat(BroadcastDraft.decode(stored.encode())).isEqualTo(stored);
        });
    }

    @Test
    void whatIsWrongWithTheSecondTextStandsAtTheSecondText(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 25);
        JsonObject unknown = variant();
        unknown.getJsonObject("body").put("en", "Hi {{nobody_knows}}");
        assertThatThrownBy(() -> await(world.created(BroadcastWorld.draft().put("variant", unknown))))
                .hasStackTraceContaining("variant.body.en");
    }

    @Test
    void aSecondTextThatCannotCarryTheMentionIsRefused(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 25);
        JsonObject draft = draft();
        JsonObject message = draft.getJsonObject("message").put("mention", false);
        message.put("body", new JsonObject().put("fr", "Bonjour {{mention}}").put("en", "Hello {{mention}}"));
        assertThat(refusedBy(draft)).containsExactly("variant");
        JsonObject mended = draft.getJsonObject("variant").getJsonObject("body");
        mended.put("fr", "Salut {{mention}}").put("en", "Hi {{mention}}");
        assertThat(world.create(draft)).isPositive();
        message.getJsonObject("body").put("en", "Hello");
        mended.put("en", "Hi");
        assertThat(refusedBy(draft))
                .as("both have it: it stands where the switch is")
                .containsExactly("message.mention");
    }

    @Test
    void templatesAreInTheSameLanguages() {
        JsonObject first = draft();
        first.getJsonObject("message").put("template", template("appel", "fr", "en"));
        first.getJsonObject("variant").put("template", template("rappel", "fr"));
        assertThat(faultsOf(first)).containsExactly("variant.template.wordings.en");
        first.getJsonObject("message").put("template", template("appel", "fr"));
        first.getJsonObject("variant").put("template", template("rappel", "fr", "en"));
        assertThat(faultsOf(first)).containsExactly("message.template.wordings.en");
        first.getJsonObject("message").put("template", template("appel", "en", "fr"));
        assertThat(faultsOf(first)).isEmpty();
    }

    @Test
    void whatIsNullIsNotThere() {
        JsonObject nothing = draft();
        nothing.getJsonObject("message").putNull("template");
        nothing.getJsonObject("variant").putNull("template");
        assertThat(BroadcastDraft.decode(nothing)).isEqualTo(BroadcastDraft.decode(draft()));
        nothing.getJsonObject("variant").put("template", template("rappel", "fr"));
        assertThat(faultsOf(nothing)).containsExactly("message.template.name");
        JsonObject bodiless = draft();
        bodiless.getJsonObject("variant").putNull("body");
        assertThat(faultsOf(bodiless)).containsExactly("variant.body.fr");
        assertThat(BroadcastDraft.decode(draft().putNull("variant")).variant()).isNull();
    }

    private static JsonObject template(String name, String... languages) {
        JsonObject wordings = new JsonObject();
        for (String language : languages) {
            wordings.put(
                    language,
                    new JsonObject()
                            .put("language", language)
                            .put("text", "Bonjour {{1}}")
                            .put("parameters", new JsonArray().add("{{mention}}")));
        }
        return new JsonObject().put("name", name).put("wordings", wordings);
    }

    /** Fields that keep the service from taking it. */
    private List<String> refusedBy(JsonObject draft) {
        return await(world.created(draft)
                .map(List.<String>of())
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? Future.succeededFuture(fields(invalid))
                        : Future.failedFuture(fault)));
    }

    private static List<String> fields(InvalidInputException invalid) {
        return invalid.faults().stream().map(fault -> fault.field()).toList();
    }

    private static List<String> faults(JsonObject variant) {
        return faultsOf(BroadcastWorld.draft().put("variant", variant));
    }

    private static List<String> faultsOf(JsonObject draft) {
        try {
            BroadcastDraft.decode(draft);
            return List.of();
        } catch (InvalidInputException invalid) {
            return fields(invalid);
        }
    }

    @Test
    void aDifferenceIsNamedWhenChanceWouldHardlyMakeIt() {
        assertThat(of(1_000, 30, 1_000, 60).difference(Funnel.Step.ANSWERED, text -> text.people(Funnel.Step.ANSWERED)))
                .isEqualTo(VariantResults.Difference.MORE_B);
        assertThat(of(1_000, 60, 1_000, 30).difference(Funnel.Step.ANSWERED, text -> text.people(Funnel.Step.ANSWERED)))
                .isEqualTo(VariantResults.Difference.MORE_A);
        assertThat(of(1_000, 30, 1_000, 40).difference(Funnel.Step.ANSWERED, text -> text.people(Funnel.Step.ANSWERED)))
                .isEqualTo(VariantResults.Difference.CHANCE);
        assertThat(of(30, 3, 30, 6).difference(Funnel.Step.ANSWERED, text -> text.people(Funnel.Step.ANSWERED)))
                .isEqualTo(VariantResults.Difference.CHANCE);
        assertThat(of(30, 3, 30, 20).difference(Funnel.Step.ANSWERED, text -> text.people(Funnel.Step.ANSWERED)))
                .isEqualTo(VariantResults.Difference.MORE_B);
    }

    @Test
    void ofFewPeopleNothingIsSaid() {
        for (VariantResults few :
                List.of(of(6, 0, 5, 5), of(29, 0, 1_000, 900), of(1_000, 900, 29, 0), of(0, 0, 0, 0))) {
            assertThat(few.isEnough()).isFalse();
            assertThat(few.difference(Funnel.Step.ANSWERED, text -> text.people(Funnel.Step.ANSWERED)))
                    .isEqualTo(VariantResults.Difference.TOO_FEW);
        }
        assertThat(of(30, 0, 30, 0).isEnough()).isTrue();
        VariantResults.Text untold =
                new VariantResults.Text(Variant.A, 30, 0, new EnumMap<>(Map.of(Funnel.Step.SENT, 30L)), Map.of());
        assertThat(untold.known(Funnel.Step.READ)).as("no platform tells it").isZero();
        assertThat(untold.known(Funnel.Step.ANSWERED)).isEqualTo(30);
    }

    private static VariantResults of(long receivedA, long answeredA, long receivedB, long answeredB) {
        return VariantResults.of(List.of(text(Variant.A, receivedA, answeredA), text(Variant.B, receivedB, answeredB)));
    }

    private static VariantResults.Text text(Variant variant, long received, long answered) {
        return new VariantResults.Text(
                variant,
                received,
                received,
                new EnumMap<>(Map.of(Funnel.Step.SENT, received, Funnel.Step.ANSWERED, answered)),
                Map.of());
    }
}
