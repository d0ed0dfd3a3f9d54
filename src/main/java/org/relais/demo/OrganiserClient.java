package org.relais.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What an organiser does, over the service's API. */
final class OrganiserClient {
    private static final int LOOK_AGAIN_MILLIS = 100;
    private static final int MOST_LOOKS = 1_200;

    private final Vertx vertx;
    private final JsonHttp api;

    OrganiserClient(Vertx vertx, JsonHttp api) {
        this.vertx = vertx;
        this.api = api;
    }

    /** Imports a file of people whose consent it proves; the import's id once it is finished. */
    Future<Long> importPeople(String name, String csv) {
        return api.upload("/imports?fileName=" + name, csv)
                .map(job -> job.getLong("id"))
                .compose(id -> until(
                                "/imports/" + id, job -> !job.getString("state").matches("uploaded|checking"))
                        .compose(checked -> api.post("/imports/" + id + "/commit", new JsonObject()))
                        .compose(begun -> until(
                                "/imports/" + id, job -> job.getString("state").equals("finished")))
                        .map(id));
    }

    /** Composes a draft of an action; its id. */
    Future<Long> draft(JsonObject action) {
        return api.post("/actions", action).map(made -> made.getLong("id"));
    }

    Future<Void> put(String path, JsonObject body) {
        return api.put(path, body).mapEmpty();
    }

    Future<JsonObject> post(String path, JsonObject body) {
        return api.post(path, body);
    }

    Future<JsonObject> get(String path) {
        return api.get(path);
    }

    /** Offers it to its audience. */
    Future<Void> open(long action) {
        return api.post("/actions/" + action + "/open", new JsonObject()).mapEmpty();
    }

    /** Everything of a list that comes in pages. */
    Future<List<JsonObject>> all(String path) {
        return pages(path, path, new ArrayList<>());
    }

    private Future<List<JsonObject>> pages(String path, String next, List<JsonObject> found) {
        return api.get(next).compose(page -> {
            found.addAll(Phones.objects(page.getJsonArray("items", new JsonArray())));
            Object cursor = page.getValue("next");
            return cursor == null
                    ? Future.succeededFuture(found)
                    : pages(path, path + (path.contains("?") ? "&" : "?") + "cursor=" + cursor, found);
        });
    }

    /** Asks again until the answer is so; not for ever. */
    Future<JsonObject> until(String path, Predicate<JsonObject> so) {
        return until(path, so, MOST_LOOKS);
    }

    private Future<JsonObject> until(String path, Predicate<JsonObject> so, int looks) {
        return api.get(path).compose(answer -> {
            if (so.test(answer)) {
                return Future.succeededFuture(answer);
            }
            return looks == 0
                    ? Future.failedFuture(new IllegalStateException(path + " stayed " + answer.encode()))
                    : vertx.timer(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                            .compose(later -> until(path, so, looks - 1));
        });
    }
}
