package org.relais.contact.csv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressForm;
import org.relais.contact.AddressForms;

/**
 * What one column of a file is taken for.
 *
 * @param code what it is stored and sent as: a role in small letters, {@code account.} and the kind of address, {@link
 *     #VARIABLE} or {@link #IGNORED}
 * @param role null for a column that has none
 * @param account whose identifiers stand there; for {@link ColumnRole#ACCOUNT} alone
 */
public record ColumnMeaning(String code, @Nullable ColumnRole role, @Nullable AddressForm account) {
    /** A column of the organisation's own, for its messages to use. */
    public static final ColumnMeaning VARIABLE = new ColumnMeaning("variable", null, null);

    /** A column that is not read. */
    public static final ColumnMeaning IGNORED = new ColumnMeaning("ignore", null, null);

    private static ColumnMeaning of(ColumnRole role) {
        return new ColumnMeaning(role.name().toLowerCase(Locale.ROOT), role, null);
    }

    private static ColumnMeaning of(AddressForm form) {
        return new ColumnMeaning("account." + form.kind(), ColumnRole.ACCOUNT, form);
    }

    /** Everything a column may mean, in the order of a list to choose from. */
    public static List<ColumnMeaning> all(AddressForms forms) {
        List<ColumnMeaning> all = new ArrayList<>();
        for (ColumnRole role : ColumnRole.values()) {
            if (role == ColumnRole.ACCOUNT) {
                forms.all().stream()
                        .filter(form -> form.writable() && !form.kind().isPhone())
                        .map(ColumnMeaning::of)
                        .forEach(all::add);
            } else {
                all.add(of(role));
            }
        }
        all.add(VARIABLE);
        all.add(IGNORED);
        return List.copyOf(all);
    }

    /** The meaning with this code; empty when there is none. */
    public static Optional<ColumnMeaning> coded(String code, AddressForms forms) {
        return all(forms).stream().filter(one -> one.code.equals(code)).findFirst();
    }

    /** What headings say by the words people use; one that stands for something twice says it twice. */
    static List<ColumnMeaning> recognised(List<String> headings, AddressForms forms) {
        List<ColumnMeaning> meanings = new ArrayList<>(
                headings.stream().map(heading -> recognised(heading, forms)).toList());
        // "nom" alone is a full name; beside "prénom" it is the family name.
        Set<ColumnMeaning> said = Set.copyOf(meanings);
        if (!said.contains(of(ColumnRole.FIRST_NAME)) && !said.contains(of(ColumnRole.NAME))) {
            meanings.replaceAll(one -> one.role == ColumnRole.LAST_NAME ? of(ColumnRole.NAME) : one);
        }
        return meanings;
    }

    private static ColumnMeaning recognised(String heading, AddressForms forms) {
        String plain = ColumnRole.plain(heading);
        return ColumnRole.of(heading, forms)
                .map(role -> role == ColumnRole.ACCOUNT ? of(forms.headed(plain).orElseThrow()) : of(role))
                .orElse(plain.isEmpty() ? IGNORED : VARIABLE);
    }

    /**
     * What is proposed to somebody who may change it: as recognised, then as supposed, and nothing twice. What a second
     * column says besides is kept for messages, unless it is one more number: that is read where the first column, with the
     * same heading, has none.
     *
     * @param dated whether the column at a place holds dates
     */
    public static List<ColumnMeaning> proposed(List<String> headings, AddressForms forms, IntPredicate dated) {
        List<ColumnMeaning> proposed = new ArrayList<>(recognised(headings, forms));
        Set<ColumnRole> said = EnumSet.noneOf(ColumnRole.class);
        List<String> plain = headings.stream().map(ColumnRole::plain).toList();
        for (int place = 0; place < proposed.size(); place++) {
            ColumnMeaning one = proposed.get(place);
            if (one.role != null && one.alone() && !said.add(one.role) && !isSpare(proposed, plain, place)) {
                proposed.set(place, one.reaches() ? IGNORED : VARIABLE);
            }
        }
        ColumnRole.SUPPOSED.forEach((heading, role) -> {
            int place = plain.indexOf(heading);
            if (place >= 0 && (role != ColumnRole.DATE || dated.test(place)) && said.add(role)) {
                proposed.set(place, of(role));
            }
        });
        for (int place = 0; place < proposed.size(); place++) {
            // "Accord" above dates tells when, and no yes or no could be read there.
            if (proposed.get(place).role == ColumnRole.AGREED && dated.test(place) && said.add(ColumnRole.DATE)) {
                proposed.set(place, of(ColumnRole.DATE));
            }
        }
        Set<String> names = new HashSet<>();
        for (int place = 0; place < proposed.size(); place++) {
            if (proposed.get(place).equals(VARIABLE) && !names.add(plain.get(place))) {
                proposed.set(place, IGNORED);
            }
        }
        return proposed;
    }

    /** Whether a heading only lets suppose this meaning, so that somebody should look at it. */
    public boolean supposedBy(String heading) {
        String plain = ColumnRole.plain(heading);
        return role != null && ColumnRole.SUPPOSED.get(plain) == role
                || role == ColumnRole.DATE && ColumnRole.isAgreement(plain);
    }

    /** Whether a column of numbers is read where an earlier one with the same heading has none. */
    private static boolean isSpare(List<ColumnMeaning> meanings, List<String> plain, int place) {
        return meanings.get(place).role == ColumnRole.PHONE
                && IntStream.range(0, place)
                        .filter(one -> meanings.get(one).role == ColumnRole.PHONE)
                        .limit(1)
                        .anyMatch(first -> plain.get(first).equals(plain.get(place)));
    }

    /** The meaning that several columns have and only one can; empty when there is none. */
    public static Optional<ColumnMeaning> twice(List<ColumnMeaning> meanings, List<String> headings) {
        List<String> plain = headings.stream().map(ColumnRole::plain).toList();
        Set<ColumnRole> said = new HashSet<>();
        return IntStream.range(0, meanings.size())
                .filter(place -> meanings.get(place).alone()
                        && !said.add(meanings.get(place).role)
                        && !isSpare(meanings, plain, place))
                .mapToObj(meanings::get)
                .findFirst();
    }

    /** Whether a person can be reached by what the columns hold. */
    public static boolean reach(List<ColumnMeaning> meanings) {
        return meanings.stream().anyMatch(ColumnMeaning::reaches);
    }

    private boolean reaches() {
        return role == ColumnRole.PHONE || role == ColumnRole.ACCOUNT;
    }

    /** Whether one column at most can mean it. */
    private boolean alone() {
        return role != null && role != ColumnRole.AGREED;
    }

    /** What headings are known by: their texts without the spaces around them. */
    static List<String> headings(CsvRow row) {
        return Arrays.stream(row.cells()).map(String::strip).toList();
    }
}
