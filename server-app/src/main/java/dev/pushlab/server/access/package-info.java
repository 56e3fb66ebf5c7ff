/**
 * Who may do what, and who did: roles, tokens, the rights of peers and the audit log. Knows neither HTTP nor the binary
 * protocol's messages; {@link dev.pushlab.server.net.Access} and {@link dev.pushlab.server.session.ServerSession} ask
 * here. docs/access.md tells it to people.
 */
package dev.pushlab.server.access;
