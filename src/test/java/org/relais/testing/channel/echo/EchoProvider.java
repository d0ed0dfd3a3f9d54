package org.relais.testing.channel.echo;

import com.google.auto.service.AutoService;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.relais.channel.Channel;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelDescriptor;
import org.relais.channel.ChannelProvider;
import org.relais.channel.WebhookCodec;
import org.relais.contact.AddressForm;
import org.relais.contact.AddressKind;

/** Makes the echo channel, on which people have handles. It has no app, so that no other test sees a link of it. */
@AutoService(ChannelProvider.class)
public final class EchoProvider implements ChannelProvider {
    static final AddressKind HANDLE = AddressKind.of("handle");

    private static final ChannelDescriptor DESCRIPTOR = new ChannelDescriptor(
            EchoChannel.KIND,
            "Echo",
            90,
            List.of(new AddressForm(
                    EchoChannel.KIND,
                    HANDLE,
                    List.of("echo handle", "pseudo echo"),
                    Pattern.compile("@[a-z0-9_]{3,30}"),
                    "@ada_l")),
            Set.of(),
            Optional.empty());

    @Override
    public ChannelDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public List<String> faults(JsonObject section) {
        List<String> faults = new ArrayList<>();
        EchoConfig ignored = EchoConfig.read(section, faults);
        return faults;
    }

    @Override
    public WebhookCodec replayCodec() {
        return new EchoCodec(List.of());
    }

    @Override
    public Channel create(ChannelContext context, JsonObject section) {
        List<String> faults = new ArrayList<>();
        EchoConfig config = EchoConfig.read(section, faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return new EchoChannel(context, config);
    }
}
