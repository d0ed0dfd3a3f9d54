package org.relais.channel.sender;

import java.util.List;
import org.relais.channel.CheckResult;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;

/** What a platform says against a sender, or that it could not be asked. Nothing was kept. */
public final class SenderRefusedException extends InvalidInputException {
    private static final long serialVersionUID = 1L;

    private final transient List<CheckResult> found;

    SenderRefusedException(List<Fault> faults, List<CheckResult> found) {
        super(faults);
        this.found = List.copyOf(found);
    }

    /** All that the platform said, for whoever has more words for it than the faults have. */
    public List<CheckResult> found() {
        return found;
    }
}
