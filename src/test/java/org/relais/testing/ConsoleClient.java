package org.relais.testing;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;

/** An organiser's browser as far as cookies and forms go, signed in to a running service. */
public final class ConsoleClient {
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");
    private static final Duration LONGEST = Await.BOUND;
    private static final String BOUNDARY = "----relais-form";

    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final Cookies cookies = new Cookies();
    private final String address;
    private final String formToken;

    private ConsoleClient(String address, String link) {
        this.address = address;
        HttpResponse<String> signedIn = send(request("/sign-in/" + link).POST(HttpRequest.BodyPublishers.noBody()));
        if (signedIn.statusCode() != 303) {
            throw new AssertionError("sign-in answered " + signedIn.statusCode());
        }
        Matcher matcher =
                FORM_TOKEN.matcher(send(request("/console/account").GET()).body());
        if (!matcher.find()) {
            throw new AssertionError("the console has no form");
        }
        this.formToken = matcher.group(1);
    }

    /** Signs somebody in who reads English. */
    public static ConsoleClient signIn(String address, Pool pool, long organisationId, Role role) {
        AccessStore access = new AccessStore(InstantSource.system());
        String link = new Tokens(new SecureRandom()).create("");
        access.saveOrganiser(pool, organisationId, role.sqlName() + "@example.org", "Ana", role, "en")
                .compose(organiser -> access.createSignInLink(pool, organiser.id(), Tokens.hash(link), LONGEST))
                .await();
        return new ConsoleClient(address, link);
    }

    public HttpResponse<String> get(String path) {
        return send(request("/console" + path).GET());
    }

    /** Sends a form as the page's own; fields are name, value, name, value … */
    public HttpResponse<String> post(String path, String... fields) {
        StringBuilder form = new StringBuilder("form=").append(encoded(formToken));
        for (int at = 0; at < fields.length; at += 2) {
            form.append('&').append(encoded(fields[at])).append('=').append(encoded(fields[at + 1]));
        }
        return send(request("/console" + path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString())));
    }

    /** Sends a form with a file. */
    public HttpResponse<String> upload(String path, String fileName, String content, String... fields) {
        String head = "; filename=\"" + fileName + "\"\r\nContent-Type: text/csv";
        return upload(path, "file", head, Buffer.buffer(content), fields);
    }

    /** Sends a form with a file of bytes in the field {@code part}; none in it when there are no bytes. */
    public HttpResponse<String> upload(String path, String part, Buffer content, String... fields) {
        String name = content.length() == 0 ? "" : "a.bin";
        String head = "; filename=\"" + name + "\"\r\nContent-Type: application/octet-stream";
        return upload(path, part, head, content, fields);
    }

    private HttpResponse<String> upload(String path, String part, String head, Buffer content, String... fields) {
        StringBuilder form = new StringBuilder();
        part(form, "form", formToken);
        for (int at = 0; at < fields.length; at += 2) {
            part(form, fields[at], fields[at + 1]);
        }
        form.append("--").append(BOUNDARY).append("\r\nContent-Disposition: form-data; name=\"");
        form.append(part).append('"').append(head).append("\r\n\r\n");
        Buffer whole =
                Buffer.buffer(form.toString()).appendBuffer(content).appendString("\r\n--" + BOUNDARY + "--\r\n");
        return send(request("/console" + path)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArray(whole.getBytes())));
    }

    private static void part(StringBuilder form, String name, String content) {
        form.append("--").append(BOUNDARY).append("\r\nContent-Disposition: form-data; name=\"");
        form.append(name).append('"').append("\r\n\r\n").append(content).append("\r\n");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(LONGEST)
                .header("Origin", address)
                .header("Sec-Fetch-Site", "same-origin");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return cookies.send(http, request);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
