package dev.pushlab.server.bench.target;

import dev.pushlab.server.bench.wire.BrokerDialect;
import dev.pushlab.server.bench.wire.Dialect;
import dev.pushlab.server.bench.wire.NchanDialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Other servers of this kind, configured so that nothing but the fan-out is measured and no bound is hit. */
public enum Peer implements Target {
    NCHAN_WEBSOCKET("nchan-websocket", "nchan WebSocket", "nchan", NchanDialect.WEBSOCKET, "libnginx-mod-nchan"),
    NCHAN_SSE("nchan-sse", "nchan SSE", "nchan", NchanDialect.SSE, "libnginx-mod-nchan"),
    MOSQUITTO("mosquitto", "mosquitto QoS 0", "mosquitto", BrokerDialect.MQTT, "mosquitto"),
    REDIS("redis", "redis pub/sub", "redis", BrokerDialect.REDIS, "redis-server"),
    NATS("nats", "nats", "nats", BrokerDialect.NATS, "nats-server");

    private static final String NCHAN_MODULE = "ngx_nchan_module.so";
    private static final int CONNECTIONS = 100_000;

    private final String id;
    private final String label;
    private final String family;
    private final Dialect dialect;
    private final String debianPackage;

    Peer(String id, String label, String family, Dialect dialect, String debianPackage) {
        this.id = id;
        this.label = label;
        this.family = family;
        this.dialect = dialect;
        this.debianPackage = debianPackage;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String family() {
        return family;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Optional<String> debianPackage() {
        return Optional.of(debianPackage);
    }

    @Override
    public Optional<String> version() {
        return switch (this) {
            case NCHAN_WEBSOCKET, NCHAN_SSE ->
                nchanModule()
                        .flatMap(module -> Programs.version("nginx", "-v"))
                        .map(nginx -> Programs.version("dpkg-query", "-W", "libnginx-mod-nchan")
                                        .orElse("nchan")
                                + " in nginx " + nginx);
            case MOSQUITTO -> Programs.version("mosquitto", "-h");
            case REDIS -> Programs.version("redis-server", "--version");
            case NATS -> Programs.version("nats-server", "--version");
        };
    }

    @Override
    public ServerProcess start(Path folder) throws IOException {
        int port = ServerProcess.freePort();
        return ServerProcess.start(
                switch (this) {
                    case NCHAN_WEBSOCKET, NCHAN_SSE -> nginx(folder, port);
                    case MOSQUITTO -> mosquitto(folder, port);
                    case REDIS -> redis(folder, port);
                    case NATS -> nats(folder, port);
                },
                folder,
                port);
    }

    private static List<String> nginx(Path folder, int port) throws IOException {
        Files.createDirectories(folder.resolve("logs"));
        boolean root = "root".equals(System.getProperty("user.name"));
        Path file = Files.writeString(folder.resolve("nginx.conf"), """
                load_module %s;
                %s
                daemon off;
                worker_processes 1;
                worker_rlimit_nofile %d;
                error_log stderr error;
                pid nginx.pid;
                events { worker_connections %d; }
                http {
                  access_log off;
                  tcp_nodelay on;
                  keepalive_requests 1000000000;
                  keepalive_timeout 1h;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  client_body_buffer_size 128k;
                  nchan_shared_memory_size 512M;
                  server {
                    listen 127.0.0.1:%d backlog=1024;
                    location ~ ^/pub/(\\w+)$ {
                      nchan_publisher http;
                      nchan_channel_id $1;
                      nchan_message_buffer_length 10000;
                      nchan_message_timeout 60s;
                    }
                    location ~ ^/sub/(\\w+)$ {
                      nchan_subscriber websocket eventsource;
                      nchan_channel_id $1;
                      nchan_subscriber_first_message newest;
                    }
                  }
                }
                """.formatted(
                        nchanModule().orElseThrow(),
                        root ? "user root;" : "",
                        Limits.openFiles(),
                        Math.min(CONNECTIONS, Limits.openFiles()),
                        port));
        return List.of(program("nginx"), "-p", folder.toString(), "-c", file.toString());
    }

    private static List<String> mosquitto(Path folder, int port) throws IOException {
        Path file = Files.writeString(folder.resolve("mosquitto.conf"), """
                listener %d 127.0.0.1
                allow_anonymous true
                persistence false
                log_type error
                set_tcp_nodelay true
                max_queued_messages 0
                max_connections -1
                """.formatted(port));
        return List.of(program("mosquitto"), "-c", file.toString());
    }

    private static List<String> redis(Path folder, int port) throws IOException {
        Path file = Files.writeString(folder.resolve("redis.conf"), """
                bind 127.0.0.1
                port %d
                tcp-backlog 1024
                save ""
                appendonly no
                maxclients %d
                client-output-buffer-limit pubsub 0 0 0
                dir %s
                """.formatted(
                        port, Math.min(CONNECTIONS, Limits.openFiles() - 100), folder));
        return List.of(program("redis-server"), file.toString());
    }

    private static List<String> nats(Path folder, int port) throws IOException {
        Path file = Files.writeString(folder.resolve("nats.conf"), """
                listen: "127.0.0.1:%d"
                max_connections: %d
                max_pending: 1GB
                write_deadline: "60s"
                """.formatted(port, CONNECTIONS));
        return List.of(program("nats-server"), "-c", file.toString());
    }

    private static String program(String name) {
        return Programs.find(name).orElseThrow().toString();
    }

    private static Optional<Path> nchanModule() {
        return Stream.of("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/local/lib/nginx/modules")
                .map(folder -> Path.of(folder, NCHAN_MODULE))
                .filter(Files::exists)
                .findFirst();
    }
}
