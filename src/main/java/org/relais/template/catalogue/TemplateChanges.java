package org.relais.template.catalogue;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import org.relais.channel.TemplateChange;
import org.relais.channel.TemplateName;
import org.relais.organisation.Sender;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What webhooks say of templates, put into the catalogue in their transaction. */
public final class TemplateChanges {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateChanges.class);

    private final TemplateStore store = new TemplateStore();

    /**
     * Notes a change and pauses the broadcasts that may not go on as they are. What it doesn't say, and a template that was
     * not known, is asked for soon.
     */
    public Future<Void> apply(SqlClient transaction, Sender sender, TemplateChange change) {
        return store.change(transaction, sender, change)
                .compose(recategorised -> recategorised
                        ? recategorised(transaction, sender, List.of(change.name()))
                        : Future.succeededFuture())
                .compose(noted -> store.hold(transaction))
                .compose(held -> store.due(transaction, sender.id()));
    }

    /** Pauses once the broadcasts whose template has another category now: it costs another price. */
    Future<Void> recategorised(SqlClient transaction, Sender sender, List<TemplateName> changed) {
        return Sequence.each(changed, name -> store.recategorised(transaction, sender, name)
                .onSuccess(paused -> LOG.warn(
                        "template {} of sender {} has another category: {} broadcasts wait",
                        name,
                        sender.id(),
                        paused)));
    }
}
