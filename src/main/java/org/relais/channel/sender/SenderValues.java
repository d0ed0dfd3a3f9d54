package org.relais.channel.sender;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.relais.channel.ChannelProvider;
import org.relais.channel.SenderField;
import org.relais.channel.SenderField.Need;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;

/** Reader of what somebody gives for the fields of a sender. */
final class SenderValues {
    private static final int MADE_UP_BYTES = 24;

    private final SecureRandom random;

    SenderValues(SecureRandom random) {
        this.random = random;
    }

    /**
     * Cleaned values of every field that has one, with what is made up; without what only the platform can tell.
     *
     * @param madeUp takes what is made up, by field
     */
    Map<String, String> read(ChannelProvider provider, Map<String, String> given, Map<String, String> madeUp) {
        List<Fault> faults = new ArrayList<>();
        Map<String, String> fields = new TreeMap<>();
        for (SenderField field : provider.senderFields()) {
            String value = field.cleaned(given.getOrDefault(field.name(), ""));
            if (value.isEmpty() && field.need() == Need.MADE_UP) {
                value = random();
                madeUp.put(field.name(), value);
            }
            if (!value.isEmpty() && field.form().matcher(value).matches()) {
                fields.put(field.name(), value);
            } else if (!value.isEmpty()) {
                faults.add(Fault.of("fields." + field.name(), FaultCode.MUST_LOOK_LIKE, field.example()));
            } else if (field.need() == Need.GIVEN) {
                faults.add(Fault.of("fields." + field.name(), FaultCode.REQUIRED));
            }
        }
        given.keySet().stream()
                .filter(name -> provider.senderFields().stream()
                        .noneMatch(field -> field.name().equals(name)))
                .map(name -> name.substring(0, Math.min(40, name.length())))
                .forEach(name -> faults.add(Fault.of("fields." + name, FaultCode.UNKNOWN_FIELD)));
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return fields;
    }

    private String random() {
        byte[] bytes = new byte[MADE_UP_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
