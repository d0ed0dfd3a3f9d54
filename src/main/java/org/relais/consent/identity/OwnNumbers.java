package org.relais.consent.identity;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;
import org.relais.contact.AddressId;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.SenderStore;

/** Numbers that an organisation writes from: nobody's contact, since what it wrote there would come back to it. */
final class OwnNumbers {
    private final SenderStore senders;

    OwnNumbers(InstantSource clock) {
        this.senders = new SenderStore(clock);
    }

    /** Fails with {@link InvalidInputException} for this field when one of them is the organisation's own. */
    Future<Void> refuse(SqlClient client, long organisationId, String field, List<AddressId> identifiers) {
        List<String> numbers = identifiers.stream()
                .filter(one -> one.kind().isPhone())
                .map(AddressId::identifier)
                .toList();
        return numbers.isEmpty()
                ? Future.succeededFuture()
                : senders.isOwn(client, organisationId, numbers)
                        .compose(isOwn -> isOwn
                                ? Future.failedFuture(new InvalidInputException(field, FaultCode.ADDRESS_OF_SENDER))
                                : Future.succeededFuture());
    }
}
