/**
 * An established session of the binary protocol as the server sees it, whoever dialled: its subscriptions, its
 * publications, its part in the key distribution. The rooms {@code binary} and {@code reverse} bring sessions about and
 * meet here. Read {@link dev.pushlab.server.session.ServerSession} first.
 */
package dev.pushlab.server.session;
