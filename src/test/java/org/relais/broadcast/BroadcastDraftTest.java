package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.relais.database.Paging;
import org.relais.delivery.FakeChannel;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.testing.ApiBody;
import org.relais.testing.NeedsDatabase;

/** Drafts: what may be composed, and what happens to what was. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class BroadcastDraftTest {
    private BroadcastWorld world;

    @BeforeEach
    void open(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 100);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aDraftComesBackAsItWasComposed() {
        JsonObject json = BroadcastWorld.draft(
                        new JsonObject().put("tags", new JsonObject().put("any", new JsonArray().add("vip"))))
                .put("channel", "fake")
                .put("notAfter", "2999-12-01T18:00:00Z")
                .put("brake", new JsonObject().put("percent", 25).put("failures", 0));
        Broadcast created = await(world.created(json));
        BroadcastDraft draft =
                await(world.service.draft(world.organisationId, created.id())).orElseThrow();

        assertThat(created.state()).isEqualTo(BroadcastState.DRAFT);
        assertThat(created.version()).isEqualTo(1);
        assertThat(created.createdBy()).isEqualTo(BroadcastWorld.ACTOR);
        assertThat(draft).isEqualTo(BroadcastDraft.decode(json));
        assertThat(await(world.service.page(world.organisationId, Paging.NEWEST, 10)))
                .containsExactly(created);
    }

    /** Whoever follows a large broadcast asks each second, until everybody has a delivery. */
    @Test
    void howManyItIsForIsCountedOnceFromItsStartOn() {
        world.world.people(2, "regular", "subscribed", "fake");
        long draft = world.create(BroadcastWorld.draft());
        long sent = world.create(BroadcastWorld.draft());
        assertThat(await(world.service.sendToSomebody(world.actor(), sent))).isInstanceOf(BroadcastChange.Done.class);
        long later = world.send(BroadcastWorld.draft());
        assertThat(people(later)).isEqualTo(2);

        world.world.people(3, "regular", "subscribed", "fake");
        assertThat(people(sent)).as("as it was counted to be sent").isEqualTo(2);
        assertThat(people(later)).as("as whoever asked first was told").isEqualTo(2);
        assertThat(people(draft)).as("as there are now").isEqualTo(5);
    }

    private long people(long broadcast) {
        return await(world.service
                .find(world.organisationId, broadcast)
                .compose(found -> world.service.people(found.orElseThrow()))
                .map(Broadcast.Counted::people));
    }

    @Test
    void anUpdateReplacesTheDraftAndCountsItsVersion() {
        long id = world.create(BroadcastWorld.draft());

        BroadcastChange change = update(id, 1, BroadcastWorld.draft().put("title", "Autre"));

        assertThat(change).asInstanceOf(type(BroadcastChange.Done.class)).satisfies(done -> {
            assertThat(done.broadcast().title()).isEqualTo("Autre");
            assertThat(done.broadcast().version()).isEqualTo(2);
        });
    }

    @Test
    void anUpdateOfAnOlderVersionIsRefusedAndChangesNothing() {
        long id = world.create(BroadcastWorld.draft());
        update(id, 1, BroadcastWorld.draft().put("title", "Hers"));
        long messages = world.world.number("select count(*) from message");

        BroadcastChange change = update(id, 1, BroadcastWorld.draft().put("title", "His"));

        assertThat(change)
                .asInstanceOf(type(BroadcastChange.Refused.class))
                .satisfies(refused -> assertThat(refused.broadcast().title()).isEqualTo("Hers"));
        assertThat(world.world.number("select count(*) from message")).isEqualTo(messages);
    }

    @Test
    void whatHasStartedIsNoLongerComposedNorDeleted() {
        long id = world.send(BroadcastWorld.draft());

        assertThat(update(id, 1, BroadcastWorld.draft().put("title", "Late")))
                .isInstanceOf(BroadcastChange.Refused.class);
        assertThat(await(world.service.delete(world.actor(), id))).isFalse();
        assertThat(await(world.service.find(world.organisationId, id))).isPresent();
    }

    @Test
    void aDraftIsDeletedOnce() {
        long id = world.create(BroadcastWorld.draft());

        assertThat(await(world.service.delete(world.actor(), id))).isTrue();
        assertThat(await(world.service.delete(world.actor(), id))).isFalse();
        assertThat(await(world.service.find(world.organisationId, id))).isEmpty();
        assertThat(await(world.service.draft(world.organisationId, id))).isEmpty();
    }

    @Test
    void anotherOrganisationsBroadcastIsNoneOfOurs() {
        long id = world.create(BroadcastWorld.draft());
        long other = world.world.organisation("autres").id();

        assertThat(await(world.service.find(other, id))).isEmpty();
        assertThat(await(world.service.update(
                        Actor.command(other), id, 1, BroadcastDraft.decode(BroadcastWorld.draft()))))
                .isInstanceOf(BroadcastChange.Missing.class);
        assertThat(await(world.service.send(Actor.command(other), id))).isInstanceOf(BroadcastChange.Missing.class);
        assertThat(await(world.service.pause(Actor.command(other), id))).isInstanceOf(BroadcastChange.Missing.class);
        assertThat(await(world.service.cancel(Actor.command(other), id))).isInstanceOf(BroadcastChange.Missing.class);
        assertThat(await(world.service.delete(Actor.command(other), id))).isFalse();
        assertThat(faults(world.service.test(Actor.command(other), id, List.of(1L), Variant.A)))
                .extracting(Fault::field)
                .containsExactly("broadcast");
        assertThat(world.state(id)).isEqualTo(BroadcastState.DRAFT);
    }

    static Stream<Arguments> wrongDrafts() {
        return Stream.of(
                wrong("no title", "title", json -> json.remove("title")),
                wrong("an empty title", "title", json -> json.put("title", "  ")),
                wrong("a number for a title", "title", json -> json.put("title", 5)),
                wrong("a long title", "title", json -> json.put("title", "x".repeat(201))),
                wrong("half a character", "title", json -> json.put("title", "a\ud800")),
                wrong("a control character", "title", json -> json.put("title", "a\u0007b")),
                wrong("a title of two lines", "title", json -> json.put("title", "a\nb")),
                wrong("no audience", "audience", json -> json.remove("audience")),
                wrong("a text for an audience", "audience", json -> json.put("audience", "all")),
                wrong("an empty audience", "audience", json -> json.put("audience", new JsonObject())),
                wrong(
                        "an unknown condition",
                        "audience.who",
                        json -> json.put("audience", ApiBody.everyone().put("who", 1))),
                wrong(
                        "everyone and a tag",
                        "audience.everyone",
                        json -> json.put("audience", new JsonObject("{\"everyone\":true,\"tags\":{\"any\":[\"a\"]}}"))),
                wrong(
                        "a number for a tag",
                        "audience.tags.any[0]",
                        json -> json.put("audience", new JsonObject("{\"tags\":{\"any\":[7]}}"))),
                wrong(
                        "a wrong contact id",
                        "audience.contacts[1]",
                        json -> json.put("audience", new JsonObject("{\"contacts\":[7,\"x\"]}"))),
                wrong("no message", "message", json -> json.remove("message")),
                wrong("a list for a message", "message", json -> json.put("message", new JsonArray())),
                wrong("no language", "message.language", json -> message(json).remove("language")),
                wrong("no body", "message.body", json -> message(json).remove("body")),
                wrong("no body in the default language", "message.body.fr", json -> message(json)
                        .getJsonObject("body")
                        .remove("fr")),
                wrong("a number for a body", "message.body.en", json -> body(json, "en", 5)),
                wrong("an empty body", "message.body.en", json -> body(json, "en", "")),
                wrong("an open variable", "message.body.fr", json -> body(json, "fr", "Bonjour {{first_name")),
                wrong("a variable without fallback", "message.body.fr", json -> body(json, "fr", "Bonjour {{name}}")),
                wrong("an unknown variable", "message.body.fr", json -> body(json, "fr", "Bonjour {{age|?}}")),
                wrong(
                        "a body too long for the channel",
                        "message.body.fr",
                        json -> body(json, "fr", "x".repeat(4_200))),
                wrong("a button without purpose", "message.buttons[0]", json -> message(json)
                        .put("buttons", new JsonArray("[{\"label\":{\"fr\":\"Oui\"}}]"))),
                wrong("a long label", "message.buttons[0].label.fr", json -> message(json)
                        .put(
                                "buttons",
                                new JsonArray("[{\"label\":{\"fr\":\"" + "x".repeat(21) + "\"},\"payload\":\"y\"}]"))),
                wrong("a button that Relais itself would answer", "message.buttons", json -> message(json)
                        .put("buttons", new JsonArray("[{\"label\":{\"fr\":\"Oui\"},\"payload\":\"r1:hold:stop\"}]"))),
                wrong("a button to nowhere", "message.buttons[0].url", json -> message(json)
                        .put(
                                "buttons",
                                new JsonArray("[{\"label\":{\"fr\":\"Plan\"},\"url\":\"javascript:alert(1)\"}]"))),
                wrong("a share link to nowhere", "message.share.url", json -> message(json)
                        .put("share", new JsonObject("{\"text\":{\"fr\":\"x\"},\"url\":\"ftp://x\"}"))),
                wrong("a picture without https", "message.image", json -> message(json)
                        .put("image", "http://x.example/a")),
                wrong("a text for a flag", "message.mention", json -> message(json)
                        .put("mention", "yes")),
                wrong("no mention anywhere", "message.mention", json -> message(json)
                        .put("mention", false)),
                wrong("an unknown purpose", "purpose", json -> json.put("purpose", "spam")),
                wrong("a channel without sender", "channel", json -> json.put("channel", "pigeon")),
                wrong("no time", "notAfter", json -> json.put("notAfter", "tomorrow")),
                wrong("a time in the past", "notAfter", json -> json.put("notAfter", "2020-01-01T00:00:00Z")),
                wrong("an unknown field", "colour", json -> json.put("colour", "red")));
    }

    @ParameterizedTest
    @MethodSource("wrongDrafts")
    void whatIsWrongIsNamed(String field, Consumer<JsonObject> spoil) {
        JsonObject json = BroadcastWorld.draft();
        spoil.accept(json);

        assertThat(faults(world.created(json))).extracting(Fault::field).contains(field);
        assertThat(world.world.number("select count(*) from broadcast")).isZero();
        assertThat(world.world.number("select count(*) from message")).isZero();
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        JsonObject json =
                BroadcastWorld.draft().put("title", "").put("purpose", "x").put("extra", 1);
        json.remove("audience");
        body(json, "fr", "{{");

        assertThat(faults(world.created(json)))
                .extracting(Fault::field)
                .containsExactlyInAnyOrder("title", "purpose", "extra", "audience", "message.body.fr");
    }

    @Test
    void anOrganisationWithoutAPurposeCannotCompose() {
        world.world.execute("update organisation set purpose = '{}'");

        assertThat(faults(world.created(BroadcastWorld.draft())))
                .extracting(Fault::field)
                .contains("organisation.purpose");
    }

    @Test
    void aDraftIsJudgedAgainWhenItIsSent() {
        long id = world.create(BroadcastWorld.draft());
        world.world.execute("update organisation set purpose = '{}'");

        assertThat(faults(world.service.send(world.actor(), id)))
                .extracting(Fault::field)
                .contains("organisation.purpose");
        assertThat(world.state(id)).isEqualTo(BroadcastState.DRAFT);
    }

    @Test
    void withoutASenderNothingIsSent(Vertx vertx) {
        long id = world.create(BroadcastWorld.draft());
        world.world.execute("delete from sender");

        assertThat(faults(world.service.send(world.actor(), id)))
                .extracting(Fault::field)
                .containsExactly("channel");
        assertThat(world.state(id)).isEqualTo(BroadcastState.DRAFT);
    }

    @Test
    void aScheduleLiesAheadAndBeforeTheBroadcastIsWorthNothing() {
        Instant now = Instant.now();
        long id = world.create(BroadcastWorld.draft()
                .put("notAfter", now.plus(Duration.ofHours(2)).toString()));

        for (Instant wrong :
                List.of(now.minusSeconds(1), now.plus(Duration.ofDays(400)), now.plus(Duration.ofHours(3)))) {
            assertThat(faults(world.service.schedule(world.actor(), id, wrong)))
                    .extracting(Fault::field)
                    .containsExactly("at");
        }
        assertThat(world.state(id)).isEqualTo(BroadcastState.DRAFT);
    }

    private BroadcastChange update(long id, int version, JsonObject json) {
        return await(world.service.update(world.actor(), id, version, BroadcastDraft.decode(json)));
    }

    private static Arguments wrong(String what, String field, Consumer<JsonObject> spoil) {
        return Arguments.of(field, Named.of(what, spoil));
    }

    private static JsonObject message(JsonObject json) {
        return json.getJsonObject("message");
    }

    private static void body(JsonObject json, String language, Object text) {
        message(json).getJsonObject("body").put(language, text);
    }

    /** What a refused input names; fails the test when it was taken. */
    static List<Fault> faults(Future<?> future) {
        InvalidInputException[] invalid = new InvalidInputException[1];
        assertThatThrownBy(
                        () -> future.toCompletionStage().toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(InvalidInputException.class, found -> invalid[0] = found);
        return invalid[0].faults();
    }
}
