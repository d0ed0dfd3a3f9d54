package org.relais.imports;

import org.relais.contact.csv.CsvRow;

/** Reader of one row; called from several threads. */
interface RowReader<T> {

    /** @throws RowFault when the row can't be used; the rest of the file can */
    T read(CsvRow row) throws RowFault;
}
