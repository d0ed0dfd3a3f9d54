package org.relais.organisation;

/** Refusal of a change that the actor's role does not permit; nothing was changed. */
public final class ForbiddenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Role least;

    ForbiddenException(Permission permission) {
        super(permission + " needs the role " + permission.least().sqlName(), null, false, false);
        this.least = permission.least();
    }

    /** The role it takes. */
    public Role least() {
        return least;
    }
}
