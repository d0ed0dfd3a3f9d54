package org.relais.console.sender;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.relais.channel.ChannelProvider;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.CheckResult;
import org.relais.channel.SenderChecks;
import org.relais.channel.SenderField;
import org.relais.channel.SenderField.Need;
import org.relais.channel.SenderField.Use;
import org.relais.channel.sender.SenderConnections;
import org.relais.console.Form;
import org.relais.console.PageRequest;
import org.relais.console.sender.SenderSteps.Place;
import org.relais.contact.PhoneNumbers;
import org.relais.input.Fault;
import org.relais.input.FaultCode;

/**
 * The fields of a sender as a form: what its channel asks for, one after the other. Numbers without their country's code are
 * read as the organisation's country writes them.
 */
public record SenderForm(String kind, List<SenderField> fields, Form form) {
    private static final Map<String, ChannelProvider> PROVIDERS = ChannelRegistry.providers();
    private static final PhoneNumbers NUMBERS = new PhoneNumbers();
    private static final String NAME = "name";
    /** Before the name of a field: what it showed at first. */
    private static final String WAS = "was_";
    /** After the name of a field: what the platform answered. */
    private static final String SAID = ".said";

    /** A telephone number where an id is asked for: no id begins like that. */
    private static final Pattern DIALLED = Pattern.compile("[+0(][0-9 ().-]{5,25}");

    /** Neither of those: digits, with what copying adds, in the notation of browsers. */
    private static final String ID = "[\\s\\p{Cf}]*[1-9](?:[\\s\\p{Cf}]*[0-9]){4,}[\\s\\p{Cf}]*";

    /** Of the digits of an id, which are some fifteen, a few. */
    private static final Pattern SHORT = Pattern.compile("[0-9]{1,4}");

    /** An empty one; empty when senders of that channel can't be connected here. */
    static Optional<SenderForm> empty(String kind) {
        return Optional.of(SenderConnections.fields(kind))
                .filter(fields -> !fields.isEmpty())
                .map(fields -> new SenderForm(kind, fields, new Form()));
    }

    /** As it is kept now, with what each field shows at first: what of that is sent again is no change. */
    SenderForm kept(String name, Map<String, String> settings) {
        was(NAME, name);
        fields.stream().filter(field -> !field.secret()).forEach(field -> {
            String fallback = field.choices().isEmpty() ? "" : field.example();
            was(field.name(), settings.getOrDefault(field.name(), fallback));
        });
        return this;
    }

    private void was(String field, String value) {
        form.with(field, value).with(WAS + field, value);
    }

    /** Whether a field was left as it was shown: what somebody else has made of it meanwhile stays. */
    private boolean untouched(PageRequest visit, String field) {
        return visit.isSent(WAS + field)
                && visit.field(WAS + field).orElse("").equals(visit.field(field).orElse(""));
    }

    /** The name that was given; empty where it was left as it was. */
    Optional<String> renamed(PageRequest visit) {
        return Optional.of(name()).filter(given -> !given.isEmpty() && !untouched(visit, NAME));
    }

    /** As it was sent. */
    SenderForm sent(PageRequest visit) {
        form.with(NAME, visit.field(NAME).orElse(""));
        if (name().length() > SenderConnections.LONGEST_NAME) {
            form.fault(
                    NAME,
                    visit.fault(
                            Fault.of(NAME, FaultCode.TEXT_TOO_LONG, name().length(), SenderConnections.LONGEST_NAME)));
        }
        form.with(WAS + NAME, visit.field(WAS + NAME).orElse(""));
        fields.forEach(field -> {
            form.with(WAS + field.name(), visit.field(WAS + field.name()).orElse(""));
            String value = visit.field(field.name()).orElse("");
            form.with(field.name(), national(visit, field, value));
            if (isId(field) && DIALLED.matcher(field.cleaned(value)).matches()) {
                form.fault(field.name(), dialled(visit, field.name()));
            } else if (isId(field) && SHORT.matcher(field.cleaned(value)).matches()) {
                faulty(visit, List.of(Fault.of(field.name(), FaultCode.MUST_LOOK_LIKE, field.example())));
            }
        });
        return this;
    }

    /** The same, where a name was there before and can't be taken away. */
    SenderForm named(PageRequest visit) {
        if (name().isEmpty() && visit.isSent(NAME)) {
            form.fault(NAME, visit.fault(Fault.of(NAME, FaultCode.REQUIRED)));
        }
        return this;
    }

    private static String dialled(PageRequest visit, String field) {
        return visit.text("sender.field.dialled", "field", field);
    }

    /** What the browser holds an id to before it is sent, so that no secret is lost for it; empty for other fields. */
    public static Optional<String> pattern(SenderField field) {
        return isId(field) ? Optional.of(ID) : Optional.empty();
    }

    /** What the platform itself said of a field that it refused, in its own language; empty where it said nothing. */
    public static Optional<String> said(Form form, String field) {
        return form.given(field + SAID);
    }

    private static boolean isId(SenderField field) {
        return field.use() == Use.SETTING && field.example().matches("[0-9]{9,}");
    }

    /** A number of the organisation's own country, in whichever field numbers stand. */
    private static String national(PageRequest visit, SenderField field, String value) {
        boolean phone = field.example().startsWith("+") && value.matches("0[0-9 ().-]{5,20}");
        return phone && NUMBERS.normalise(value, visit.organisation().country()) instanceof PhoneNumbers.Valid valid
                ? NUMBERS.readable(valid.e164())
                : value;
    }

    String name() {
        return form.value(NAME);
    }

    /** What was given, cleaned of what copying adds; besides, empty, what somebody emptied that is no secret. */
    Map<String, String> changes(PageRequest visit) {
        Map<String, String> changes = given();
        fields.stream()
                .filter(field -> !field.secret() && visit.isSent(field.name()))
                .forEach(field -> changes.putIfAbsent(field.name(), ""));
        changes.keySet().removeIf(field -> untouched(visit, field));
        return changes;
    }

    /** What was given, cleaned of what copying adds. */
    Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        fields.forEach(field -> form.given(field.name())
                .map(field::cleaned)
                .filter(value -> !value.isEmpty())
                .ifPresent(value -> given.put(field.name(), value)));
        return given;
    }

    private static ChannelProvider provider(String kind) {
        return Objects.requireNonNull(PROVIDERS.get(kind), kind);
    }

    private String identity() {
        return identity(kind);
    }

    /** The field that tells a channel's senders apart, by which its own texts are named too. */
    static String identity(String kind) {
        return provider(kind).identity();
    }

    /** Whether a telephone number stands where an id is asked for, in digits only: ids are longer. */
    private boolean isDialled(PageRequest visit, String name) {
        String digits = form.value(name);
        return fields.stream().anyMatch(field -> field.name().equals(name) && isId(field))
                && digits.matches("[0-9]{6,13}")
                && (NUMBERS.normalise("+" + digits, visit.organisation().country()) instanceof PhoneNumbers.Valid
                        || NUMBERS.normalise(digits, visit.organisation().country()) instanceof PhoneNumbers.Valid);
    }

    /** Takes over what the platform knows of it, and notes its faults beside their fields. */
    void introduced(PageRequest visit, List<CheckResult> results) {
        for (CheckResult result : results) {
            String field = SenderChecks.field(result);
            if (SenderChecks.refuses(result)) {
                if (form.fault(field) == null && result.arguments().get("words") instanceof String said) {
                    form.with(field + SAID, said);
                }
                form.fault(
                        field,
                        isDialled(visit, field) ? dialled(visit, field) : SenderSteps.words(visit, result, Place.FORM));
            } else if (!field.isEmpty() && form.value(field).isEmpty()) {
                form.with(
                        field,
                        String.valueOf(result.arguments().get(SenderChecks.HANDLE))
                                .replace("@", ""));
            }
            if (name().isEmpty()
                    && result.arguments().get(SenderChecks.NAME) instanceof String name
                    && !field.isEmpty()) {
                form.with(NAME, name);
            }
        }
    }

    /** Notes what a service found wrong. */
    void faulty(PageRequest visit, List<Fault> faults) {
        faults.forEach(fault -> form.fault(field(fault), words(visit, fault)));
    }

    /** A field with words of its own for what it can't be has more to say than an example. */
    private String words(PageRequest visit, Fault fault) {
        if (isDialled(visit, field(fault))) {
            return dialled(visit, field(fault));
        }
        String own = "sender.field." + field(fault) + ".wrong";
        return fault.code() == FaultCode.MUST_LOOK_LIKE && visit.has(own) ? visit.text(own) : visit.fault(fault);
    }

    private static String field(Fault fault) {
        return fault.field().replaceFirst("^fields\\.", "");
    }

    /** How long connecting one takes and what is needed beforehand; how it is done where the channel says nothing of it. */
    public String needs(PageRequest visit) {
        return visit.textOr("sender.connect.needs." + identity(), visit.text("sender.connect.explained"));
    }

    /** Whom to ask who can't take these steps alone, and what for; empty where the channel says nothing of it. */
    public String ask(PageRequest visit) {
        return visit.textOr("sender.ask." + identity(), "");
    }

    /** Where what the form asks for comes from, step by step. */
    public List<Source> sources(PageRequest visit) {
        List<Source> sources = new ArrayList<>();
        String key = "sender.from." + identity() + ".";
        for (int step = 1; visit.has(key + step); step++) {
            sources.add(new Source(
                    visit.text(key + step), visit.textOr(key + step + ".link", ""), technical(visit, key + step)));
        }
        return sources;
    }

    private static boolean technical(PageRequest visit, String step) {
        return visit.textOr(step + ".who", "").equals("technician");
    }

    /** The required fields that are filled from that step; those of step 0 come from none. */
    public List<SenderField> from(PageRequest visit, int step) {
        return required().stream()
                .filter(field -> Integer.toString(step).equals(visit.textOr(fromStep(field), "0")))
                .toList();
    }

    private static String fromStep(SenderField field) {
        return "sender.field." + field.name() + ".step";
    }

    /** The steps and what they give, as a message to somebody else who takes them. */
    public String handover(PageRequest visit) {
        StringBuilder text = new StringBuilder(visit.text(
                "sender.handover.begin", "organisation", visit.organisation().name()));
        text.append(' ').append(needs(visit));
        int step = 0;
        for (Source source : sources(visit)) {
            step++;
            text.append("\n\n").append(step).append(". ").append(source.words());
            if (!source.link().isEmpty()) {
                text.append(' ').append(source.link());
            }
            from(visit, step).forEach(field -> text.append("\n→ ").append(visit.text("sender.field." + field.name())));
        }
        return text.append("\n\n").append(visit.text("sender.handover.end")).toString();
    }

    /**
     * One step at the platform.
     *
     * @param link where it is done; empty: where the step before was
     * @param technical whether it takes somebody who knows such pages
     */
    public record Source(String words, String link, boolean technical) {
        /** The link as people read addresses. */
        public String address() {
            return link.replaceFirst("^https://", "");
        }
    }

    /** Those that have to be given. */
    public List<SenderField> required() {
        return fields.stream().filter(field -> field.need() == Need.GIVEN).toList();
    }

    /** Those that may be left out. */
    public List<SenderField> further() {
        return fields.stream().filter(field -> field.need() != Need.GIVEN).toList();
    }

    /** Whether something stands in one of those that may be left out, or is wrong with it. */
    public boolean furtherFilled() {
        return further().stream()
                .anyMatch(field -> form.fault(field.name()) != null
                        || field.choices().isEmpty()
                                && !field.secret()
                                && form.given(field.name()).isPresent());
    }
}
