package org.relais.channel.telegram;

import com.google.auto.service.AutoService;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.relais.channel.AppLink;
import org.relais.channel.Channel;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelDescriptor;
import org.relais.channel.ChannelProvider;
import org.relais.channel.MarkedText;
import org.relais.channel.SenderField;
import org.relais.channel.WebhookCodec;
import org.relais.contact.AddressForm;
import org.relais.contact.AddressKind;

/** Factory of the Telegram channel from {@code channels.telegram}. */
@AutoService(ChannelProvider.class)
public final class TelegramProvider implements ChannelProvider {
    /** Telegram chat id, decimal, up to 52 bits (Bot API). */
    static final AddressKind CHAT = AddressKind.of("chat");

    private static final String TOKEN = "token";

    private static final ChannelDescriptor DESCRIPTOR = new ChannelDescriptor(
            TelegramChannel.KIND,
            "Telegram",
            20,
            List.of(new AddressForm(
                    TelegramChannel.KIND,
                    CHAT,
                    List.of("telegram", "telegram id", "chat id", "telegram chat id", "identifiant telegram", "chat"),
                    Pattern.compile("-?[1-9]\\d{0,15}"),
                    "123456789")),
            Set.of(),
            Optional.of(TelegramProvider::share),
            true);

    @Override
    public ChannelDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public List<String> faults(JsonObject section) {
        List<String> faults = new ArrayList<>();
        TelegramConfig ignored = TelegramConfig.read(section, faults);
        return faults;
    }

    @Override
    public List<SenderField> senderFields() {
        return List.of(
                SenderField.access(
                        TOKEN, "[0-9]{1,20}:[A-Za-z0-9_-]{6,128}", "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"),
                SenderField.setting("username", TelegramConfig.USERNAME.pattern(), "MyAssociationBot")
                        .told(),
                SenderField.webhook("secretToken", TelegramConfig.SECRET.pattern(), "4f1c0a7e9b")
                        .madeUp(),
                SenderField.setting("messagesPerSecond", "[1-9][0-9]{0,2}|1000", "30")
                        .optional());
    }

    @Override
    public String identity() {
        return TOKEN;
    }

    @Override
    public String externalId(String token) {
        return TelegramConfig.id(token);
    }

    @Override
    public WebhookCodec replayCodec() {
        return new TelegramCodec(List.of());
    }

    @Override
    public Channel create(ChannelContext context, JsonObject section) {
        List<String> faults = new ArrayList<>();
        TelegramConfig config = TelegramConfig.read(section, faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return new TelegramChannel(context, config);
    }

    /** {@code https://t.me/share/url?url=…&text=…}; a text without a link goes where the link would, which Telegram takes. */
    private static String share(String marked, String url) {
        // A draft is sent as it is typed.
        String text = MarkedText.read(marked).text();
        return url.isBlank()
                ? "https://t.me/share/url?url=" + AppLink.encode(text)
                : "https://t.me/share/url?url=" + AppLink.encode(url) + "&text=" + AppLink.encode(text);
    }
}
