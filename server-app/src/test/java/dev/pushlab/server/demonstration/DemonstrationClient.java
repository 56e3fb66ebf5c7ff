package dev.pushlab.server.demonstration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Asks what the page of a demonstration asks, on one connection. */
public final class DemonstrationClient implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final RawHttp http;
    private final String path;
    private final String headers;
    private final String host;

    /** @param headers sent with every request, each with its CRLF */
    public DemonstrationClient(InetSocketAddress server, String id, String headers) throws IOException {
        this.http = new RawHttp(server);
        this.path = "/demonstrations/" + id + "/";
        this.headers = headers;
        this.host = "127.0.0.1:" + server.getPort();
    }

    public JsonNode get(String what) throws IOException {
        return ask("GET", what);
    }

    public JsonNode post(String what) throws IOException {
        return ask("POST", what);
    }

    /** The status of an answer, whose body is read and dropped. */
    public int status(String method, String what) throws IOException {
        say(method, what);
        int status = http.status();
        http.body();
        return status;
    }

    private JsonNode ask(String method, String what) throws IOException {
        say(method, what);
        int status = http.status();
        String body = http.body();
        if (status != 200) {
            throw new AssertionError(status + " " + body);
        }
        return JSON.readTree(body);
    }

    private void say(String method, String what) throws IOException {
        String length = method.equals("POST") ? "Content-Length: 0\r\n" : "";
        http.say(method + " " + path + what + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + length + "\r\n");
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
