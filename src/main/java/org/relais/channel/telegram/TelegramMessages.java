package org.relais.channel.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Button;
import org.relais.channel.Channel.SharedItem;
import org.relais.channel.OutboundMessage;
import org.relais.channel.OutboundText;
import org.relais.channel.OutboundText.Refusal;
import org.relais.channel.TextStyle;
import org.relais.contact.AddressId;
import org.relais.text.CleanText;
import org.telegram.telegrambots.meta.api.methods.AnswerInlineQuery;
import org.telegram.telegrambots.meta.api.methods.reactions.SetMessageReaction;
import org.telegram.telegrambots.meta.api.methods.send.SendMessage;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageReplyMarkup;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageText;
import org.telegram.telegrambots.meta.api.objects.LinkPreviewOptions;
import org.telegram.telegrambots.meta.api.objects.MessageEntity;
import org.telegram.telegrambots.meta.api.objects.inlinequery.inputmessagecontent.InputTextMessageContent;
import org.telegram.telegrambots.meta.api.objects.inlinequery.result.InlineQueryResult;
import org.telegram.telegrambots.meta.api.objects.inlinequery.result.InlineQueryResultArticle;
import org.telegram.telegrambots.meta.api.objects.reactions.ReactionTypeEmoji;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.InlineKeyboardMarkup;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.ReplyKeyboard;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.ReplyKeyboardMarkup;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.ReplyKeyboardRemove;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.CopyTextButton;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.InlineKeyboardButton;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.InlineKeyboardRow;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.KeyboardButton;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.KeyboardRow;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.SwitchInlineQueryChosenChat;

/**
 * Bodies of the methods that reach a person. Texts go without a parse mode and their styles as entities, so that
 * nothing a volunteer or organiser wrote can be wrong markup; buttons stand one a row, so that none is cut short on a phone.
 */
final class TelegramMessages {
    static final int TEXT_LIMIT = 4096;
    static final int BUTTONS = 100;
    static final int BUTTON_LABEL = 64;
    private static final int CAPTION_LIMIT = 1024;
    private static final Pattern MESSAGE_ID = Pattern.compile("[0-9]{1,9}");
    /** Where no text is sent. */
    private static final String ANY_TEXT = "…";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private TelegramMessages() {}

    /** What a bot may do that not every bot may. */
    record Abilities(boolean paysForBroadcast, boolean inline) {}

    /** A method of the Bot API and its body. */
    record Call(String method, Buffer body) {}

    /**
     * @param sender whether it has inline mode, and may pay for going faster than the free rate
     * @throws Refusal when the message can't be sent as it is
     */
    static Call call(AddressId to, OutboundMessage message, Abilities sender) throws Refusal {
        boolean paid = sender.paysForBroadcast();
        boolean inline = sender.inline();
        if (!to.kind().equals(TelegramProvider.CHAT)) {
            throw new Refusal("address_kind");
        }
        if (message instanceof OutboundMessage.Text text) {
            OutboundText plan = OutboundText.of(text.text(), text.buttons());
            String whole = whole(plan);
            String image = text.imageUrl();
            return image != null && whole.length() <= CAPTION_LIMIT
                    ? photo(to, whole, text, markup(plan, inline), paid)
                    : message(to, whole, text, markup(plan, inline), paid);
        }
        if (message instanceof OutboundMessage.Edit edit) {
            String text = edit.text();
            return text == null
                    ? buttons(to, edit, OutboundText.of(ANY_TEXT, edit.buttons()), inline)
                    : edit(to, edit, OutboundText.of(text, edit.buttons()), inline);
        }
        if (message instanceof OutboundMessage.Sign sign) {
            return sign(to, sign);
        }
        throw new Refusal("template_not_possible");
    }

    private static String whole(OutboundText plan) throws Refusal {
        String whole = OutboundText.withLinks(plan.text(), plan.lines());
        if (whole.length() > TEXT_LIMIT) {
            throw new Refusal("text_too_long");
        }
        return whole;
    }

    /** A text too long for a caption shows its image as a large preview above it. */
    private static Call message(
            AddressId to, String text, OutboundMessage.Text message, @Nullable ReplyKeyboard keyboard, boolean paid) {
        SendMessage send = new SendMessage(to.identifier(), text);
        send.setReplyMarkup(keyboard);
        if (!message.styles().isEmpty()) {
            send.setEntities(entities(message.styles()));
        }
        if (message.imageUrl() != null) {
            send.setLinkPreviewOptions(above(message.imageUrl()));
        }
        if (paid) {
            send.setAllowPaidBroadcast(true);
        }
        return new Call("sendMessage", json(send));
    }

    /** The library's own type of this method is for uploads and has no JSON form; the photo here is an address. */
    private static Call photo(
            AddressId to,
            String caption,
            OutboundMessage.Text message,
            @Nullable ReplyKeyboard keyboard,
            boolean paid) {
        ObjectNode body = MAPPER.createObjectNode()
                .put("chat_id", to.identifier())
                .put("photo", message.imageUrl())
                .put("caption", caption);
        if (!message.styles().isEmpty()) {
            body.set("caption_entities", MAPPER.valueToTree(entities(message.styles())));
        }
        if (keyboard != null) {
            body.set("reply_markup", MAPPER.valueToTree(keyboard));
        }
        if (paid) {
            body.put("allow_paid_broadcast", true);
        }
        return new Call("sendPhoto", json(body));
    }

    private static Integer messageId(OutboundMessage.Edit edit) throws Refusal {
        return messageId(edit.externalId());
    }

    private static Integer messageId(String externalId) throws Refusal {
        if (!MESSAGE_ID.matcher(externalId).matches()) {
            throw new Refusal("message_not_found");
        }
        return Integer.valueOf(externalId);
    }

    /** Who pressed a button wrote no message of their own: the sign stands under ours. */
    private static Call sign(AddressId to, OutboundMessage.Sign sign) throws Refusal {
        SetMessageReaction body = SetMessageReaction.builder()
                .chatId(to.identifier())
                .messageId(messageId(sign.pressed() == null ? sign.externalId() : sign.pressed()))
                .reactionTypes(
                        List.of(ReactionTypeEmoji.builder().emoji(sign.emoji()).build()))
                .build();
        return new Call("setMessageReaction", json(body));
    }

    /** Works under a picture too. */
    private static Call buttons(AddressId to, OutboundMessage.Edit edit, OutboundText plan, boolean inline)
            throws Refusal {
        EditMessageReplyMarkup body = EditMessageReplyMarkup.builder()
                .chatId(to.identifier())
                .messageId(messageId(edit))
                .replyMarkup(keyboard(plan, inline))
                .build();
        return new Call("editMessageReplyMarkup", json(body));
    }

    private static Call edit(AddressId to, OutboundMessage.Edit edit, OutboundText plan, boolean inline)
            throws Refusal {
        EditMessageText body = EditMessageText.builder()
                .chatId(to.identifier())
                .messageId(messageId(edit))
                .text(whole(plan))
                .replyMarkup(keyboard(plan, inline))
                .build();
        if (!edit.styles().isEmpty()) {
            body.setEntities(entities(edit.styles()));
        }
        return new Call("editMessageText", json(body));
    }

    /** Bot API, {@code MessageEntity}: offsets and lengths in UTF-16 units. */
    private static List<MessageEntity> entities(List<TextStyle> styles) {
        return styles.stream()
                .map(style -> new MessageEntity(
                        style.kind().name().toLowerCase(Locale.ROOT), style.start(), style.end() - style.start()))
                .toList();
    }

    /** Only in place of the phone's keyboard can an app ask for the number (Bot API, {@code KeyboardButton}). */
    private static @Nullable ReplyKeyboard markup(OutboundText plan, boolean inline) throws Refusal {
        Button.NumberRequest request = plan.number();
        if (request == null) {
            return keyboard(plan, inline);
        }
        if (request.isOver()) {
            return new ReplyKeyboardRemove(true);
        }
        List<KeyboardRow> rows = new ArrayList<>();
        rows.add(new KeyboardRow(KeyboardButton.builder()
                .text(request.label())
                .requestContact(true)
                .build()));
        plan.replies().forEach(reply -> rows.add(new KeyboardRow(reply.label())));
        return ReplyKeyboardMarkup.builder()
                .keyboard(rows)
                .oneTimeKeyboard(true)
                .resizeKeyboard(true)
                .build();
    }

    private static @Nullable InlineKeyboardMarkup keyboard(OutboundText plan, boolean inline) throws Refusal {
        List<InlineKeyboardRow> rows = plan.buttons().stream()
                .map(button -> new InlineKeyboardRow(button(button, inline)))
                .toList();
        if (rows.size() > BUTTONS) {
            throw new Refusal("too_many_buttons");
        }
        return rows.isEmpty() ? null : new InlineKeyboardMarkup(rows);
    }

    private static InlineKeyboardButton button(Button button, boolean inline) {
        InlineKeyboardButton made = new InlineKeyboardButton(button.label());
        if (button instanceof Button.Reply reply) {
            made.setCallbackData(reply.payload());
        } else if (button instanceof Button.Form form) {
            // Pressed without anything filled in it asks in the chat.
            made.setCallbackData(form.payload());
        } else if (button instanceof Button.Link link) {
            made.setUrl(link.url());
        } else if (button instanceof Button.Copy copy) {
            made.setCopyText(new CopyTextButton(copy.text()));
        } else if (button instanceof Button.Share share && inline) {
            made.setSwitchInlineQueryChosenChat(SwitchInlineQueryChosenChat.builder()
                    .requestId(share.token())
                    .allowUserChats(true)
                    .allowGroupChats(true)
                    .allowChannelChats(true)
                    .build());
        } else if (button instanceof Button.Share share) {
            made.setUrl(share.page() + "/" + TelegramChannel.KIND);
        }
        return made;
    }

    /** For the one person who asked, and never kept: what they may pass on can end at any moment. */
    static Buffer inlineAnswer(String queryId, List<SharedItem> items) {
        return json(AnswerInlineQuery.builder()
                .inlineQueryId(queryId)
                .results(items.stream().map(TelegramMessages::article).toList())
                .cacheTime(0)
                .isPersonal(true)
                .build());
    }

    private static InlineQueryResult article(SharedItem item) {
        InputTextMessageContent content = new InputTextMessageContent(CleanText.of(item.text()));
        if (item.imageUrl() != null) {
            content.setLinkPreviewOptions(above(item.imageUrl()));
        }
        InlineQueryResultArticle article = new InlineQueryResultArticle(item.id(), CleanText.of(item.title()), content);
        article.setDescription(CleanText.of(item.text()));
        return article;
    }

    private static LinkPreviewOptions above(String imageUrl) {
        return LinkPreviewOptions.builder()
                .urlField(imageUrl)
                .preferLargeMedia(true)
                .showAboveText(true)
                .build();
    }

    /** The body of a method as the Bot API reads it. */
    static Buffer json(Object method) {
        try {
            return Buffer.buffer(MAPPER.writeValueAsBytes(method));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a method of the Bot API has no JSON form", impossible);
        }
    }
}
