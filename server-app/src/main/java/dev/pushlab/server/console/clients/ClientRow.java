package dev.pushlab.server.console.clients;

import dev.pushlab.server.keys.Member;
import dev.pushlab.server.net.ConnectionInfo;
import java.util.Optional;

/**
 * One connection as the table shows it.
 *
 * @param heardSecondsAgo part of the row, so that the row changes as time passes
 * @param member who the peer is in the key group
 */
record ClientRow(ConnectionInfo connection, long heardSecondsAgo, Optional<Member> member) {
    long id() {
        return connection.id();
    }

    /** What it calls itself, and where it is. */
    String who() {
        String name = member.map(Member::name).filter(each -> !each.isEmpty()).orElse(connection.who());
        return name.isEmpty() ? address() : name + " · " + address();
    }

    String address() {
        if (connection.remote().isUnresolved()) {
            return connection.remote().getHostString();
        }
        String host = connection.remote().getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":"
                + connection.remote().getPort();
    }
}
