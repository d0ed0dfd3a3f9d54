package org.relais.console.action;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.relais.console.Form;
import org.relais.console.PageRequest;

/** What the form of the message asks besides, for one kind of action. */
interface ComposedPart {
    /** What is stored of an action, or what a new one begins with. */
    Future<Form> stored(PageRequest visit, long actionId, String title);

    /** As it was sent, right or wrong. */
    Form typed(PageRequest visit);

    /** As it was sent, with what is wrong with it; a new action may leave it for later. */
    Future<Form> checked(PageRequest visit, long actionId);

    /**
     * What the offer would say of it, by language; empty while too little is typed.
     *
     * @param actionId 0 for one that is not stored yet
     */
    Future<Optional<UnaryOperator<String>>> said(PageRequest visit, long actionId, String title);

    /** Saves what was {@link #checked} without a fault; nothing where it was left for later. */
    Future<Void> save(PageRequest visit, long actionId, String title);
}
