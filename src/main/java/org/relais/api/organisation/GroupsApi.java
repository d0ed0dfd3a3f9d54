package org.relais.api.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.group.ChatGroup;
import org.relais.group.GroupStore;
import org.relais.input.QueryReader;

/** {@code /groups}: groups and channels that the organisation's senders are in, and what they may do there. */
public final class GroupsApi implements ApiRoutes.Resource {
    private final Pool pool;
    private final GroupStore store = new GroupStore();

    public GroupsApi(Pool pool) {
        this.pool = pool;
    }

    @Override
    public void mount(Router router) {
        router.get(ApiRoutes.BASE + "/groups").handler(ApiHandlers.read(this::list));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader.none(context);
        return store.all(pool, ApiHandlers.actor(context).organisationId())
                .map(groups -> Page.all(groups, GroupsApi::json));
    }

    private static JsonObject json(ChatGroup group) {
        return new JsonObject()
                .put("id", group.id())
                .put("channelId", group.senderId())
                .put("title", group.title())
                .put("kind", group.channel() ? "channel" : "group")
                .put("ability", group.ability().sqlName())
                .put("changedAt", group.changedAt());
    }
}
