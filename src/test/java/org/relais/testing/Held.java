package org.relais.testing;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;

/** Requests of a browser's page that a test holds up, so that something else comes first. */
public final class Held {
    private final List<Route> routes = new ArrayList<>();

    private Held() {}

    /** Holds up every request of the page to such an address, from now on. */
    public static Held of(Page page, String address) {
        Held held = new Held();
        page.route(address, held.routes::add);
        return held;
    }

    /** Whether a request has come; to be asked in {@link Page#waitForCondition}. */
    public boolean isHeld() {
        return !routes.isEmpty();
    }

    /** Lets those go that have come. */
    public void go() {
        routes.forEach(Route::resume);
        routes.clear();
    }
}
