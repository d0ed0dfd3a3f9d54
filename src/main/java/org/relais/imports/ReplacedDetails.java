package org.relais.imports;

import java.util.List;

/**
 * What a checked file would write over: names, towns, languages and time zones of people who are known by others.
 *
 * @param people how many of those whom the first {@link #ROWS} rows of the file name
 * @param examples the first of them
 */
public record ReplacedDetails(int people, List<Example> examples) {
    /** Rows that are looked at: a page is not to wait for a million. */
    public static final int ROWS = 5_000;

    /** Where nothing is replaced. */
    public static final ReplacedDetails NONE = new ReplacedDetails(0, List.of());

    public ReplacedDetails {
        examples = List.copyOf(examples);
    }

    /** One detail of one person. */
    public record Example(String was, String becomes) {}
}
