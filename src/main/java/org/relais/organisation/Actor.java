package org.relais.organisation;

import io.vertx.core.Future;
import java.util.Set;

/**
 * Actor on whose behalf something is done. Services take one with every change, ask it for the permission, and write its
 * name into the audit trail in the transaction of the change.
 *
 * @param actions those that a {@link Role#COORDINATOR} has been given; empty for everybody else
 * @param name what the audit trail and the ledger write: {@code organiser:<id>}, {@code token:<id>}, {@code command} …
 */
public record Actor(long organisationId, String name, Role role, Door door, Set<Long> actions) {

    public Actor {
        actions = Set.copyOf(actions);
    }

    public Actor(long organisationId, String name, Role role, Door door) {
        this(organisationId, name, role, door, Set.of());
    }

    public static Actor organiser(Organiser organiser) {
        return organiser(organiser, Set.of());
    }

    /** @param actions those that they coordinate */
    public static Actor organiser(Organiser organiser, Set<Long> actions) {
        return new Actor(
                organiser.organisationId(), "organiser:" + organiser.id(), organiser.role(), Door.CONSOLE, actions);
    }

    public static Actor token(long organisationId, long tokenId, Role role) {
        return new Actor(organisationId, "token:" + tokenId, role, Door.API);
    }

    /** Whoever runs a command on the server may do everything. */
    public static Actor command(long organisationId) {
        return new Actor(organisationId, "command", Role.OWNER, Door.COMMAND);
    }

    /**
     * The service itself, on nobody's behalf.
     *
     * @param name of the part that acts, such as {@code retention}
     */
    public static Actor service(long organisationId, String name) {
        return new Actor(organisationId, name, Role.OWNER, Door.SERVICE);
    }

    public boolean may(Permission permission) {
        return role.includes(permission.least());
    }

    /** Whether the actor coordinates this action, whatever else they may do. */
    public boolean coordinates(long actionId) {
        return role == Role.COORDINATOR && actions.contains(actionId);
    }

    /** Completes when the actor may run this action: has {@link Permission#ACTIONS}, or coordinates it. */
    public Future<Void> permittedToRun(long actionId) {
        return coordinates(actionId) ? Future.succeededFuture() : permitted(Permission.ACTIONS);
    }

    /** Completes for what each may do for themselves, and who has {@link Permission#ACCESS} for everybody; else fails likewise. */
    public Future<Void> permittedFor(long organiser) {
        return name.equals("organiser:" + organiser) ? Future.succeededFuture() : permitted(Permission.ACCESS);
    }

    /** Completes when the actor has the permission; fails with {@link ForbiddenException} when not. */
    public Future<Void> permitted(Permission permission) {
        return may(permission) ? Future.succeededFuture() : Future.failedFuture(new ForbiddenException(permission));
    }
}
