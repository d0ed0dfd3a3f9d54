package org.relais.sandbox.world;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@link Switches} in force, for everyone and for each phone. Used only from the sandbox's event loop. */
public final class ActiveSwitches {
    private final World world;
    private final List<Runnable> onChange = new ArrayList<>();
    private Switches all = Switches.OFF;
    private int failuresLeft;

    ActiveSwitches(World world) {
        this.world = world;
    }

    /** The global ones. */
    public Switches all() {
        return all;
    }

    /** Replaces the global switches; phones keep what is their own. */
    public void all(Switches changed) {
        all = changed;
        failuresLeft = changed.failTimes();
        world.phones().forEach(phone -> phone.refresh(changed));
        List.copyOf(onChange).forEach(Runnable::run);
    }

    /** Replaces a phone's own switches; null or empty = none of its own. */
    public void own(Phone phone, @Nullable JsonObject patch) {
        phone.switches(patch, all);
        world.changed(phone);
        List.copyOf(onChange).forEach(Runnable::run);
    }

    /** A phone's own switches; null when it has none. */
    public @Nullable JsonObject own(Phone phone) {
        return phone.switchPatch();
    }

    /** What holds for a phone: the global ones without one. */
    public Switches of(@Nullable Phone phone) {
        return phone == null ? all : phone.switches(all);
    }

    /** What holds for the phone of that id, when there is one. */
    Switches of(@Nullable String phone) {
        return phone == null ? all : world.phone(phone).map(this::of).orElse(all);
    }

    /** A listener told after each change. */
    public void onChange(Runnable listener) {
        onChange.add(listener);
    }

    /**
     * The switches for one request: the failing ones count down, are drawn by chance, and are absent
     * from the answer when they do not hit.
     */
    public Switches draw(@Nullable Phone phone) {
        Switches effective = of(phone);
        if (!effective.failing()) {
            return effective;
        }
        if (effective.failProbability() < 1 && world.random().nextDouble() >= effective.failProbability()) {
            return effective.withoutFailures();
        }
        boolean own = phone != null && phone.hasOwnFailure();
        if (effective.failTimes() > 0) {
            countDown(phone, own);
        }
        return effective;
    }

    private void countDown(@Nullable Phone phone, boolean own) {
        if (own && phone != null) {
            phone.failuresLeft(phone.failuresLeft() - 1);
            if (phone.failuresLeft() <= 0) {
                JsonObject patch = phone.switchPatch();
                JsonObject left = patch == null ? new JsonObject() : patch.copy();
                List.of("tooManyRequests", "serverError", "errorCode", "reset", "failTimes")
                        .forEach(left::remove);
                own(phone, left);
            }
        } else {
            failuresLeft--;
            if (failuresLeft <= 0) {
                all(all.withoutFailures());
            }
        }
    }
}
