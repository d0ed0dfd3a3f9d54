/**
 * Outbox: claim, pace, dispatch, retry, settle, rescue. The only package that calls {@code Channel.send}. May use
 * {@code audience} and above.
 *
 * <h2>Why nothing begins after a stop was answered</h2>
 *
 * <p>A stop is (1) committed: consent and ledger; then {@link org.relais.delivery.Drain}, in statements of its own, (2)
 * cancels what is queued for the person and (3) looks what is still open (queued or sending), and repeats both until a
 * look shows nothing; only then (4) is it answered. A request begins only for a row that a claim has made
 * {@code sending}, and only while that row is: the permit runs out before the lease does, and a row leaves
 * {@code sending} only by its settling, after its connection is done, by what the platform reports of this attempt, which
 * has begun then, or by the end of its lease.
 *
 * <p>Take any claim, on any node, and the last look of the drain, which showed nothing open.
 *
 * <ul>
 *   <li>The claim's snapshot is younger than (1): it reads the stop and makes the row {@code suppressed}.
 *   <li>It is older. Then every row that it can take was committed before (1), so the drain's looks see it too.
 *       <ul>
 *         <li>The claim has committed: the look sees {@code sending} and waits for its end.
 *         <li>It holds the row's lock: the cancel blocks on it, finds {@code sending} and leaves the row; the look counts
 *             it as open, and waits.
 *         <li>It has not locked the row yet: the cancel wins, and the claim, which checks its conditions again on the
 *             newest version of a row that it locks, finds it no longer queued and drops it.
 *       </ul>
 *   <li>The row is queued later: only a claim whose snapshot is younger than that can see it, and so than (1).
 *   <li>The row goes back to the queue. From {@code sending} (retry, throttled, permit expired, claim lost): the look saw
 *       it as open until then, and cancels it in its next round. From {@code accepted} or {@code unknown} (the platform
 *       reports a failure): it was closed in the drain's eyes, but it was claimed once more than the snapshot of a claim
 *       that began before (1) can show, so such a claim leaves it ({@code ClaimStore.JUDGED}), and every younger one reads
 *       the stop.
 *   <li>The platform reports of an earlier attempt, which it took although it refused it: the message says which one it is of
 *       ({@code InboundEvent.attempt}), and a later one that is under way is left as it is.
 *   <li>The lease ran out. What had not been noted in {@code claim_start} goes from {@code sending} to the queue in one
 *       statement, so that the look sees it as open until it has cancelled it. What had been is {@code unknown}, closed in
 *       the drain's eyes; should its node come back and tell that nothing was sent, it comes back as from a platform's
 *       report, above.
 *   <li>The person is merged while the drain waits: it looks under the contact they are now, and all that went into it.
 *   <li>The address is replaced (trigger {@code address_is_followed}): what is queued follows it, due a moment later, so that a running claim drops it.
 *   <li>The person's address moves to another contact: the open rows move along in the same transaction (trigger {@code address_moves_deliveries}); a claim
 *       that read the old owner locks a row that is the new owner's, and leaves it to the next claim. What is queued, and may be
 *       claimed, while that transaction has not committed stays the old owner's: the look of the new one's stop finds it by
 *       the address ({@code address.had_by}).
 * </ul>
 *
 * <p>Committing consent and cancel together would leave a hole: a row that another transaction inserts while the cancel
 * runs, unseen by it, could be taken by a claim with a snapshot from before the commit.
 *
 * <p>A lease is checked before a request, once its connection is there, by the time that passed on the node since before the
 * claim was sent ({@link org.relais.consent.LeaseTerm}): by its monotonic clock and by its wall clock, whichever says more,
 * since the first stands still while a machine is suspended and the second can be set. It is ended by a node that has
 * watched the claim's row for as long as the lease lasts ({@link org.relais.delivery.LeaseWatch}), and so began to after it
 * was made. No two clocks are compared, so it doesn't matter how far they are apart, nor that the database's may jump, as it
 * does when a server with another clock becomes the primary. A hypervisor that stops all clocks of a machine is seen by neither.
 *
 * <p>Before a request begins, the node notes it in the database ({@code StartJournal}), which answers only while the claim
 * lasts. So what is not noted has not begun and never will, whatever becomes of the node and its clocks, and may be sent by
 * another. A note is not on disk: a server that crashes or is replaced loses all of them, and with them the empty one that
 * every claim makes, without which everything counts as begun.
 *
 * <p>A stop that a platform tells us in a refusal (131050, blocked) is committed before the refused delivery is settled:
 * whatever dies in between, either the stop is known or the delivery is still open and becomes unknown.
 *
 * <p>The tests go through these cases one by one: {@code StopInterleavingTest} every order of stop and claim, held up
 * inside PostgreSQL; {@code StopPathsTest} the ways back into the queue; {@code SchedulePropertyTest} random schedules;
 * {@code CrashTest} killed processes; {@code StressTest} two nodes judged by the platform's own log.
 *
 * <p>The bound: past {@code drainBound} a stop is answered with requests in flight, which the ledger records. What has not
 * begun by then never does: a claim that did not read the stop was asked for before (1), and so for longer than it may begin
 * ({@link org.relais.delivery.EngineSettings#startWithin}). It goes back to the queue, and the next claim reads the stop. Where
 * the bound was changed and not every node started anew, the claim says how long it may begin ({@code claim_batch}), and a stop
 * waits as long.
 *
 * <p>The one exception: the confirmation of the stop itself, at most one per stop by a unique index.
 */
@NullMarked
@CheckReturnValue
package org.relais.delivery;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
