package org.relais.channel.telegram;

import com.google.auto.service.AutoService;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.relais.channel.Channel;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelProvider;
import org.relais.channel.WebhookCodec;

/** Makes the Telegram channel from {@code channels.telegram}. */
@AutoService(ChannelProvider.class)
public final class TelegramProvider implements ChannelProvider {

    @Override
    public String kind() {
        return TelegramChannel.KIND;
    }

    @Override
    public List<String> faults(JsonObject section) {
        List<String> faults = new ArrayList<>();
        TelegramConfig ignored = TelegramConfig.read(section, faults);
        return faults;
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
}
