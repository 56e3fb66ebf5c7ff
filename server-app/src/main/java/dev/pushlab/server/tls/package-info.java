/**
 * What HTTPS needs beside HTTP: a certificate, given or made, and the settings of TLS. Read {@link
 * dev.pushlab.server.tls.HttpsCertificate} first.
 */
package dev.pushlab.server.tls;
