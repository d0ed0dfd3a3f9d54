package org.relais.contact;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/**
 * What a part of the house further down keeps about people (deliveries, conversations, answers to actions), as far as
 * merging, erasing and disclosing a person must reach it. Every part with a contact id in its tables has one, and
 * the modules of {@code app} hand them all to {@code IdentityService} and {@code ErasureService}.
 */
public interface PersonRecords {

    /** What these records are called in an export, such as {@code deliveries}. */
    String name();

    /**
     * Two contacts turned out to be one: everything of {@code from} becomes {@code into}'s. What is queued for both is
     * kept once; what is being sent stays as it is under the new contact, so that a stop waits for it.
     */
    Future<Void> merged(SqlConnection transaction, long organisationId, long from, long into);

    /**
     * An address is about to become another contact's, by an organiser's word. What was meant for who had it must not reach
     * who has it; fails with {@link org.relais.input.InvalidInputException} when that can't be prevented at this moment.
     */
    default Future<Void> addressMoves(SqlConnection transaction, long addressId) {
        return Future.succeededFuture();
    }

    /** What is on its way to one of these people, by id: whoever was erased would be a stranger to their own stop, which waits for nothing. */
    default Future<List<Long>> underWay(SqlConnection transaction, List<Long> contactIds) {
        return Future.succeededFuture(List.of());
    }

    /** Removes everything personal about these people; counts and states may stay. */
    Future<Void> erase(SqlConnection transaction, long organisationId, List<Long> contactIds);

    /** Everything held about this person, one object each. */
    Future<JsonArray> export(SqlClient client, long organisationId, long contactId);
}
