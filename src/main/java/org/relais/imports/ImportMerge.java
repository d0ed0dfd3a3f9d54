package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.ConsentWordingStore;
import org.relais.consent.Fingerprints;
import org.relais.consent.SectionStore;
import org.relais.consent.SuppressionList;
import org.relais.consent.SuppressionStore;
import org.relais.contact.AddressId;
import org.relais.contact.ContactStore;
import org.relais.database.SqlFaults;
import org.relais.ledger.EventSource;
import org.relais.organisation.Actor;
import org.relais.organisation.OrganisationStore;
import org.relais.task.Sequence;

/**
 * Execution of a decided import, a piece per transaction, several pieces at once. Pieces that meet a writer from
 * elsewhere (the same new number by webhook, a lock the other way round) are done again from their start.
 */
final class ImportMerge {
    /** Long enough to amortise a transaction, short enough that a stop waits for its locks a fraction of a second. */
    static final int PIECE_ROWS = 5_000;

    private static final int ATTEMPTS = 8;

    /** Under which the versions of imported wordings are kept. */
    private static final String WORDING = "import";

    private static final int MOST_WORDINGS = 20;
    private final Pool pool;
    private final Fingerprints fingerprints;
    private final ConsentService consent;
    private final InstantSource clock;
    private final int slots;
    private final ImportJobStore jobs = new ImportJobStore();
    private final ImportPieceStore pieces = new ImportPieceStore();
    private final ImportMergeStore store = new ImportMergeStore();
    private final ImportRowStore rows = new ImportRowStore();
    private final ContactStore people = new ContactStore();
    private final SectionStore sections = new SectionStore();
    private final SuppressionList list;
    private final ConsentWordingStore wordings = new ConsentWordingStore();
    private final OrganisationStore organisations;

    ImportMerge(Pool pool, Fingerprints fingerprints, ConsentService consent, InstantSource clock, int slots) {
        this.pool = pool;
        this.fingerprints = fingerprints;
        this.list = new SuppressionList(fingerprints);
        this.consent = consent;
        this.clock = clock;
        this.slots = slots;
        this.organisations = new OrganisationStore(clock);
    }

    /** Completes when the import is finished; does nothing for one that is not being merged. */
    Future<Void> run(long importId) {
        return pieces.terms(pool, importId)
                .compose(terms -> terms.isEmpty()
                        ? Future.succeededFuture()
                        : word(terms.get())
                                .compose(this::facets)
                                .compose(known -> pieces(known).compose(done -> settle(known)))
                                .compose(done -> jobs.finish(pool, importId, clock.instant()))
                                .mapEmpty());
    }

    /**
     * Gives the wordings that people agreed to their versions, so that the ledger names one of a few texts instead of
     * repeating it a million times. A file with a text of its own for everybody keeps them in its rows.
     */
    private Future<ImportTerms> word(ImportTerms terms) {
        if (terms.kind() != ImportKind.CONTACTS) {
            return Future.succeededFuture(terms);
        }
        return pool.withTransaction(transaction -> pieces.wordings(transaction, terms.importId(), MOST_WORDINGS + 1)
                        .compose(found -> organisations
                                .find(transaction, terms.organisationId())
                                .compose(organisation -> wordings.approveAll(
                                        transaction,
                                        Actor.service(terms.organisationId(), terms.actor()),
                                        WORDING,
                                        organisation.orElseThrow().language(),
                                        texts(terms, found),
                                        clock.instant()))))
                .map(terms::worded);
    }

    private static Set<String> texts(ImportTerms terms, List<String> inRows) {
        Set<String> texts = new TreeSet<>(inRows.size() > MOST_WORDINGS ? List.of() : inRows);
        ImportOptions.Evidence whole = terms.options().evidence();
        if (whole != null && whole.wording() != null) {
            texts.add(whole.wording());
        }
        return texts;
    }

    private Future<ImportTerms> facets(ImportTerms terms) {
        return switch (terms.kind()) {
            case CONTACTS -> store.facets(pool, terms).map(terms);
            case SUPPRESSION -> Future.succeededFuture(terms);
        };
    }

    /** What is left to do once everybody is in. */
    private Future<Void> settle(ImportTerms terms) {
        return switch (terms.kind()) {
            case CONTACTS ->
                store.forgetUnusedFacets(pool, terms)
                        .compose(forgotten -> rows.headings(pool, terms.organisationId(), terms.importId()))
                        .compose(headings -> store.title(pool, terms.organisationId(), headings));
            case SUPPRESSION -> Future.succeededFuture();
        };
    }

    private Future<Void> pieces(ImportTerms terms) {
        List<Future<Void>> lanes = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            lanes.add(lane(terms));
        }
        return Future.join(lanes).mapEmpty();
    }

    private Future<Void> lane(ImportTerms terms) {
        return piece(terms, 1).compose(found -> found ? lane(terms) : Future.succeededFuture());
    }

    private Future<Boolean> piece(ImportTerms terms, int attempt) {
        return pool.withTransaction(transaction -> work(transaction, terms))
                .compose(this::enforce)
                .recover(fault -> SqlFaults.isPassing(fault) && attempt < ATTEMPTS
                        ? piece(terms, attempt + 1)
                        : Future.failedFuture(fault));
    }

    /** What is owed for one piece once it is committed; empty when there was no piece left. */
    private Future<Optional<Stops>> work(SqlConnection transaction, ImportTerms terms) {
        return pieces.take(transaction, terms.importId()).compose(piece -> {
            if (piece.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
            }
            return switch (terms.kind()) {
                case CONTACTS -> contacts(transaction, terms, piece.get());
                case SUPPRESSION -> suppression(transaction, terms, piece.get());
            };
        });
    }

    private Future<Optional<Stops>> contacts(
            SqlConnection transaction, ImportTerms terms, ImportPieceStore.Piece piece) {
        return pieces.strangers(transaction, terms, piece)
                .compose(strangers -> strangers
                        ? store.mergeStrangers(transaction, terms, piece, clock.instant())
                        : pieces.known(transaction, terms, piece)
                                .compose(known -> people.lock(transaction, terms.organisationId(), known)
                                        .compose(locked -> pieces.lock(transaction, known)))
                                .compose(locked -> store.mergeContacts(
                                        transaction, terms, piece, fingerprints.currentKeyId(), clock.instant())))
                .map(merged -> Optional.of(Stops.NONE));
    }

    private Future<Optional<Stops>> suppression(
            SqlConnection transaction, ImportTerms terms, ImportPieceStore.Piece piece) {
        Instant now = clock.instant();
        return pieces.known(transaction, terms, piece).compose(known -> pieces.lock(transaction, known)
                .compose(locked -> pieces.suppressed(transaction, terms, piece))
                .compose(noted -> list(transaction, terms, piece, now))
                .compose(listed ->
                        consent.apply(transaction, stops(terms, known, now)).map(listed::of))
                .map(Optional::of));
    }

    /**
     * In a federation in all sections at once, in the one order in which stops enter them too. Which these are is asked for
     * with each piece: whoever joins meanwhile would never hear of the rest, as people whom only a list names have no address
     * that could be told later.
     */
    private Future<Stops> list(
            SqlConnection transaction, ImportTerms terms, ImportPieceStore.Piece piece, Instant now) {
        return sections.others(transaction, terms.organisationId())
                .compose(others -> others.isEmpty()
                        ? pieces.suppress(transaction, terms, piece, fingerprints.currentKeyId(), now)
                                .map(Stops.NONE)
                        : pieces.identifiers(transaction, terms, piece)
                                .map(named -> new Stops(List.of(), others, named, now))
                                .compose(stops -> list.add(
                                                transaction, List.of(stops.listing(terms.organisationId())), now)
                                        .compose(added -> sections.noteNamed(transaction, others, stops.listed(), now))
                                        .map(stops)));
    }

    /**
     * What is still owed for a committed piece.
     *
     * @param changes people of the organisation who have stopped
     * @param sections where else in a federation the list holds
     * @param listed whom it names there
     */
    private record Stops(List<ConsentChange> changes, List<Long> sections, List<AddressId> listed, Instant at) {
        private static final Stops NONE = new Stops(List.of(), List.of(), List.of(), Instant.EPOCH);

        Stops of(List<ConsentChange> applied) {
            return new Stops(applied, sections, listed, at);
        }

        SuppressionList.Listing listing(long organisationId) {
            return new SuppressionList.Listing(
                    organisationId, sections, listed, List.of(), new SuppressionStore.Basis("import", null), at);
        }
    }

    private static List<ConsentEvent> stops(ImportTerms terms, List<Long> contacts, Instant now) {
        return contacts.stream()
                .map(contact -> ConsentEvent.stop(terms.organisationId(), contact, now, EventSource.IMPORT)
                        .from(null, terms.reference())
                        .by(terms.actor()))
                .toList();
    }

    /** After the commit, as for every stop: the outbox is emptied of whoever the list stopped, in every section. */
    private Future<Boolean> enforce(Optional<Stops> stops) {
        if (stops.isEmpty()) {
            return Future.succeededFuture(false);
        }
        Stops owed = stops.get();
        return Sequence.each(owed.changes(), change -> consent.enforce(change))
                .compose(done -> owed.sections().isEmpty()
                        ? Future.succeededFuture()
                        : consent.stopInSections(owed.sections(), owed.listed(), owed.at()))
                .map(true);
    }
}
