package org.relais.app;

import picocli.CommandLine.IVersionProvider;
import org.relais.Main;

/** The version of the jar. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {"relais " + (version == null ? "(not packaged)" : version)};
    }
}
