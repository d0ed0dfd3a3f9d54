package org.relais.app;

import org.relais.Main;
import picocli.CommandLine.IVersionProvider;

/** The version of the jar. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {"relais " + (version == null ? "(not packaged)" : version)};
    }
}
