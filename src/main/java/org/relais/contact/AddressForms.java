package org.relais.contact;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The address forms of all channels, in the channels' order: what kinds there are and what heads their columns. */
public final class AddressForms {
    private final List<AddressForm> forms;
    private final Map<String, AddressForm> byHeading = new HashMap<>();

    /** @throws IllegalArgumentException when two channels declare one kind, other than phone numbers, or one heading */
    public AddressForms(List<AddressForm> forms) {
        this.forms = List.copyOf(forms);
        Set<AddressKind> kinds = new HashSet<>();
        for (AddressForm form : this.forms) {
            if (!form.kind().isPhone() && !kinds.add(form.kind())) {
                throw new IllegalArgumentException("two channels declare addresses of kind " + form.kind());
            }
            for (String heading : form.headings()) {
                if (byHeading.put(heading, form) != null) {
                    throw new IllegalArgumentException("two channels declare the column " + heading);
                }
            }
        }
    }

    public List<AddressForm> all() {
        return forms;
    }

    /** The form whose column is headed so, written as {@link AddressForm#headings} are. */
    public Optional<AddressForm> headed(String heading) {
        return Optional.ofNullable(byHeading.get(heading));
    }

    /** What the channels' own columns are headed, with commas between. */
    public String columns() {
        return forms.stream()
                .filter(form -> form.writable() && !form.kind().isPhone())
                .flatMap(form -> form.headings().stream().limit(1))
                .collect(Collectors.joining(", "));
    }

    /** The channel on which phone numbers are reached when nobody says another: the first that has any. */
    public String phoneChannel() {
        return forms.stream()
                .filter(form -> form.kind().isPhone())
                .findFirst()
                .map(AddressForm::channel)
                .orElseThrow(() -> new IllegalStateException("no channel reaches phone numbers"));
    }
}
