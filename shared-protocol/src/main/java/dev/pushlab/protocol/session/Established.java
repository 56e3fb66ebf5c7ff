package dev.pushlab.protocol.session;

import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Suite;
import java.util.Optional;

/**
 * What a handshake has come to.
 *
 * @param keys empty in plaintext
 */
record Established(
        Message.Direction direction,
        Suite suite,
        Optional<Peer> peer,
        Bytes handshakeHash,
        Optional<ChannelKeys> keys) {}
