package org.relais.channel.whatsapp;

import com.google.auto.service.AutoService;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.relais.channel.Channel;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelDescriptor;
import org.relais.channel.ChannelProvider;
import org.relais.channel.WebhookCodec;
import org.relais.contact.AddressForm;
import org.relais.contact.AddressKind;
import org.relais.organisation.OrganisationKind;

/** Makes the WhatsApp channel from {@code channels.whatsapp}. */
@AutoService(ChannelProvider.class)
public final class WhatsAppProvider implements ChannelProvider {
    /** Business-scoped user id, {@code CC.xxxx}. */
    static final AddressKind BSUID = AddressKind.of("bsuid");

    private static final ChannelDescriptor DESCRIPTOR = new ChannelDescriptor(
            WhatsAppChannel.KIND,
            "WhatsApp",
            10,
            List.of(
                    AddressForm.phone(WhatsAppChannel.KIND, "whatsapp"),
                    AddressForm.learnt(WhatsAppChannel.KIND, BSUID, "FR.13491208655302741918")),
            // The WhatsApp Business policy.
            Set.of(OrganisationKind.PARTY, OrganisationKind.CANDIDATE, OrganisationKind.CAMPAIGN),
            Optional.of(new WhatsAppLink()));

    @Override
    public ChannelDescriptor descriptor() {
        return DESCRIPTOR;
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
