package org.relais.sandbox.page;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.page.PhoneView.Member;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.World;

/**
 * The browser on each phone: it opens the links of the service's own pages, as the person's browser would, and shows of a
 * page its heading, what it quotes and its buttons for the app on this phone. A link to share fills the app's box instead.
 */
public final class PhoneBrowser {
    private static final int MOST_SHEETS = 200;
    private static final int MOST_REDIRECTS = 4;
    private static final long TIMEOUT_MILLIS = 10_000;
    private static final Pattern HEADING = Pattern.compile("(?s)<h1[^>]*>(.*?)</h1>");
    private static final Pattern QUOTE = Pattern.compile("(?s)<blockquote[^>]*>(.*?)</blockquote>");
    private static final Pattern BUTTON =
            Pattern.compile("(?s)<a class=\"button ([a-z ]+)\" href=\"([^\"]*)\"[^>]*>(.*?)</a>");

    private static final Pattern PICTURE = Pattern.compile("https?://[^?#]+/pictures/[A-Za-z0-9_-]+\\.(?:jpg|png)");

    private static final Pattern ADDRESS = Pattern.compile("(?i)[a-z]+://?.*|[^\\s/]+\\.[^\\s/]+/\\S*");

    private final World world;
    private final HttpClient client;
    private final Map<String, Sheet> sheets = new LinkedHashMap<>();

    PhoneBrowser(World world, HttpClient client) {
        this.world = world;
        this.client = client;
    }

    /**
     * What stands over a chat.
     *
     * @param address the page; null where a text waits to be sent
     * @param quote what the page quotes, or the text that waits
     */
    public record Sheet(@Nullable String address, String heading, String quote, List<Member> choices) {}

    @Nullable
    Sheet over(Phone phone) {
        return sheets.get(phone.id());
    }

    void close(Phone phone) {
        sheets.remove(phone.id());
        world.changed(phone);
    }

    /** Whether a tap on the link stays on the phone: it is the service's own, or one to share a text. */
    static boolean stays(World world, String link) {
        World.ConsoleAddress service = world.console();
        return shared(link).isPresent() || (service != null && origin(link).equals(origin(service.url())));
    }

    /**
     * Opens a link as the phone does, with or without its {@code https://}; what is no link is the code that one holds.
     *
     * @return what opening it sends to a sender of this sandbox, or nothing when a sheet is shown now
     */
    Future<Optional<String>> follow(Phone phone, String pasted) {
        String link = pasted.strip();
        if (link.isEmpty()) {
            return Future.failedFuture(new InvalidField("link", "must not be empty"));
        }
        if (!ADDRESS.matcher(link).matches()) {
            return Future.succeededFuture(Optional.of(link));
        }
        try {
            return follow(phone, link.contains(":/") ? link : "https://" + link, MOST_REDIRECTS);
        } catch (RuntimeException malformed) {
            return Future.failedFuture(malformed);
        }
    }

    private Future<Optional<String>> follow(Phone phone, String link, int left) {
        Optional<String> sent = Optional.ofNullable(new DeepLinks(world, phone).payload(link));
        if (sent.isPresent()) {
            close(phone);
            return Future.succeededFuture(sent);
        }
        Optional<String> draft = shared(link);
        if (draft.isPresent()) {
            show(phone, new Sheet(null, "", draft.get(), List.of()));
            return Future.succeededFuture(Optional.empty());
        }
        if (left == 0 || !stays(world, link)) {
            return Future.failedFuture(new InvalidField("link", "leads out of the sandbox"));
        }
        return get(link, phone.language())
                .compose(answer -> answer.body().compose(page -> read(phone, new Visited(link, left), answer, page)));
    }

    private Future<HttpClientResponse> get(String link, String language) {
        return client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(link)
                        .setTimeout(TIMEOUT_MILLIS)
                        .putHeader("User-Agent", "Mozilla/5.0 (Linux; Android 14) Mobile")
                        .putHeader("Accept-Language", language))
                .compose(request -> request.send());
    }

    /** Where the console opens: by the link that signs in while that is good, and to whoever is signed in afterwards. */
    Future<String> door(World.ConsoleAddress console) {
        return get(console.signIn(), "fr")
                .compose(answer ->
                        answer.body().map(page -> answer.statusCode() == 200 ? console.signIn() : console.url()))
                .otherwise(console.url());
    }

    /** @param left redirects that may still follow */
    private record Visited(String link, int left) {}

    private Future<Optional<String>> read(Phone phone, Visited visited, HttpClientResponse answer, Buffer page) {
        String location = answer.getHeader("Location");
        if (answer.statusCode() / 100 == 3 && location != null) {
            return follow(phone, URI.create(visited.link()).resolve(location).toString(), visited.left() - 1);
        }
        if (answer.statusCode() != 200) {
            return Future.failedFuture(new InvalidField("link", "was answered " + answer.statusCode()));
        }
        show(phone, sheet(phone, visited.link(), page.toString()));
        return Future.succeededFuture(Optional.empty());
    }

    private static Sheet sheet(Phone phone, String address, String html) {
        List<Member> choices = new ArrayList<>();
        Matcher button = BUTTON.matcher(html);
        while (button.find()) {
            if (List.of(button.group(1).split(" ")).contains(phone.platform().key())) {
                String link =
                        URI.create(address).resolve(plain(button.group(2))).toString();
                choices.add(new Member(link, plain(button.group(3))));
            }
        }
        return new Sheet(address, first(HEADING, html), first(QUOTE, html), choices);
    }

    private static String first(Pattern part, String html) {
        Matcher matcher = part.matcher(html);
        return matcher.find() ? plain(matcher.group(1)) : "";
    }

    /** Text of a piece of HTML as {@code text} of it would be. */
    private static String plain(String html) {
        return html.replaceAll("<[^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&")
                .strip();
    }

    private void show(Phone phone, Sheet sheet) {
        if (sheets.size() >= MOST_SHEETS) {
            sheets.clear();
        }
        sheets.put(phone.id(), sheet);
        world.changed(phone);
    }

    /** The text that a link for sharing puts into the app's box. */
    static Optional<String> shared(String link) {
        int query = link.indexOf('?');
        String place = query < 0 ? link : link.substring(0, query);
        Map<String, String> fields = query < 0 ? Map.of() : DeepLinks.query(link.substring(query + 1));
        String text = fields.getOrDefault("text", "");
        String url = fields.getOrDefault("url", "");
        boolean whatsapp = place.matches("(?i)(https?://(api\\.whatsapp\\.com/send|wa\\.me/?)|whatsapp://send/?)");
        boolean telegram = place.matches("(?i)(https?://t\\.me/share(/url)?|tg://msg_url)");
        return whatsapp || telegram
                ? Optional.of((telegram && !url.isEmpty() ? text + "\n" + url : text).strip())
                : Optional.empty();
    }

    /** Whether an address is of a picture that the service sends along. */
    static boolean isPicture(World world, String address) {
        World.ConsoleAddress service = world.console();
        return service != null
                && origin(address).equals(origin(service.url()))
                && PICTURE.matcher(address).matches();
    }

    /** A picture of the service's, fetched as the platform would; fails for any other address. */
    Future<Buffer> picture(String address) {
        return isPicture(world, address)
                ? get(address, "fr")
                        .compose(answer -> answer.statusCode() == 200
                                ? answer.body()
                                : Future.failedFuture(new InvalidField("of", "was answered " + answer.statusCode())))
                : Future.failedFuture(new InvalidField("of", "is no picture of the service"));
    }

    private static String origin(String link) {
        Matcher origin = Pattern.compile("(?i)^(https?://[^/?#]+)").matcher(link);
        return origin.find() ? origin.group(1).toLowerCase(java.util.Locale.ROOT) : "-" + link;
    }
}
