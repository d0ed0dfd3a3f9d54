package org.relais.console.broadcast;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.BroadcastRunner;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.ChatTester;
import org.relais.broadcast.Departures;
import org.relais.broadcast.ProgressStream;
import org.relais.broadcast.WelcomeRunner;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.SendOutcome;
import org.relais.console.ConsoleFeature;
import org.relais.console.ConsoleSite;
import org.relais.delivery.DeliveryEngine;
import org.relais.delivery.Drain;
import org.relais.delivery.EngineParts;
import org.relais.delivery.EngineSettings;
import org.relais.delivery.FakeChannel;
import org.relais.delivery.Outbox;
import org.relais.delivery.TemplateRenderer;
import org.relais.linkedchat.LinkedChatService;
import org.relais.organisation.Role;
import org.relais.organisation.SenderService;
import org.relais.picture.PictureService;
import org.relais.spending.SpendingService;
import org.relais.template.OrganisationProfiles;
import org.relais.template.PersonalVariables;
import org.relais.testing.TestOrganisation;

/** The console's room for broadcasts, with everything that sends behind it and a platform that a test answers for. */
public final class BroadcastSite implements AutoCloseable {
    public static final InstantSource NOW = InstantSource.system();

    public final ConsoleSite site;
    final FakeChannel channel;
    private BroadcastService service;
    private BroadcastRunner runner;
    private DeliveryEngine engine;
    private WelcomeRunner welcomes;
    /** What the platform does with a message; accepts unless a test says otherwise. */
    volatile Future<Void> gate = Future.succeededFuture();
    /** What the platform answers; null: it takes everything. */
    volatile SendOutcome refusing;

    BroadcastSite() {
        this((opened, broadcasts) -> List.of());
    }

    /** @param more further rooms, over these broadcasts */
    public BroadcastSite(BiFunction<ConsoleSite, BroadcastService, List<ConsoleFeature>> more) {
        channel = FakeChannel.answering(permit ->
                gate.map(open -> refusing != null ? refusing : SendOutcome.accepted("m" + permit.deliveryId())));
        site = ConsoleSite.open(opened -> {
            List<ConsoleFeature> parts = new ArrayList<>(List.of(opened.home(), pages(opened)));
            parts.addAll(more.apply(opened, service));
            return parts;
        });
        sql(
                "update organisation set contact_from = '00:00', contact_until = '23:59:59.999', contact_days = '{1,2,3,4,5,6,7}'");
        TestOrganisation.of(this::firstColumn, site.organisation.id()).sender("fake", "1");
        engine.start().await();
        runner.start();
    }

    /** Chats of organisers for a further room, which nothing of this one sends to. */
    public static LinkedChatService linkedChats(ConsoleSite opened) {
        ChannelRegistry channels = new ChannelRegistry(List.of());
        Outbox outbox = new Outbox(NOW);
        BroadcastRunner runner =
                new BroadcastRunner(opened.vertx, opened.pool(), channels, outbox, organisation -> {}, NOW);
        return new LinkedChatService(
                opened.pool(),
                new ChatTester(opened.pool(), channels, PersonalVariables.NONE, outbox, runner, NOW),
                channels,
                new Random(7),
                NOW);
    }

    private BroadcastPages pages(ConsoleSite opened) {
        ChannelRegistry channels = new ChannelRegistry(List.of(channel));
        Outbox outbox = new Outbox(NOW);
        engine = new DeliveryEngine(
                opened.vertx,
                new EngineParts(
                        opened.database.connections(),
                        channels,
                        new EngineParts.Consent(
                                org.relais.testing.Keys.gate(),
                                channel::stopped,
                                new Drain(opened.vertx, opened.pool(), NOW, Duration.ofSeconds(5))),
                        new TemplateRenderer(
                                new OrganisationProfiles(opened.pool(), NOW, Duration.ofSeconds(1), () -> 0),
                                PersonalVariables.NONE,
                                NOW),
                        new EngineSettings(
                                "console", Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(5), 8),
                        new EngineParts.Environment(NOW, System::nanoTime, new Random(7))));
        runner = new BroadcastRunner(opened.vertx, opened.pool(), channels, outbox, engine::wake, NOW);
        welcomes = new WelcomeRunner(opened.pool(), channels, engine::wake, NOW);
        service = new BroadcastService(opened.pool(), channels, PersonalVariables.NONE, runner, new Random(7), NOW);
        return new BroadcastPages(
                opened.pool(),
                service,
                new BroadcastResults(opened.vertx, opened.pool(), Set.of("telegram"), NOW, System::nanoTime),
                new SendConfirmation(
                        new SenderService(opened.pool(), NOW),
                        new Departures(opened.pool(), channels, NOW),
                        new SpendingService(opened.pool(), NOW),
                        new LinkedChatService(
                                opened.pool(),
                                new ChatTester(opened.pool(), channels, PersonalVariables.NONE, outbox, runner, NOW),
                                channels,
                                new Random(7),
                                NOW)),
                new ProgressStream(opened.vertx, opened.pool(), new SenderService(opened.pool(), NOW)),
                new BroadcastPages.Composing(
                        new PictureField(
                                new PictureService(
                                        opened.vertx, opened.pool(), opened.tokens, NOW, "https://console.example.org"),
                                opened.uploads),
                        Set.of()));
    }

    /** People who may be messaged; returns their ids. */
    @CanIgnoreReturnValue
    public List<Long> people(int count, String state, String tags) {
        return TestOrganisation.of(this::firstColumn, site.organisation.id())
                .people(count)
                .named("Person #")
                .speaking("fr")
                .tagged(tags)
                .agreed("regular", state)
                .make();
    }

    /** One look at the broadcasts that stay open. */
    void look() {
        welcomes.look().await();
    }

    private List<Long> firstColumn(String sql) {
        return site.rows(sql).stream().map(row -> row.getLong(0)).toList();
    }

    /** The page after an owner who reads this language has signed in on it. */
    public Page signedIn(Page page, String language) {
        page.navigate(site.url(site.link(site.organisation, Role.OWNER, language)));
        page.getByRole(AriaRole.BUTTON).first().click();
        page.waitForURL(Pattern.compile(".*/console$"));
        return page;
    }

    public void sql(String sql) {
        site.pool().query(sql).execute().await();
    }

    public long count(String sql) {
        return site.rows(sql).get(0).getLong(0);
    }

    @Override
    public void close() {
        runner.stop().await();
        engine.stop().await();
        site.close();
    }
}
