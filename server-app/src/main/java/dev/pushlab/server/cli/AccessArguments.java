package dev.pushlab.server.cli;

import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.net.Access;
import dev.pushlab.server.net.HostNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What may be written about who may do what, and under which names the server is called. */
final class AccessArguments {
    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = {
                "Of an administrator: allows to publish over HTTP from other machines, and to make tokens for others.",
                "Default: a random one, shown in the window.",
                "Better in the environment variable PUSHLAB_TOKEN, where other users cannot see it."
            })
    private String token;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = {
                "A name under which HTTP is answered, beside IP addresses, localhost and the machine's own name.",
                "May be repeated."
            })
    private List<String> hosts = new ArrayList<>();

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "Whose pages may read and connect too, e.g. https://lab.example. May be repeated.")
    private List<String> origins = new ArrayList<>();

    @Option(
            names = "--local-needs-token",
            description = "Publishing needs a token or a proved identity from this machine too.")
    private boolean localNeedsToken;

    @Option(
            names = "--require-token",
            description = "Reading needs a token or a proved identity as well, from this machine too.")
    private boolean requireToken;

    /** @param environment where a token may be kept from the list of processes */
    ServerOptions applyTo(ServerOptions options, Map<String, String> environment, CommandLine command) {
        ServerOptions changed = options.withHosts(all("--host", hosts, HostNames::parse, command))
                .withOrigins(all("--origin", origins, Access::parseOrigin, command))
                .withLoopbackExempt(!localNeedsToken)
                .withReadersNeedToken(requireToken);
        String chosen = token == null ? environment.get(ServerCommand.TOKEN_VARIABLE) : token;
        return chosen == null || chosen.isEmpty()
                ? changed
                : changed.withToken(parse("the token", chosen, AccessToken::of, command));
    }

    private static Set<String> all(
            String option, List<String> texts, Function<String, String> reading, CommandLine command) {
        return texts.stream().map(text -> parse(option, text, reading, command)).collect(Collectors.toSet());
    }

    private static <R> R parse(String option, String text, Function<String, R> reading, CommandLine command) {
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, option + ": " + e.getMessage());
        }
    }
}
