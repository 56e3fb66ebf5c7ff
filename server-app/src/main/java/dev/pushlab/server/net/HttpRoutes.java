package dev.pushlab.server.net;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which handler answers which path: patterns of literal segments and of {@code {name}}, which takes any one segment. */
public final class HttpRoutes {
    private final List<Route> routes;

    private HttpRoutes(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    private record Route(Set<HttpMethod> methods, List<String> pattern, HttpHandler handler) {
        /** What the names in the pattern stand for; null if the path does not match. */
        Map<String, String> match(List<String> path) {
            if (path.size() != pattern.size()) {
                return null;
            }
            for (int i = 0; i < path.size(); i++) {
                if (!isName(pattern.get(i)) && !pattern.get(i).equals(path.get(i))) {
                    return null;
                }
            }
            Map<String, String> values = new HashMap<>();
            for (int i = 0; i < path.size(); i++) {
                String part = pattern.get(i);
                if (isName(part)) {
                    values.put(part.substring(1, part.length() - 1), path.get(i));
                }
            }
            return values;
        }

        private static boolean isName(String part) {
            return part.startsWith("{");
        }
    }

    /** A route that was found: who answers, and what the names in its pattern stand for. */
    record Match(HttpHandler handler, Map<String, String> values) {}

    /** Collects routes; the first that matches counts. */
    public static final class Builder {
        private final List<Route> routes = new ArrayList<>();

        /** GET and, without the body, HEAD. */
        public Builder page(String pattern, HttpHandler handler) {
            return add(Set.of(HttpMethod.GET, HttpMethod.HEAD), pattern, handler);
        }

        public Builder get(String pattern, HttpHandler handler) {
            return add(Set.of(HttpMethod.GET), pattern, handler);
        }

        public Builder post(String pattern, HttpHandler handler) {
            return add(Set.of(HttpMethod.POST), pattern, handler);
        }

        public Builder put(String pattern, HttpHandler handler) {
            return add(Set.of(HttpMethod.PUT), pattern, handler);
        }

        public Builder delete(String pattern, HttpHandler handler) {
            return add(Set.of(HttpMethod.DELETE), pattern, handler);
        }

        public HttpRoutes build() {
            return new HttpRoutes(routes);
        }

        private Builder add(Set<HttpMethod> methods, String pattern, HttpHandler handler) {
            routes.add(new Route(methods, segments(pattern), handler));
            return this;
        }
    }

    /** @throws ProblemException if there is no such path, or not with this method */
    Match find(HttpMethod method, String rawPath) {
        List<String> path = decode(rawPath);
        Set<HttpMethod> allowed = new HashSet<>();
        for (Route route : routes) {
            Optional<Map<String, String>> values = Optional.ofNullable(route.match(path));
            if (values.isPresent()) {
                if (route.methods.contains(method)) {
                    return new Match(route.handler, values.get());
                }
                allowed.addAll(route.methods);
            }
        }
        throw notAllowed(names(allowed));
    }

    /**
     * With which methods there is something at a path, separated by commas.
     *
     * @throws ProblemException if there is nothing
     */
    String methods(String rawPath) {
        List<String> path = decode(rawPath);
        Set<HttpMethod> allowed = new HashSet<>();
        for (Route route : routes) {
            if (route.match(path) != null) {
                allowed.addAll(route.methods);
            }
        }
        return names(allowed);
    }

    private static String names(Set<HttpMethod> methods) {
        if (methods.isEmpty()) {
            throw new ProblemException(Problem.Reason.NOT_FOUND);
        }
        return methods.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
    }

    static ProblemException notAllowed(String methods) {
        return new ProblemException(
                Problem.of(Problem.Reason.METHOD_NOT_ALLOWED, methods).withHeader(HttpHeaderNames.ALLOW, methods));
    }

    /** Splits before it decodes, so that an encoded slash stays part of its segment. */
    private static List<String> decode(String rawPath) {
        List<String> decoded = new ArrayList<>();
        for (String segment : segments(rawPath)) {
            try {
                decoded.add(
                        segment.indexOf('%') < 0
                                ? segment
                                : QueryStringDecoder.decodeComponent(segment.replace("+", "%2B")));
            } catch (IllegalArgumentException e) {
                throw new ProblemException(Problem.Reason.MALFORMED_REQUEST, "percent encoding");
            }
        }
        return decoded;
    }

    /** {@code /a/b/} gives {@code a, b, ""}: a slash at the end makes a difference. */
    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }
}
