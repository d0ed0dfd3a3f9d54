package org.relais.console;

/** One room of the console. */
public interface ConsolePart {
    /** Where it stands in the menu. */
    Section section();

    /** Registers its pages and forms; called once per event loop. */
    void mount(Desk desk);
}
