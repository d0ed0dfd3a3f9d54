package org.relais.contact;

/**
 * What an identifier is. A phone number is one person's on every channel; every other kind belongs to the one channel that
 * declares it.
 *
 * @param sqlName as in SQL and JSON: 2 to 20 small letters
 */
public record AddressKind(String sqlName) {
    /** E.164 number with its plus sign. */
    public static final AddressKind PHONE = new AddressKind("phone");

    public AddressKind {
        boolean letters = sqlName.chars().allMatch(letter -> letter >= 'a' && letter <= 'z');
        if (!letters || sqlName.length() < 2 || sqlName.length() > 20) {
            throw new IllegalArgumentException("a kind of address has a name of 2 to 20 small letters");
        }
    }

    /** The kind with this SQL name; throws {@link IllegalArgumentException} for a text that can be none. */
    public static AddressKind of(String sqlName) {
        return sqlName.equals(PHONE.sqlName) ? PHONE : new AddressKind(sqlName);
    }

    /** Whether it is a phone number. */
    public boolean isPhone() {
        return equals(PHONE);
    }

    @Override
    public String toString() {
        return sqlName;
    }
}
