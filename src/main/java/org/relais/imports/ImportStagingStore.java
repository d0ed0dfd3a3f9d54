package org.relais.imports;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.relais.contact.DetailColumns;
import org.relais.database.DatabaseAddress;
import org.relais.input.FaultCode;

/**
 * Rows of a file into {@code import_row} by COPY, which is several times faster than INSERT. Blocks: only for worker
 * threads. Nothing is there before {@link Staging#finish}.
 */
final class ImportStagingStore {
    /** The columns stand in the order in which {@link StagedRow} writes them. */
    private static final String COPY =
            """
            copy import_row (
                import_id, row_number, line, refusal, refused_column, refusal_detail, cells,
                phone, phone_fingerprint, chat, chat_fingerprint, older_fingerprints,
                %s, class, evidence_source, evidence_at, wording)
            from stdin with (format binary)
            """
                    .formatted(DetailColumns.ALL);

    private static final String DOUBLE =
            """
            update import_row
            set refusal = array['%s'], refused_column = array[null::text], refusal_detail = array[?]
            where import_id = ? and row_number = ?
            """
                    .formatted(FaultCode.TWICE_IN_FILE.name());

    private static final String LET_IN =
            """
            update import_row set refusal = null, refused_column = null, refusal_detail = null, cells = null
            where import_id = ? and refusal = array['%s'] and class is not null
            """
                    .formatted(FaultCode.LANGUAGE_UNKNOWN.name());

    private final DatabaseAddress address;

    ImportStagingStore(DatabaseAddress address) {
        this.address = address;
    }

    Staging begin() throws SQLException {
        Connection connection = address.connect();
        try {
            connection.setAutoCommit(false);
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
            byte[] header = CopyTuples.header();
            copy.writeToCopy(header, 0, header.length);
            return new Staging(connection, copy);
        } catch (SQLException fault) {
            connection.close();
            throw fault;
        }
    }

    /** One COPY under way, in a transaction of its own that is rolled back unless it is finished. */
    static final class Staging implements AutoCloseable {
        private final Connection connection;
        private final CopyIn copy;

        private Staging(Connection connection, CopyIn copy) {
            this.connection = connection;
            this.copy = copy;
        }

        void write(CopyTuples tuples) throws SQLException {
            copy.writeToCopy(tuples.array(), 0, tuples.length());
        }

        /**
         * Ends the COPY and keeps what it brought.
         *
         * @param doubles by the number of a row whose language nobody knows: the line that has its person already
         * @param languageless whether the others of those rows are good
         */
        void finish(long importId, Map<Integer, Integer> doubles, boolean languageless) throws SQLException {
            byte[] trailer = CopyTuples.trailer();
            copy.writeToCopy(trailer, 0, trailer.length);
            copy.endCopy();
            try (PreparedStatement update = connection.prepareStatement(DOUBLE)) {
                for (Map.Entry<Integer, Integer> row : doubles.entrySet()) {
                    update.setString(1, row.getValue().toString());
                    update.setLong(2, importId);
                    update.setInt(3, row.getKey());
                    update.addBatch();
                }
                update.executeBatch();
            }
            if (languageless) {
                try (PreparedStatement update = connection.prepareStatement(LET_IN)) {
                    update.setLong(1, importId);
                    update.executeUpdate();
                }
            }
            connection.commit();
        }

        @Override
        public void close() throws SQLException {
            try (connection) {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
                connection.rollback();
            }
        }
    }
}
