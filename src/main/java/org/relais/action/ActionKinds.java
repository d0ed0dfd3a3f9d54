package org.relais.action;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The kinds of actions that the service knows, one per type. */
public final class ActionKinds {
    private final Map<ActionType, ActionKind> kinds = new EnumMap<>(ActionType.class);

    public ActionKinds(List<ActionKind> kinds) {
        kinds.forEach(kind -> this.kinds.put(kind.type(), kind));
    }

    /** The kind of an action; throws {@link IllegalStateException} for a type that is not wired. */
    public ActionKind of(Action action) {
        return of(action.type());
    }

    /** As {@link #of(Action)}. */
    public ActionKind of(ActionType type) {
        ActionKind kind = kinds.get(type);
        if (kind == null) {
            throw new IllegalStateException("no part of the service does actions of the kind " + type);
        }
        return kind;
    }

    /** All of them, in the order of their types. */
    public Collection<ActionKind> all() {
        return kinds.values();
    }

    /** Whether actions of this type can be made. */
    public boolean has(ActionType type) {
        return kinds.containsKey(type);
    }
}
