package org.relais.console;

import java.util.Locale;

/** The rooms of the console in the order of its menu; a room is in the menu when a part has mounted it. */
public enum MenuSection {
    HOME(""),
    BROADCASTS("/broadcasts"),
    ACTIONS("/actions"),
    CONTACTS("/contacts"),
    IMPORTS("/imports"),
    INBOX("/inbox"),
    CHANNELS("/channels"),
    SETTINGS("/settings");

    private final String path;

    MenuSection(String path) {
        this.path = path;
    }

    /** Address of the room's first page, from the root of the host. */
    public String path() {
        return ConsoleRoutes.BASE + path;
    }

    /** Key of its name in the menu. */
    public String text() {
        return "menu." + name().toLowerCase(Locale.ROOT);
    }
}
