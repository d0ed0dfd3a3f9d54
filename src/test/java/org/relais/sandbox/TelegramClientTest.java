package org.relais.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Await;
import org.relais.testing.Unit;
import org.telegram.telegrambots.client.okhttp.OkHttpTelegramClient;
import org.telegram.telegrambots.meta.TelegramUrl;
import org.telegram.telegrambots.meta.api.methods.AnswerCallbackQuery;
import org.telegram.telegrambots.meta.api.methods.GetFile;
import org.telegram.telegrambots.meta.api.methods.commands.GetMyCommands;
import org.telegram.telegrambots.meta.api.methods.commands.SetMyCommands;
import org.telegram.telegrambots.meta.api.methods.groupadministration.GetChat;
import org.telegram.telegrambots.meta.api.methods.polls.SendPoll;
import org.telegram.telegrambots.meta.api.methods.reactions.SetMessageReaction;
import org.telegram.telegrambots.meta.api.methods.send.SendContact;
import org.telegram.telegrambots.meta.api.methods.send.SendDocument;
import org.telegram.telegrambots.meta.api.methods.send.SendLocation;
import org.telegram.telegrambots.meta.api.methods.send.SendMessage;
import org.telegram.telegrambots.meta.api.methods.send.SendPhoto;
import org.telegram.telegrambots.meta.api.methods.send.SendVoice;
import org.telegram.telegrambots.meta.api.methods.updates.DeleteWebhook;
import org.telegram.telegrambots.meta.api.methods.updates.GetUpdates;
import org.telegram.telegrambots.meta.api.methods.updates.GetWebhookInfo;
import org.telegram.telegrambots.meta.api.methods.updates.SetWebhook;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.DeleteMessage;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageReplyMarkup;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageText;
import org.telegram.telegrambots.meta.api.objects.InputFile;
import org.telegram.telegrambots.meta.api.objects.Update;
import org.telegram.telegrambots.meta.api.objects.commands.BotCommand;
import org.telegram.telegrambots.meta.api.objects.message.Message;
import org.telegram.telegrambots.meta.api.objects.polls.PollOption;
import org.telegram.telegrambots.meta.api.objects.polls.input.InputPollOption;
import org.telegram.telegrambots.meta.api.objects.reactions.ReactionTypeEmoji;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.InlineKeyboardMarkup;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.InlineKeyboardButton;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.InlineKeyboardRow;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;

/** The client that the telegrambots project wrote for the real Bot API works against the sandbox. */
@Unit
class TelegramClientTest {
    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    private final ObjectMapper mapper = new ObjectMapper();
    private OkHttpTelegramClient client;

    @BeforeEach
    void connect() {
        client = new OkHttpTelegramClient(
                SandboxExtension.TOKEN,
                TelegramUrl.builder()
                        .schema("http")
                        .host("127.0.0.1")
                        .port(world.sandbox().port())
                        .build());
        assertThat(world.startedPhone(7001)).isEqualTo("tg-7001");
    }

    @Test
    void aMessageWithButtonsIsSentPressedAnsweredEditedAndDeleted() throws Exception {
        assertThat(client.execute(SetWebhook.builder()
                        .url(world.service().url())
                        .secretToken("s3cret_-")
                        .maxConnections(7)
                        .allowedUpdates(List.of("message", "callback_query"))
                        .build()))
                .isTrue();
        assertThat(client.execute(new GetWebhookInfo()).getMaxConnections()).isEqualTo(7);
        Message sent = client.execute(SendMessage.builder()
                .chatId(7001L)
                .text("<b>Venez</b> & voyez".replace("&", "&amp;"))
                .parseMode("HTML")
                .replyMarkup(InlineKeyboardMarkup.builder()
                        .keyboardRow(new InlineKeyboardRow(InlineKeyboardButton.builder()
                                .text("Oui")
                                .callbackData("yes:1")
                                .build()))
                        .build())
                .build());
        assertThat(sent.getText()).isEqualTo("Venez & voyez");
        assertThat(sent.getEntities().get(0).getType()).isEqualTo("bold");
        assertThat(sent.getChat().isUserChat()).isTrue();

        world.control().pressAndWait("tg-7001", "Oui");
        RecordingService.Hook hook = world.service().next();
        assertThat(hook.header("X-Telegram-Bot-Api-Secret-Token")).isEqualTo("s3cret_-");
        Update update = mapper.readValue(hook.body().getBytes(), Update.class);
        assertThat(update.getCallbackQuery().getData()).isEqualTo("yes:1");
        assertThat(update.getCallbackQuery().getFrom().getId()).isEqualTo(7001L);
        assertThat(update.getCallbackQuery().getMessage().getMessageId()).isEqualTo(sent.getMessageId());
        assertThat(client.execute(AnswerCallbackQuery.builder()
                        .callbackQueryId(update.getCallbackQuery().getId())
                        .text("Merci !")
                        .build()))
                .isTrue();
        assertThat(world.control().next("tg-7001", 0).getString("toast")).isEqualTo("Merci !");

        client.execute(EditMessageText.builder()
                .chatId(7001L)
                .messageId(sent.getMessageId())
                .text("Noté.")
                .build());
        JsonObject edited = world.control().next("tg-7001", 0);
        assertThat(edited.getString("text")).isEqualTo("Noté.");
        assertThat(edited.getJsonArray("buttons")).isEmpty();
        client.execute(EditMessageReplyMarkup.builder()
                .chatId(7001L)
                .messageId(sent.getMessageId())
                .replyMarkup(InlineKeyboardMarkup.builder()
                        .keyboardRow(new InlineKeyboardRow(InlineKeyboardButton.builder()
                                .text("Lien")
                                .url("https://example.org/a?b=c")
                                .build()))
                        .build())
                .build());
        assertThat(world.control()
                        .next("tg-7001", 0)
                        .getJsonArray("buttons")
                        .getJsonObject(0)
                        .getString("kind"))
                .isEqualTo("link");
        assertThat(client.execute(DeleteMessage.builder()
                        .chatId(7001L)
                        .messageId(sent.getMessageId())
                        .build()))
                .isTrue();
        assertThat(world.control().next("tg-7001", 0).getBoolean("deleted")).isTrue();
    }

    @Test
    void placesVoicesAndPollsAreSentAndReactionsSet() throws Exception {
        Message place = client.execute(SendLocation.builder()
                .chatId(7001L)
                .latitude(48.8566)
                .longitude(2.3522)
                .build());
        assertThat(place.getLocation().getLongitude()).isEqualTo(2.3522);
        Message voice = client.execute(SendVoice.builder()
                .chatId(7001L)
                .voice(new InputFile(new ByteArrayInputStream(new byte[2_000]), "voix.ogg"))
                .build());
        assertThat(voice.getVoice().getFileId()).isNotEmpty();
        Message poll = client.execute(SendPoll.builder()
                .chatId(7001L)
                .question("Quel jour ?")
                .options(List.of(
                        InputPollOption.builder().text("Samedi").build(),
                        InputPollOption.builder().text("Dimanche").build()))
                .isAnonymous(false)
                .build());
        assertThat(poll.getPoll().getOptions()).extracting(PollOption::getText).containsExactly("Samedi", "Dimanche");
        assertThat(poll.getPoll().getIsAnonymous()).isFalse();
        assertThat(client.execute(SetMessageReaction.builder()
                        .chatId(7001L)
                        .messageId(poll.getMessageId())
                        .reactionTypes(
                                List.of(ReactionTypeEmoji.builder().emoji("👍").build()))
                        .build()))
                .isTrue();
        assertThat(world.control().received("tg-7001", 0, 3).stream()
                        .map(message -> ((JsonObject) message).getString("kind")))
                .containsExactly("location", "audio", "poll");
        TelegramApiRequestException odd = catchThrowableOfType(
                TelegramApiRequestException.class,
                () -> client.execute(SetMessageReaction.builder()
                        .chatId(7001L)
                        .messageId(99)
                        .reactionTypes(List.of())
                        .build()));
        assertThat(odd.getErrorCode()).isEqualTo(400);
        assertThat(odd.getApiResponse()).isEqualTo("Bad Request: message to react not found");
    }

    @Test
    void whatAPersonSentIsFetchedByItsFileId() throws Exception {
        world.control().post("/phones/tg-7001/events", new JsonObject().put("kind", "photo"));
        Update update = client.execute(GetUpdates.builder().build()).get(0);
        var photo = update.getMessage().getPhoto();
        var file = client.execute(GetFile.builder()
                .fileId(photo.get(photo.size() - 1).getFileId())
                .build());
        assertThat(file.getFilePath()).endsWith(".jpg");
        // The client's own download knows the real server only.
        byte[] bytes = URI.create(
                        world.control().address() + "/file/bot" + SandboxExtension.TOKEN + "/" + file.getFilePath())
                .toURL()
                .openStream()
                .readAllBytes();
        assertThat(bytes).hasSize(file.getFileSize().intValue()).startsWith(0xFF, 0xD8);
        TelegramApiRequestException unknown = catchThrowableOfType(
                TelegramApiRequestException.class,
                () -> client.execute(GetFile.builder().fileId("nonsense").build()));
        assertThat(unknown.getApiResponse()).isEqualTo("Bad Request: invalid file_id");
    }

    @Test
    void aSecondPollerEndsTheFirst() throws Exception {
        GetUpdates waiting = GetUpdates.builder().timeout(50).build();
        var one = client.executeAsync(waiting);
        var other = client.executeAsync(waiting);
        Await.until("one is ended by the other", () -> one.isDone() || other.isDone());
        assertThat(one.isDone() ? one : other)
                .failsWithin(Await.BOUND)
                .withThrowableThat()
                .withMessageContaining("terminated by other getUpdates request");
        world.control().write("tg-7001", "bonjour");
        assertThat((one.isCompletedExceptionally() ? other : one)
                        .get()
                        .get(0)
                        .getMessage()
                        .getText())
                .isEqualTo("bonjour");
    }

    @Test
    void filesAreUploadedAsMultipart() throws Exception {
        Message photo = client.execute(SendPhoto.builder()
                .chatId(7001L)
                .photo(new InputFile(new ByteArrayInputStream(new byte[20_000]), "affiche.png"))
                .caption("Affiche à coller")
                .build());
        assertThat(photo.getCaption()).isEqualTo("Affiche à coller");
        assertThat(photo.hasPhoto()).isTrue();
        Message document = client.execute(SendDocument.builder()
                .chatId(7001L)
                .document(new InputFile(
                        new ByteArrayInputStream("BEGIN:VCALENDAR".getBytes(StandardCharsets.UTF_8)), "reunion.ics"))
                .build());
        assertThat(document.getDocument().getFileName()).isEqualTo("reunion.ics");
        client.execute(SendContact.builder()
                .chatId(7001L)
                .phoneNumber("+33612345678")
                .firstName("Ana")
                .build());
        assertThat(world.control().received("tg-7001", 0, 3).getJsonObject(1).getString("media"))
                .isEqualTo("reunion.ics");
    }

    @Test
    void commandsChatAndUpdatesCanBeAskedFor() throws Exception {
        assertThat(client.execute(SetMyCommands.builder()
                        .command(new BotCommand("stop", "Ne plus rien recevoir"))
                        .languageCode("fr")
                        .build()))
                .isTrue();
        assertThat(client.execute(GetMyCommands.builder().languageCode("fr").build())
                        .get(0)
                        .getCommand())
                .isEqualTo("stop");
        assertThat(client.execute(new GetChat("7001")).getFirstName()).isEqualTo("Zoé");
        client.execute(new DeleteWebhook());
        world.control().write("tg-7001", "/start abc_1");
        world.control()
                .post(
                        "/phones/tg-7001/contact",
                        new JsonObject().put("name", "Ana Sol").put("number", "+33611"));
        var updates = client.execute(GetUpdates.builder().timeout(50).build());
        assertThat(updates).hasSize(2);
        assertThat(updates.get(0).getMessage().getText()).isEqualTo("/start abc_1");
        assertThat(updates.get(0).getMessage().getEntities().get(0).getType()).isEqualTo("bot_command");
        assertThat(updates.get(1).getMessage().getContact().getPhoneNumber()).isEqualTo("+33611");
        assertThat(updates.get(1).getUpdateId()).isGreaterThan(updates.get(0).getUpdateId());
        var after = client.execute(GetUpdates.builder()
                .offset(updates.get(1).getUpdateId() + 1)
                .timeout(0)
                .build());
        assertThat(after).isEmpty();
    }

    @Test
    void aRefusalIsReadWithItsParameters() {
        world.control()
                .put("/switches", new JsonObject().put("tooManyRequests", 7).put("failTimes", 1));
        TelegramApiRequestException refusal = catchThrowableOfType(
                TelegramApiRequestException.class,
                () -> client.execute(
                        SendMessage.builder().chatId(7001L).text("a").build()));
        assertThat(refusal.getErrorCode()).isEqualTo(429);
        assertThat(refusal.getParameters().getRetryAfter()).isEqualTo(7);
        assertThat(refusal.getApiResponse()).isEqualTo("Too Many Requests: retry after 7");
    }
}
