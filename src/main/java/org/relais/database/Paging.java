package org.relais.database;

/**
 * Where a page of a list begins that goes by ids, and which way the list goes.
 *
 * @param cursor the id of the last entry of the page before; {@link Long#MAX_VALUE} for the newest, 0 for the oldest
 */
public record Paging(long cursor, boolean oldestFirst) {
    /** The first page of a list that begins with the newest. */
    public static final Paging NEWEST = before(Long.MAX_VALUE);

    /** A later page of such a list. */
    public static Paging before(long cursor) {
        return new Paging(cursor, false);
    }

    /** A statement that is written for the newest first ({@code id < $2 … order by id desc}), turned where it is to be. */
    public String of(String newestFirst) {
        return oldestFirst ? newestFirst.replace("id < $", "id > $").replace("id desc", "id") : newestFirst;
    }
}
