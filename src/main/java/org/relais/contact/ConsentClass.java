package org.relais.contact;

import org.relais.database.SqlNamed;

/** The CNIL's classes of people (deliberation 2012-021, art. 1), which decide how often somebody may be contacted. */
public enum ConsentClass implements SqlNamed {
    /** Joined the organisation. */
    MEMBER,
    /** Did a positive act directly tied to the organisation's activity, such as a subscription. */
    REGULAR,
    /** Never asked for it: an address book, a referral, a rented list. One contact, ever. */
    OCCASIONAL;

    public static ConsentClass of(String sqlName) {
        return SqlNamed.of(ConsentClass.class, sqlName);
    }
}
