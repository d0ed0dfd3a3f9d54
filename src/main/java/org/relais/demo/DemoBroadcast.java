package org.relais.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.relais.app.process.RunningProcess;
import org.relais.consent.ContactListStore;
import org.relais.consent.ListedContact;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;

/** The demonstration's first broadcast, a draft to look at and to send, and the tags of its people. */
final class DemoBroadcast {
    private static final int LOOK_AGAIN_MILLIS = 100;
    private static final int MOST_LOOKS = 300;

    /** Tags that people get in turn; the empty one leaves somebody without. */
    private static final List<List<String>> TAGS =
            List.of(List.of("jardin"), List.of("fête"), List.of("jardin", "bénévole"), List.of());

    private static final String DRAFT =
            """
            {"title": "Fête du quartier",
             "audience": {"everyone": true},
             "message": {
               "language": "fr",
               "body": {
                 "fr": "Bonjour {{first_name|à vous}} !\\n\\nLa fête du quartier, c’est samedi à partir de 15\u00a0h, place des Tilleuls : musique, goûter partagé et jeux pour les enfants. Venez comme vous êtes, et amenez vos voisins.",
                 "en": "Hello {{first_name|there}}!\\n\\nThe neighbourhood party is on Saturday from 3 pm, place des Tilleuls: music, cakes to share and games for the children. Come as you are, and bring your neighbours."},
               "share": {
                 "text": {
                   "fr": "Samedi à 15\u00a0h, c’est la fête du quartier, place des Tilleuls. On y va ensemble ?",
                   "en": "The neighbourhood party is on Saturday at 3 pm, place des Tilleuls. Shall we go together?"},
                 "url": "https://amis-du-quartier.example/fete"}}}
            """;

    private final Vertx vertx;
    private final Pool pool;
    private final ContactStore contacts = new ContactStore();
    private final ContactListStore list = new ContactListStore();

    private DemoBroadcast(Vertx vertx, Pool pool) {
        this.vertx = vertx;
        this.pool = pool;
    }

    /**
     * Waits until everybody has joined, gives them tags, and composes the draft over the API as anybody would. To be
     * called at the first start only: who deletes the draft does not want it back.
     *
     * @param people how many join
     */
    static Future<Void> prepare(RunningProcess process, long organisationId, String token, int people) {
        DemoBroadcast demo =
                new DemoBroadcast(process.vertx(), process.database().pool());
        return demo.joined(organisationId, people, MOST_LOOKS)
                .compose(joined -> demo.tag(organisationId, joined))
                .compose(tagged -> demo.compose(process.address(), token));
    }

    private Future<List<Contact>> joined(long organisationId, int people, int looks) {
        return list.page(pool, organisationId, ContactListStore.Filter.ALL, 0, 100)
                .map(found -> found.stream().map(ListedContact::contactId).toList())
                .compose(found -> contacts.findAll(pool, organisationId, found))
                .compose(found -> found.size() >= people || looks == 0
                        ? Future.succeededFuture(found)
                        : vertx.timer(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                                .compose(later -> joined(organisationId, people, looks - 1)));
    }

    private Future<Void> tag(long organisationId, List<Contact> people) {
        Future<Void> all = Future.succeededFuture();
        for (int at = 0; at < people.size(); at++) {
            Contact person = people.get(at);
            List<String> tags = TAGS.get(at % TAGS.size());
            all = all.compose(before -> contacts.update(
                            pool,
                            organisationId,
                            person.id(),
                            person.details().tagged(tags),
                            InstantSource.system().instant())
                    .mapEmpty());
        }
        return all;
    }

    private Future<Void> compose(String address, String token) {
        WebClient client = WebClient.create(vertx);
        return client.postAbs(address + "/api/v1/broadcasts")
                .bearerTokenAuthentication(token)
                .timeout(TimeUnit.SECONDS.toMillis(30))
                .sendJsonObject(new JsonObject(DRAFT))
                .compose(answer -> answer.statusCode() == 201
                        ? Future.<Void>succeededFuture()
                        : Future.failedFuture(new IllegalStateException(
                                "the draft was answered " + answer.statusCode() + ": " + answer.bodyAsString())))
                .onComplete(done -> client.close());
    }
}
