package org.relais.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.client.WebClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.config.AddressRange;
import org.relais.testing.Await;
import org.relais.testing.Unit;

@Unit
class TrustedProxiesTest {
    private final Vertx vertx = Vertx.vertx();
    private final TrustedProxies proxies = new TrustedProxies(List.of(range("203.0.113.0/24"), range("2001:db8::/32")));

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    /** The test's own client has a private address, as a proxy beside the service. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.1 | 198.51.100.1",
                "1.1.1.1, 198.51.100.1 | 198.51.100.1",
                "198.51.100.1, 203.0.113.9 | 198.51.100.1",
                "1.1.1.1, 198.51.100.1, 2001:db8::7, 203.0.113.9 | 198.51.100.1",
                "198.51.100.1, 10.0.0.9 | 10.0.0.9",
                "203.0.113.9 | 203.0.113.9"
            })
    void theAddressIsTheLastEntryThatNoNamedProxyHas(String header, String address) {
        HttpServer server = Await.result(vertx.createHttpServer()
                .requestHandler(request -> {
                    proxies.settle(request);
                    request.response().end(ClientAddress.of(request));
                })
                .listen(0, "127.0.0.1"));
        assertThat(Await.result(WebClient.create(vertx)
                                .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
                                .putHeaders(MultiMap.caseInsensitiveMultiMap().add("X-Forwarded-For", header))
                                .send())
                        .bodyAsString())
                .isEqualTo(address);
    }

    @Test
    void onlyPrivateAndNamedAddressesAreTrusted() {
        assertThat(List.of("127.0.0.1", "10.1.2.3", "192.168.0.1", "203.0.113.255", "2001:db8:1::1"))
                .allMatch(proxies::trusts);
        assertThat(List.of("203.0.114.0", "8.8.8.8", "2001:db9::1", "proxy.example", ""))
                .noneMatch(proxies::trusts);
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.7/33", "2001:db8::/129", "example.org", "1.2.3", "10.0.0.0/", "/8", "999.1.1.1"})
    void whatIsNoRangeIsRefused(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
    }

    private static AddressRange range(String text) {
        return AddressRange.parse(text).orElseThrow();
    }
}
