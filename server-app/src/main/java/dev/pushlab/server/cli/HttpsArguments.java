package dev.pushlab.server.cli;

import dev.pushlab.server.tls.HttpsOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What may be written about HTTPS. */
final class HttpsArguments {
    @Option(
            names = "--https-port",
            paramLabel = "PORT",
            description = "For HTTPS beside HTTP; 0 takes any. Default: no HTTPS.")
    private Integer port;

    @Option(
            names = "--cross-origin-https-port",
            paramLabel = "PORT",
            description = "For HTTPS as well, as --cross-origin-port for HTTP. Default: any.")
    private Integer crossOriginPort;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = {
                "Of HTTPS, in PEM, with those that signed it behind it. Read again when it changes.",
                "Default: one that the server makes itself and keeps in the data folder."
            })
    private Path certificate;

    @Option(
            names = "--private-key",
            paramLabel = "FILE",
            description = "Of the certificate, in PEM, without a password.")
    private Path privateKey;

    /** @return empty if HTTPS is not to be spoken */
    Optional<HttpsOptions> options(CommandLine command) {
        if (port == null && (certificate != null || privateKey != null)) {
            throw new ParameterException(command, "--certificate and --private-key are of use with --https-port only");
        }
        if (port == null && crossOriginPort != null) {
            throw new ParameterException(command, "--cross-origin-https-port is of use with --https-port only");
        }
        if ((certificate == null) != (privateKey == null)) {
            throw new ParameterException(command, "--certificate and --private-key go together");
        }
        check("--https-port", port, command);
        check("--cross-origin-https-port", crossOriginPort, command);
        return Optional.ofNullable(port)
                .map(it -> new HttpsOptions(
                        it, Optional.ofNullable(certificate).map(file -> new HttpsOptions.Given(file, privateKey))));
    }

    /** @return 0 for any */
    int crossOriginPort() {
        return crossOriginPort == null ? 0 : crossOriginPort;
    }

    private static void check(String option, Integer port, CommandLine command) {
        if (port != null && (port < 0 || port > 65_535)) {
            throw new ParameterException(command, option + ": 0 to 65535, not " + port);
        }
    }
}
