package org.relais.console;

/** One room of the console. */
public interface ConsoleFeature {
    /** Where it stands in the menu. */
    MenuSection section();

    /** Registers its pages and forms; called once per event loop. */
    void mount(PageRoutes routes);
}
