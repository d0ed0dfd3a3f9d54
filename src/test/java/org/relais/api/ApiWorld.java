package org.relais.api;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.relais.organisation.Role;
import org.relais.testing.ApiClient;
import org.relais.testing.ServiceFixture;

/** The service with an organisation that can send, its owner, organiser, viewer and reader, and somebody of another one. */
final class ApiWorld extends ServiceFixture {
    @SuppressWarnings("NullAway.Init")
    ApiClient.Caller owner;

    @SuppressWarnings("NullAway.Init")
    ApiClient.Caller viewer;

    @SuppressWarnings("NullAway.Init")
    ApiClient.Caller reader;

    @SuppressWarnings("NullAway.Init")
    ApiClient.Caller stranger;

    @Override
    public void beforeAll(ExtensionContext context) {
        super.beforeAll(context);
        owner = caller(Role.OWNER);
        viewer = caller(Role.VIEWER);
        reader = caller(Role.READER);
        stranger = api.as(service.token(service.createOrganisation("others"), Role.OWNER));
    }
}
