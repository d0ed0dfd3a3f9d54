package org.relais.contact.csv;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressForms;

/** An open file of rows, whatever program wrote it: read forward once with bounded memory. Not for several threads; blocks. */
public interface Sheet extends Closeable {

    /**
     * Opens a file that a {@link CsvFileScan} has looked through.
     *
     * @throws CsvRefusal when it is a workbook that can't be read, or would take more than is allowed
     */
    static Sheet open(Path file, CsvFileScan scan, CsvLimits limits, AddressForms forms)
            throws IOException, CsvRefusal {
        return scan.workbook() ? XlsxSheet.open(file, limits) : CsvSheet.open(file, scan, limits, forms);
    }

    /** The next row in which something stands; null at the end of the file. The first is the line of headings, if the file has one. */
    @Nullable
    CsvRow next() throws CsvRefusal;

    /** Names of a workbook's visible sheets: of the one that is read, then of those that are not. Empty for other files. */
    default List<String> names() {
        return List.of();
    }

    /** Gives a row back: the next {@link #next()} returns it. */
    void giveBack(CsvRow row);
}
