package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.client.fx.FxTestThread;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of parts in a page within a real WebView, where it does not know them itself. */
class MultipartBridgeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private PushlabServer server;
    private TestPage page;

    @BeforeEach
    void open() throws IOException {
        server = new PushlabServer(ServerOptions.defaults());
        server.start();
        page = new TestPage();
        page.open(address("/techniques/sse/?embed=1&topic=other&start=0"));
    }

    @AfterEach
    void close() {
        page.close();
        server.close();
    }

    /** What the probe says is what a page finds out by itself. */
    @Test
    void theClassIsThereExactlyWhereTheWebViewFails() {
        boolean works = page.run("""
                try {
                  const answer = await fetch('/topics/t/multipart-streaming');
                  const reader = answer.body.getReader();
                  const { value } = await reader.read();
                  reader.cancel();
                  return value.length > 0;
                } catch (e) {
                  return false;
                }""").asBoolean();
        assertThat(page.run("return globalThis.MultipartSource === undefined;").asBoolean())
                .isEqualTo(works);
    }

    @Test
    void bringsPartsWithHeadersAndBytes() {
        assumeBridge();
        page.run("""
                window.heard = [];
                window.source = new MultipartSource('/topics/t/multipart-streaming', {
                  opened: () => heard.push('opened'),
                  part: (headers, body) => heard.push([new Map(headers).get('event-id') !== undefined, ...body].join()),
                });""");
        await().atMost(PATIENCE).until(() -> heard().size() == 2);
        byte[] bytes = {0, -1, 13, 10, 5};
        server.hub()
                .publish(new Topic("t"), EventDraft.of("", EventDraft.BINARY, bytes))
                .toCompletableFuture()
                .join();
        await().atMost(PATIENCE).until(() -> heard().size() == 3);
        assertThat(heard().get(2).asText()).isEqualTo("true,0,255,13,10,5");
        page.run("source.close();");
        awaitNobody();
    }

    @Test
    void endsWithThePage() {
        assumeBridge();
        page.run("""
                window.heard = [];
                new MultipartSource('/topics/t/multipart-streaming', { opened() {}, part() { heard.push(1); } });""");
        await().atMost(PATIENCE).until(() -> heard().size() == 1);
        FxTestThread.run(() -> page.host.leave());
        awaitNobody();
    }

    @Test
    void asksNobodyButItsOwnOrigin() {
        assumeBridge();
        int port = server.httpAddress().getPort();
        assertThat(page.run("return await new Promise((done) => new MultipartSource('http://localhost:" + port
                                + "/topics/t/multipart-streaming',"
                                + " { opened: () => done('opened'), failed: () => done('failed') }));")
                        .asText())
                .isEqualTo("failed");
        assertThat(server.hub().topics()).isEmpty();
    }

    private void assumeBridge() {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                page.run("return globalThis.MultipartSource !== undefined;").asBoolean());
    }

    private com.fasterxml.jackson.databind.JsonNode heard() {
        return page.run("return window.heard;");
    }

    private void awaitNobody() {
        await().atMost(PATIENCE).until(() -> {
            server.hub()
                    .publish(new Topic("t"), EventDraft.text("x"))
                    .toCompletableFuture()
                    .join();
            return server.hub().topics().stream().allMatch(topic -> topic.subscribers() == 0);
        });
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + path);
    }
}
