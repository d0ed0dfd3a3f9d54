package org.relais.ledger.anchor;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.relais.ledger.ChainHead;
import org.relais.ledger.LedgerAnchors;

/** Heads as they leave: one JSON object a line, as {@code relais ledger anchors} prints and {@code --anchors} reads them. */
final class AnchorLines {
    private AnchorLines() {}

    static Buffer of(List<ChainHead> heads) {
        Buffer lines = Buffer.buffer();
        heads.forEach(head ->
                lines.appendBuffer(LedgerAnchors.encode(head).toBuffer()).appendByte((byte) '\n'));
        return lines;
    }
}
