package org.relais.contact;

import org.relais.database.SqlNamed;

/** What an identifier is; the SQL name is {@link #sqlName()}. */
public enum AddressKind implements SqlNamed {
    /** E.164 number with its plus sign. */
    PHONE,
    /** Telegram chat id, decimal, up to 52 bits (Bot API). */
    CHAT,
    /** WhatsApp business-scoped user id, {@code CC.xxxx}. */
    BSUID;

    /** The kind with this SQL name; throws {@link IllegalArgumentException} for any other text. */
    public static AddressKind of(String sqlName) {
        return SqlNamed.of(AddressKind.class, sqlName);
    }
}
