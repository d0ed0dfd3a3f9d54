package org.relais.channel.whatsapp;

import com.google.auto.service.AutoService;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.relais.channel.Channel;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelProvider;
import org.relais.channel.WebhookCodec;

/** Makes the WhatsApp channel from {@code channels.whatsapp}. */
@AutoService(ChannelProvider.class)
public final class WhatsAppProvider implements ChannelProvider {

    @Override
    public String kind() {
        return WhatsAppChannel.KIND;
    }

    @Override
    public List<String> faults(JsonObject section) {
        List<String> faults = new ArrayList<>();
        WhatsAppConfig ignored = WhatsAppConfig.read(section, faults);
        return faults;
    }

    @Override
    public WebhookCodec replayCodec() {
        return new WhatsAppCodec();
    }

    @Override
    public Channel create(ChannelContext context, JsonObject section) {
        List<String> faults = new ArrayList<>();
        WhatsAppConfig config = WhatsAppConfig.read(section, faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return new WhatsAppChannel(context, config);
    }
}
