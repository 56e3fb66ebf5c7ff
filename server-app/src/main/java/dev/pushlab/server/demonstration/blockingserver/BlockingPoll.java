package dev.pushlab.server.demonstration.blockingserver;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.EventJson;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Subscription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One long poll of HTTP/1.1 on a thread that blocks. It knows {@code GET /poll/KEY?after=ID&wait=SECONDS} and nothing else:
 * no bodies, no second request on a connection.
 */
final class BlockingPoll {
    static final int MAX_WAIT_SECONDS = 30;

    private static final int MAX_HEAD = 16 << 10;
    private static final long HEAD_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MAX_EVENTS = 100;
    private static final int MAX_BYTES = 64 << 10;
    private static final Pattern REQUEST = Pattern.compile(
            "GET /poll/([0-9a-f]{32})\\?after=([0-9:]{3,33})&wait=([0-9]{1,2})(?:&n=[0-9]{1,9})? HTTP/1\\.1");
    private static final Pattern HEADER = Pattern.compile("(?mi)^(host|origin):[ \\t]*(\\S*)[ \\t]*$");

    private final Hub hub;
    private final Topic topic;
    private final String key;
    private final Set<String> origins;
    private final Set<String> hosts;

    BlockingPoll(Hub hub, Topic topic, String key, Set<String> origins, int port) {
        this.hub = hub;
        this.topic = topic;
        this.key = key;
        this.origins = Set.copyOf(origins);
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
    }

    /** @throws InterruptedException when the server is closed */
    void serve(Socket client) throws IOException, InterruptedException {
        String head = readHead(client);
        String origin = header(head, "origin").orElse("");
        Matcher request = REQUEST.matcher(head.lines().findFirst().orElse(""));
        if (!request.matches()) {
            answer(client, "400 Bad Request", "", Unpooled.EMPTY_BUFFER);
        } else if (!request.group(1).equals(key)
                || !header(head, "host").filter(hosts::contains).isPresent()
                || !origin.isEmpty() && !origins.contains(origin)) {
            answer(client, "403 Forbidden", "", Unpooled.EMPTY_BUFFER);
        } else {
            poll(client, request.group(2), Integer.parseInt(request.group(3)), origin);
        }
    }

    // snippet:begin wait
    private void poll(Socket client, String after, int wait, String origin) throws IOException, InterruptedException {
        Semaphore news = new Semaphore(0);
        try (Subscription subscription = hub.subscribe(topic, Position.after(EventId.parse(after)), news::release)) {
            subscription.start();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Math.min(wait, MAX_WAIT_SECONDS));
            Batch batch = subscription.poll(MAX_EVENTS, MAX_BYTES);
            while (batch.events().isEmpty() && news.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                batch = subscription.poll(MAX_EVENTS, MAX_BYTES);
            }
            if (batch.events().isEmpty()) {
                answer(client, "204 No Content", origin, Unpooled.EMPTY_BUFFER);
            } else {
                answer(client, "200 OK", origin, json(batch, subscription.position()));
            }
        } catch (InvalidEventException e) {
            answer(client, "400 Bad Request", origin, Unpooled.EMPTY_BUFFER);
        }
    }
    // snippet:end

    private static ByteBuf json(Batch batch, EventId last) {
        ByteBuf out = Unpooled.buffer();
        ByteBufUtil.writeAscii(out, "{\"events\":[");
        String separator = "";
        for (Event event : batch.events()) {
            ByteBufUtil.writeAscii(out, separator);
            EventJson.write(event, out);
            separator = ",";
        }
        ByteBufUtil.writeAscii(out, "],\"last\":\"" + last + "\"}");
        return out;
    }

    private static void answer(Socket client, String status, String origin, ByteBuf body) throws IOException {
        String head = "HTTP/1.1 " + status + "\r\nConnection: close\r\nCache-Control: no-store\r\n"
                + "X-Content-Type-Options: nosniff\r\n"
                + (origin.isEmpty() ? "" : "Access-Control-Allow-Origin: " + origin + "\r\nVary: Origin\r\n")
                + (status.startsWith("204")
                        ? ""
                        : "Content-Type: application/json\r\nContent-Length: " + body.readableBytes() + "\r\n")
                + "\r\n";
        OutputStream out = client.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(ByteBufUtil.getBytes(body));
        out.flush();
    }

    /** Up to the empty line. The deadline is absolute: sending byte by byte gains nothing. */
    private static String readHead(Socket client) throws IOException {
        long deadline = System.nanoTime() + HEAD_NANOS;
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        InputStream in = client.getInputStream();
        int ends = 0;
        while (ends < 4) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new SocketTimeoutException("no request in time");
            }
            client.setSoTimeout((int) left);
            int next = in.read();
            if (next < 0 || head.size() == MAX_HEAD) {
                throw new IOException("no request");
            }
            head.write(next);
            boolean expected = next == (ends % 2 == 0 ? '\r' : '\n');
            ends = expected ? ends + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static Optional<String> header(String head, String name) {
        return HEADER.matcher(head)
                .results()
                .filter(found -> found.group(1).toLowerCase(Locale.ROOT).equals(name))
                .map(found -> found.group(2).strip())
                .findFirst();
    }
}
