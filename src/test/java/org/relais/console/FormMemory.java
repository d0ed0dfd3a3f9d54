package org.relais.console;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.relais.database.Database;
import org.relais.organisation.Tokens;
import org.relais.testing.Await;

/** What the console remembers of a form that was sent. */
public final class FormMemory {
    private final SentForms forms;
    private final AtomicInteger deeds = new AtomicInteger();

    public FormMemory(Database database, InstantSource clock) {
        this.forms = new SentForms(database, clock);
    }

    /** Sends the same form; how often it has been worked by now. */
    public int send() {
        Await.result(forms.once(
                Tokens.hash("form"),
                () -> {
                    deeds.incrementAndGet();
                    return Future.succeededFuture(PageResult.to("/done"));
                },
                () -> PageResult.to("/before")));
        return deeds.get();
    }
}
