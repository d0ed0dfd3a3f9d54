package org.relais.console.contact;

import java.util.List;
import java.util.Optional;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelRegistry;
import org.relais.console.Form;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.contact.AddressForm;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.PhoneNumbers;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.text.CleanText;

/** Fields {@code channel} and {@code identifier} of a form: an address as organisers write it down. */
final class AddressField {
    /** What organisers can write down. */
    static final List<AddressForm> FORMS = ChannelCatalogue.addresses().all().stream()
            .filter(AddressForm::writable)
            .toList();

    private static final int LONGEST = 160;
    private static final PhoneNumbers NUMBERS = new PhoneNumbers();

    private AddressField() {}

    /** The address as written; empty when it has a fault, which the form says. */
    static Optional<AddressId> read(PageRequest visit, Form form, ChannelRegistry channels) {
        Optional<AddressForm> chosen = FORMS.stream()
                .filter(one -> one.channel().equals(form.value("channel"))
                        && channels.find(one.channel()).isPresent())
                .findFirst();
        form.check("channel", given -> chosen.isPresent(), visit.text("paper.fault.choice"));
        String written = form.value("identifier");
        form.check("identifier", text -> !text.isEmpty(), visit.fault(Fault.of("", FaultCode.REQUIRED)));
        PaperRecordPages.length(visit, form, "identifier", LONGEST);
        if (form.faulty()) {
            return Optional.empty();
        }
        AddressForm known = chosen.orElseThrow();
        if (known.matches(written)) {
            return Optional.of(new AddressId(known.channel(), known.kind(), written));
        }
        if (known.kind().isPhone()) {
            PhoneNumbers.Result number =
                    NUMBERS.normalise(written, visit.organisation().country());
            if (number instanceof PhoneNumbers.Valid valid) {
                return Optional.of(new AddressId(known.channel(), AddressKind.PHONE, valid.e164()));
            }
            form.fault(
                    "identifier",
                    words(visit, new InvalidInputException("identifier", ((PhoneNumbers.Invalid) number).code()))
                            + ' '
                            + visit.text("contact.address.number"));
            return Optional.empty();
        }
        return fault(visit, form, new InvalidInputException("identifier", FaultCode.ACCOUNT_UNREADABLE, known.hint()));
    }

    /** What is said once it is taken: a fixed line is no refusal, as an account of the platform may stand on one. */
    static PageResult.Redirect taken(PageRequest visit, PageResult.Redirect to, AddressId address, String said) {
        return address.kind().isPhone() && NUMBERS.isFixedLine(address.identifier())
                ? to.sayingInPart("contact.address.fixed-line", "channel", visit.channel(address.channel()))
                : to.saying(said);
    }

    private static Optional<AddressId> fault(PageRequest visit, Form form, InvalidInputException invalid) {
        form.fault("identifier", words(visit, invalid));
        return Optional.empty();
    }

    /** What is wrong with an address, as a sentence: the words about a file's cell follow its column, and begin small. */
    static String words(PageRequest visit, InvalidInputException invalid) {
        String begun = CleanText.capital(visit.faults(invalid));
        return begun.endsWith(".") ? begun : begun + '.';
    }
}
