package org.relais.imports;

/**
 * Which identifiers a file has named so far, and where: an open-addressed table of 64 bits of their keyed fingerprints,
 * 12 bytes an entry, so that a file of millions fits. Two of a million differing people collide with a probability of
 * one in thirty million, and then one row is reported as a duplicate; the key keeps anybody from making it happen.
 */
final class SeenKeys {
    private long[] keys = new long[1 << 16];
    private int[] lines = new int[1 << 16];
    private int size;

    /** Notes a key on a line; returns the line it was noted on before, 0 when it is new. */
    int add(long key, long line) {
        if (size > keys.length * 2 / 3) {
            grow();
        }
        int place = place(keys, key);
        if (keys[place] == key) {
            return lines[place];
        }
        keys[place] = key;
        lines[place] = (int) Math.min(line, Integer.MAX_VALUE);
        size++;
        return 0;
    }

    /** What a fingerprint is known by; never 0. */
    static long key(byte[] fingerprint) {
        long key = 0;
        for (int index = 0; index < 8; index++) {
            key = key << 8 | (fingerprint[index] & 0xFF);
        }
        return key == 0 ? 1 : key;
    }

    private static int place(long[] keys, long key) {
        int mask = keys.length - 1;
        int place = (int) (key ^ key >>> 32) & mask;
        while (keys[place] != 0 && keys[place] != key) {
            place = place + 1 & mask;
        }
        return place;
    }

    private void grow() {
        long[] more = new long[keys.length * 2];
        int[] moreLines = new int[more.length];
        for (int index = 0; index < keys.length; index++) {
            if (keys[index] != 0) {
                int place = place(more, keys[index]);
                more[place] = keys[index];
                moreLines[place] = lines[index];
            }
        }
        keys = more;
        lines = moreLines;
    }
}
