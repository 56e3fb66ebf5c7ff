package dev.pushlab.client.catalog;

import dev.pushlab.client.catalog.CatalogException.Reason;
import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Reads a server's catalog of techniques, {@code GET /techniques}, and its demonstrations, {@code GET /demonstrations},
 * without blocking. Safe for use by any thread.
 */
public final class CatalogReader {
    /** The longest catalog that is read. */
    public static final int MAX_BYTES = 1 << 18;

    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final Duration limit;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    /** Waits up to 5 s for a catalog. */
    public CatalogReader() {
        this(Duration.ofSeconds(5));
    }

    /** @param limit for everything, from connecting to the last byte */
    CatalogReader(Duration limit) {
        this.limit = limit;
    }

    /**
     * @param web the root of the server's web side, with a trailing slash
     * @return the techniques and behind them the demonstrations; fails with {@link CatalogException} if the techniques
     *     cannot be read
     */
    public CompletableFuture<List<TechniqueDescriptor>> read(URI web) {
        // An older server has no demonstrations, and the techniques are of use without them.
        CompletableFuture<List<TechniqueDescriptor>> demonstrations =
                list(web, "/demonstrations").exceptionally(error -> List.of());
        return list(web, "/techniques")
                .thenCombine(
                        demonstrations,
                        (techniques, more) -> Stream.concat(techniques.stream(), more.stream())
                                .toList())
                .exceptionallyCompose(error -> CompletableFuture.failedFuture(named(error)));
    }

    private CompletableFuture<List<TechniqueDescriptor>> list(URI web, String path) {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(web.resolve(path))
                    .header("Accept", "application/json")
                    .timeout(limit)
                    .build();
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(new CatalogException(Reason.UNREACHABLE, e.getMessage()));
        }
        CompletableFuture<HttpResponse<byte[]>> response = http.sendAsync(request, info -> new Bounded());
        CompletableFuture<List<TechniqueDescriptor>> result =
                response.thenApply(CatalogReader::catalog).orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<List<TechniqueDescriptor>> named =
                result.exceptionallyCompose(error -> CompletableFuture.failedFuture(named(error)));
        result.whenComplete((catalog, error) -> response.cancel(true));
        return named;
    }

    private static List<TechniqueDescriptor> catalog(HttpResponse<byte[]> response) {
        try {
            if (response.statusCode() != 200) {
                throw new CatalogException(Reason.STATUS, "HTTP " + response.statusCode());
            }
            return CatalogJson.parse(response.body());
        } catch (CatalogException e) {
            throw new CompletionException(e);
        }
    }

    private static CatalogException named(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof TooLongException) {
                return new CatalogException(Reason.TOO_LONG, "more than " + MAX_BYTES + " bytes");
            }
        }
        return cause instanceof CatalogException known
                ? known
                : new CatalogException(Reason.UNREACHABLE, String.valueOf(cause));
    }

    private static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Collects a body up to the bound. */
    private static final class Bounded implements BodySubscriber<byte[]> {
        private final BodySubscriber<byte[]> collected = HttpResponse.BodySubscribers.ofByteArray();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private Flow.Subscription subscription;
        private long size;
        private boolean tooLong;

        Bounded() {
            collected.getBody().whenComplete((bytes, error) -> {
                if (error == null) {
                    body.complete(bytes);
                } else {
                    body.completeExceptionally(error);
                }
            });
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            collected.onSubscribe(newSubscription);
        }

        @Override
        public void onNext(List<ByteBuffer> part) {
            size += part.stream().mapToLong(ByteBuffer::remaining).sum();
            if (tooLong) {
                return;
            }
            if (size > MAX_BYTES) {
                tooLong = true;
                subscription.cancel();
                body.completeExceptionally(new TooLongException());
            } else {
                collected.onNext(part);
            }
        }

        @Override
        public void onError(Throwable error) {
            collected.onError(error);
        }

        @Override
        public void onComplete() {
            if (!tooLong) {
                collected.onComplete();
            }
        }
    }
}
