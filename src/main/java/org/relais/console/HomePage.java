package org.relais.console;

import io.vertx.core.Future;
import java.util.Map;

/** The first page: what needs somebody's attention. */
public final class HomePage implements ConsolePart {
    @Override
    public Section section() {
        return Section.HOME;
    }

    @Override
    public void mount(Desk desk) {
        desk.get("", this::show);
    }

    private Future<Answer> show(Visit visit) {
        return Future.succeededFuture(Answer.page("home", Map.of()));
    }
}
