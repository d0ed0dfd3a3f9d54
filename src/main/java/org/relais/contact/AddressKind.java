package org.relais.contact;

import java.util.Locale;

/** What an identifier is; the SQL name is {@link #sqlName()}. */
public enum AddressKind {
    /** E.164 number with its plus sign. */
    PHONE,
    /** Telegram chat id, decimal, up to 52 bits (Bot API). */
    CHAT,
    /** WhatsApp business-scoped user id, {@code CC.xxxx}. */
    BSUID;

    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind with this SQL name; throws {@link IllegalArgumentException} for any other text. */
    public static AddressKind of(String sqlName) {
        return valueOf(sqlName.toUpperCase(Locale.ROOT));
    }
}
