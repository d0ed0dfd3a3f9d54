package org.relais.sandbox;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.Router;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.relais.sandbox.control.ControlApi;
import org.relais.sandbox.control.Guard;
import org.relais.sandbox.control.ObserveRoutes;
import org.relais.sandbox.control.PhoneActions;
import org.relais.sandbox.control.PhoneRoutes;
import org.relais.sandbox.control.SetupRoutes;
import org.relais.sandbox.page.SandboxPage;
import org.relais.sandbox.telegram.BotApi;
import org.relais.sandbox.telegram.TelegramBot;
import org.relais.sandbox.telegram.TelegramHandset;
import org.relais.sandbox.telegram.TelegramPlatform;
import org.relais.sandbox.whatsapp.CloudApi;
import org.relais.sandbox.whatsapp.WhatsAppHandset;
import org.relais.sandbox.whatsapp.WhatsAppNumber;
import org.relais.sandbox.whatsapp.WhatsAppPlatform;
import org.relais.sandbox.world.PlatformGate;
import org.relais.sandbox.world.World;

/**
 * The sandbox's life: one event loop on which the server, the webhooks and all state live, so that
 * what happens has one order. The platforms are dispatched by prefix before the router is asked, because
 * they must be fast.
 */
final class SandboxVerticle extends VerticleBase {
    private static final Pattern GRAPH = Pattern.compile("(?:/whatsapp)?/v\\d{1,3}\\.\\d{1,2}/(.+)");
    private static final int WEBHOOK_CONNECTIONS = 256;

    private final SandboxOptions options;
    private int port;

    SandboxVerticle(SandboxOptions options) {
        this.options = options;
    }

    int port() {
        return port;
    }

    String host() {
        return options.host();
    }

    @Override
    public Future<?> start() {
        World world = new World(
                vertx, options.clock(), System::nanoTime, options.random(), options.memory(), options.settings());
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(5_000).setKeepAliveTimeout(30),
                new PoolOptions().setHttp1MaxSize(WEBHOOK_CONNECTIONS));
        PlatformGate gate = new PlatformGate(world);
        WhatsAppPlatform whatsapp = new WhatsAppPlatform(world, client);
        TelegramPlatform telegram = new TelegramPlatform(world, client);
        for (WhatsAppNumber.Line line : options.numbers()) {
            WhatsAppNumber number = whatsapp.addNumber(line);
            assert number.line().equals(line);
        }
        for (SandboxOptions.Bot bot : options.bots()) {
            TelegramBot added = telegram.addBot(bot.token(), bot.username(), bot.name());
            assert added.token().equals(bot.token());
        }
        BotApi botApi = new BotApi(world, telegram, gate);
        CloudApi cloudApi = new CloudApi(world, whatsapp, gate);
        Router router = router(world, gate, new Platforms(whatsapp, telegram), client);
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setCompressionSupported(true)
                .setMaxFormAttributeSize(1024 * 1024)
                .setMaxFormFields(1024)
                .setMaxFormBufferedBytes(64 * 1024));
        server.requestHandler(request -> dispatch(request, botApi, cloudApi, router));
        return server.listen().onSuccess(listening -> port = listening.actualPort());
    }

    private static void dispatch(HttpServerRequest request, BotApi botApi, CloudApi cloudApi, Router router) {
        String path = request.path();
        if (path == null) {
            router.handle(request);
        } else if (path.startsWith("/telegram/bot")) {
            botApi.handle(request, path.substring("/telegram/bot".length()));
        } else if (path.startsWith("/bot")) {
            botApi.handle(request, path.substring("/bot".length()));
        } else if (path.startsWith("/telegram/file/bot")) {
            botApi.download(request, path.substring("/telegram/file/bot".length()));
        } else if (path.startsWith("/file/bot")) {
            botApi.download(request, path.substring("/file/bot".length()));
        } else if (path.startsWith(CloudApi.FILES)) {
            cloudApi.download(request, path.substring(CloudApi.FILES.length()));
        } else {
            Matcher graph = GRAPH.matcher(path);
            if (graph.matches()) {
                cloudApi.handle(request, graph.group(1));
            } else {
                router.handle(request);
            }
        }
    }

    private record Platforms(WhatsAppPlatform whatsapp, TelegramPlatform telegram) {}

    private Router router(World world, PlatformGate gate, Platforms platforms, HttpClient client) {
        Router router = Router.router(vertx);
        router.route().handler(new Guard(options.host()));
        PhoneActions actions =
                new PhoneActions(world, new WhatsAppHandset(world, platforms.whatsapp()), new TelegramHandset(world));
        new ControlApi(world, actions).mount(router);
        PhoneRoutes phones = new PhoneRoutes(world);
        phones.mount(router);
        new ObserveRoutes(world, gate).mount(router);
        new SetupRoutes(world, platforms.whatsapp(), platforms.telegram()).mount(router);
        new SandboxPage(world, actions, phones, client, platforms.whatsapp()).mount(router);
        return router;
    }
}
