package org.relais.delivery;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Journal in the database of which claimed deliveries are about to begin, before they do: whatever a node that died had not
 * noted goes back to the queue instead of being unknown for ever. As many are noted as can begin, and a few ahead of
 * them, since a note costs a statement. It is also where the database says a last time that a claim lasts. One event loop.
 */
final class StartJournal {
    private static final Logger LOG = LoggerFactory.getLogger(StartJournal.class);
    /** Notes beyond the connections there are: as many requests share one statement when all connections are busy. */
    private static final int MOST_AHEAD = 32;

    private final InFlight.Tools tools;
    private final StartStore store = new StartStore();
    private final BiConsumer<ClaimedDelivery, Boolean> told;
    private final int connections;
    private final int ahead;
    private final Deque<Start> urgent = new ArrayDeque<>();
    private final Deque<Start> waiting = new ArrayDeque<>();
    private int started;
    private boolean noting;

    private record Start(ClaimedDelivery taken, long server, Consumer<Boolean> noted) {}

    /** @param told of each delivery: whether its claim still lasts when it may begin */
    StartJournal(InFlight.Tools tools, BiConsumer<ClaimedDelivery, Boolean> told) {
        this.tools = tools;
        this.told = told;
        this.connections = tools.settings().connections();
        this.ahead = Math.max(1, Math.min(MOST_AHEAD, connections / 4));
    }

    /**
     * @param server the count of {@link InFlight.Tools#serverChanges} before it was claimed: on another server its ids may
     *     stand for something else, and it does not begin
     * @param noted told once whether it may begin: not when it can't be noted, or its claim lasts no longer
     */
    void add(ClaimedDelivery taken, long server, Consumer<Boolean> noted) {
        boolean first = taken.recipient().claim().purpose().priority() < 2;
        (first ? urgent : waiting).add(new Start(taken, server, noted));
        noteNext();
    }

    /** Nothing of one that was added is on its way any more. */
    void ended() {
        started--;
        noteNext();
    }

    private void noteNext() {
        if (noting) {
            return;
        }
        List<Start> next = new ArrayList<>(urgent);
        urgent.clear();
        int room = started > connections ? 0 : connections + ahead - started - next.size();
        while (next.size() < room && !waiting.isEmpty()) {
            next.add(waiting.remove());
        }
        if (next.isEmpty()) {
            return;
        }
        started += next.size();
        noting = true;
        note(next).onSuccess(lasting -> {
            noting = false;
            next.forEach(start -> go(start, lasting));
            noteNext();
        });
    }

    private Future<Set<Long>> note(List<Start> next) {
        return store.note(
                        tools.pool(),
                        tools.settings().node(),
                        next.stream().map(Start::taken).toList(),
                        tools.settings().httpTimeout())
                .recover(fault -> {
                    LOG.warn(
                            "{} deliveries can't begin, their beginning can't be noted: {}",
                            next.size(),
                            fault.toString());
                    return Future.succeededFuture(Set.of());
                });
    }

    private void go(Start start, Set<Long> lasting) {
        boolean lasts = lasting.contains(start.taken().batchId())
                && start.server() == tools.serverChanges().getAsLong()
                && !start.taken()
                        .recipient()
                        .claim()
                        .startWithin()
                        .isOver(tools.leaseClock().read());
        told.accept(start.taken(), lasts);
        start.noted().accept(lasts);
    }
}
