package org.relais.cli;

import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.Optional;
import org.relais.app.process.UsageException;
import org.relais.channel.ChannelCatalogue;
import org.relais.consent.proof.ProofService;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;
import org.relais.contact.PhoneNumbers;
import org.relais.organisation.Organisation;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One person of an organisation, named by the contact's id or by an address. */
final class PersonOption {
    @Option(names = "--organisation", required = true, description = "Slug of the organisation.")
    private String organisation = "";

    @Parameters(
            paramLabel = "CONTACT|ADDRESS",
            description = "Id of the contact; or a phone number with +, or <channel>:<identifier>.")
    private String person = "";

    Organisation organisation(CommandContext workplace) {
        return TokenCommand.find(workplace, organisation);
    }

    /** @throws UsageException when there is nobody like that */
    Contact find(CommandContext workplace, Organisation owner) {
        SqlClient pool = workplace.database().pool();
        ContactStore contacts = new ContactStore();
        if (person.matches("[0-9]{1,18}")) {
            return contacts.current(pool, owner.id(), Long.parseLong(person))
                    .await()
                    .orElseThrow(PersonOption::nobody);
        }
        for (AddressId address : addresses(owner)) {
            Optional<Contact> found =
                    contacts.findByAddress(pool, owner.id(), address).await();
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw nobody();
    }

    /** As {@link #find}, but also finds an erased person whose fingerprint is kept; the contact's id. */
    long findListed(CommandContext workplace, Organisation owner, ProofService proofs) {
        if (person.matches("[0-9]{1,18}")) {
            return find(workplace, owner).id();
        }
        for (AddressId address : addresses(owner)) {
            Optional<Long> found = proofs.find(owner.id(), address).await();
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw nobody();
    }

    private List<AddressId> addresses(Organisation owner) {
        if (person.startsWith("+")) {
            if (new PhoneNumbers().normalise(person, owner.country()) instanceof PhoneNumbers.Valid valid) {
                return List.of(
                        new AddressId(ChannelCatalogue.addresses().phoneChannel(), AddressKind.PHONE, valid.e164()));
            }
            throw new UsageException("that is no phone number");
        }
        int colon = person.indexOf(':');
        if (colon < 1 || colon == person.length() - 1 || person.length() > 200) {
            throw new UsageException("a person is a contact's id, a phone number with +, or <channel>:<identifier>");
        }
        String channel = person.substring(0, colon);
        String identifier = person.substring(colon + 1);
        return ChannelCatalogue.addresses().all().stream()
                .filter(form -> form.channel().equals(channel))
                .map(form -> new AddressId(channel, form.kind(), identifier))
                .toList();
    }

    private static UsageException nobody() {
        return new UsageException("the organisation knows nobody like that");
    }
}
