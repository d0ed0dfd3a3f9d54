package org.relais.console.organisation;

import org.relais.organisation.PasskeyService;
import org.relais.organisation.password.PasswordService;

/** The services for what somebody signs in with. */
public record Credentials(PasskeyService passkeys, PasswordService passwords) {}
