package org.relais.imports;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.relais.contact.DetailColumns;
import org.relais.database.DatabaseAddress;

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

        void finish() throws SQLException {
            byte[] trailer = CopyTuples.trailer();
            copy.writeToCopy(trailer, 0, trailer.length);
            copy.endCopy();
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
