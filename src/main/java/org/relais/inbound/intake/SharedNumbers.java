package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.Optional;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelDescriptor;
import org.relais.channel.InboundEvent;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.PhoneNumbers;

/** Reader of the numbers that people share of themselves, as addresses. */
final class SharedNumbers {
    private final NumberRequestStore store = new NumberRequestStore();
    private final PhoneNumbers numbers = new PhoneNumbers();

    /**
     * The address that an event shares: of its own channel where that one knows people by number. Empty for every other
     * event, for what is no number in the organisation's country or with a country code, and where the organisation asks
     * for no numbers.
     */
    Future<Optional<AddressId>> address(SqlClient transaction, long organisationId, InboundEvent event) {
        Optional<String> written = event.ownNumber();
        return written.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : store.country(transaction, organisationId)
                        .map(country -> country.map(region -> numbers.normalise(written.get(), region))
                                .filter(PhoneNumbers.Valid.class::isInstance)
                                .map(PhoneNumbers.Valid.class::cast)
                                .map(number -> new AddressId(channel(event), AddressKind.PHONE, number.e164())));
    }

    private static String channel(InboundEvent event) {
        boolean byNumber = ChannelCatalogue.find(event.channel())
                .map(ChannelDescriptor::addresses)
                .map(forms -> forms.stream().anyMatch(form -> form.kind().isPhone()))
                .orElse(false);
        return byNumber ? event.channel() : ChannelCatalogue.addresses().phoneChannel();
    }
}
