package org.relais.app;

import org.relais.action.ActionKind;
import org.relais.action.ActionService;
import org.relais.console.action.KindPages;

/** A module of one type of action. */
interface ActionKindModule extends FeatureModule {
    ActionKind kind();

    KindPages pages(ActionService actions);
}
