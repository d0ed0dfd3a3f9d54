package org.relais.channel.whatsapp;

import com.google.auto.service.AutoService;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.relais.channel.Channel;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelDescriptor;
import org.relais.channel.ChannelProvider;
import org.relais.channel.SenderField;
import org.relais.channel.WebhookCodec;
import org.relais.contact.AddressForm;
import org.relais.contact.AddressKind;
import org.relais.organisation.OrganisationKind;

/** Factory of the WhatsApp channel from {@code channels.whatsapp}. */
@AutoService(ChannelProvider.class)
public final class WhatsAppProvider implements ChannelProvider {
    /** Business-scoped user id, {@code CC.xxxx}. */
    static final AddressKind BSUID = AddressKind.of("bsuid");

    private static final String PHONE_NUMBER_ID = "phoneNumberId";

    private static final ChannelDescriptor DESCRIPTOR = new ChannelDescriptor(
            WhatsAppChannel.KIND,
            "WhatsApp",
            10,
            List.of(
                    AddressForm.phone(WhatsAppChannel.KIND, "whatsapp"),
                    AddressForm.learnt(WhatsAppChannel.KIND, BSUID, "FR.13491208655302741918")),
            // The WhatsApp Business policy.
            Set.of(OrganisationKind.PARTY, OrganisationKind.CANDIDATE, OrganisationKind.CAMPAIGN),
            Optional.of(new WhatsAppLink()),
            true);

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
    public List<SenderField> senderFields() {
        return List.of(
                SenderField.setting(PHONE_NUMBER_ID, WhatsAppConfig.DIGITS.pattern(), "106540352242922"),
                SenderField.setting("displayPhoneNumber", WhatsAppConfig.PHONE.pattern(), "+33 1 23 45 67 89")
                        .told(),
                SenderField.setting("businessAccountId", WhatsAppConfig.DIGITS.pattern(), "102290129340398"),
                SenderField.access("accessToken", WhatsAppConfig.TOKEN.pattern(), "EAAJB…"),
                SenderField.webhook("appSecret", "[\\x21-\\x7E]{8,}", "614fc2afde15eee07a26b2fe3eaee9b9"),
                SenderField.webhook("verifyToken", "[A-Za-z0-9._~-]{8,256}", "a-word-of-your-own")
                        .madeUp(),
                SenderField.setting("messagesPerSecond", "[1-9][0-9]{0,2}|1000", "80")
                        .optional(),
                SenderField.setting("uniquePerDay", "250|2000|10000|100000|unlimited", "2000")
                        .optional(),
                SenderField.setting("templateName", "[a-z0-9_]{1,512}", "announcement")
                        .optional(),
                SenderField.setting("templateLanguage", WhatsAppLanguages.pattern(), "fr")
                        .optional(),
                SenderField.setting("marketingMessages", "yes|no", "no").optional());
    }

    @Override
    public String identity() {
        return PHONE_NUMBER_ID;
    }

    @Override
    public String publishedRates() {
        try (InputStream file = Objects.requireNonNull(getClass().getResourceAsStream("rates.csv"), "rates.csv")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
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
