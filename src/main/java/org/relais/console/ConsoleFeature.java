package org.relais.console;

/** Pages and forms of the console that belong together. */
public interface ConsoleFeature {
    /** Where it stands in the menu. */
    MenuSection section();

    /** Registers its pages and forms; called once per event loop. */
    void mount(PageRoutes routes);
}
