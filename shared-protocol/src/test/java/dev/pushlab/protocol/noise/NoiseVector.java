package dev.pushlab.protocol.noise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pushlab.protocol.noise.HandshakeState.Action;
import dev.pushlab.protocol.noise.HandshakeState.Role;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One vector in the format of cacophony: fixed keys, and each message with its payload and ciphertext. The messages go
 * on after the handshake. A field that is not named here makes the reading fail, so nothing is overlooked.
 */
record NoiseVector(
        @JsonProperty("protocol_name") String protocolName,
        @JsonProperty("init_prologue") String initPrologue,
        @JsonProperty("init_psks") List<String> initPsks,
        @JsonProperty("init_static") String initStatic,
        @JsonProperty("init_ephemeral") String initEphemeral,
        @JsonProperty("init_remote_static") String initRemoteStatic,
        @JsonProperty("resp_prologue") String respPrologue,
        @JsonProperty("resp_psks") List<String> respPsks,
        @JsonProperty("resp_static") String respStatic,
        @JsonProperty("resp_ephemeral") String respEphemeral,
        @JsonProperty("resp_remote_static") String respRemoteStatic,
        @JsonProperty("handshake_hash") String handshakeHash,
        @JsonProperty("messages") List<Message> messages) {
    record Message(
            @JsonProperty("payload") String payload,
            @JsonProperty("ciphertext") String ciphertext) {}

    private static final HexFormat HEX = HexFormat.of();

    static List<NoiseVector> read(InputStream in, String filter) throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        List<NoiseVector> vectors = new ArrayList<>();
        for (JsonNode node : mapper.readTree(in).get("vectors")) {
            if (node.get("protocol_name").asText().matches(filter)) {
                vectors.add(mapper.treeToValue(node, NoiseVector.class));
            }
        }
        return vectors;
    }

    /** Runs both sides; every message must be the published one, and must be understood by the other side. */
    void verify() throws NoiseException {
        NoiseProtocol protocol = NoiseProtocol.parse(protocolName);
        assertThat(protocol.name()).isEqualTo(protocolName);
        HandshakeState initiator =
                side(protocol, Role.INITIATOR, initPrologue, initPsks, initStatic, initEphemeral, initRemoteStatic);
        HandshakeState responder =
                side(protocol, Role.RESPONDER, respPrologue, respPsks, respStatic, respEphemeral, respRemoteStatic);

        int handshakeMessages = protocol.pattern().messages().size();
        assertThat(messages).hasSizeGreaterThan(handshakeMessages);
        for (int i = 0; i < handshakeMessages; i++) {
            HandshakeState writer = i % 2 == 0 ? initiator : responder;
            HandshakeState reader = i % 2 == 0 ? responder : initiator;
            byte[] payload = HEX.parseHex(messages.get(i).payload());
            int overhead = writer.nextMessageOverhead();
            assertThat(reader.nextMessageOverhead()).isEqualTo(overhead);
            byte[] message = writer.writeMessage(payload);
            assertThat(HEX.formatHex(message))
                    .as("message %d", i + 1)
                    .isEqualTo(messages.get(i).ciphertext());
            assertThat(message).hasSize(overhead + payload.length);
            assertThat(reader.readMessage(message)).as("payload %d", i + 1).isEqualTo(payload);
        }
        for (HandshakeState side : List.of(initiator, responder)) {
            assertThat(side.action()).isEqualTo(Action.SPLIT);
            assertThat(HEX.formatHex(side.handshakeHash())).isEqualTo(handshakeHash);
        }
        if (initStatic != null) {
            assertThat(responder.remoteStatic().orElseThrow()).isEqualTo(publicKey(initStatic));
        }
        if (respStatic != null) {
            assertThat(initiator.remoteStatic().orElseThrow()).isEqualTo(publicKey(respStatic));
        }
        verifyTransport(protocol.pattern(), initiator.split(), responder.split());
    }

    private void verifyTransport(HandshakePattern pattern, TransportKeys initiator, TransportKeys responder)
            throws NoiseException {
        byte[] noAd = new byte[0];
        for (int i = pattern.messages().size(); i < messages.size(); i++) {
            boolean byInitiator = pattern.isOneWay() || i % 2 == 0;
            CipherState sender = byInitiator ? initiator.sender() : responder.sender();
            CipherState receiver = byInitiator ? responder.receiver() : initiator.receiver();
            byte[] payload = HEX.parseHex(messages.get(i).payload());
            byte[] message = sender.encrypt(noAd, payload);
            assertThat(HEX.formatHex(message))
                    .as("message %d", i + 1)
                    .isEqualTo(messages.get(i).ciphertext());
            assertThat(receiver.decrypt(noAd, message)).as("payload %d", i + 1).isEqualTo(payload);
        }
    }

    private static HandshakeState side(
            NoiseProtocol protocol,
            Role role,
            String prologue,
            List<String> psks,
            String localStatic,
            String ephemeral,
            String remoteStatic)
            throws NoiseException {
        HandshakeBuilder builder = HandshakeState.builder(protocol, role).prologue(HEX.parseHex(prologue));
        if (localStatic != null) {
            builder.localStatic(keyPair(localStatic));
        }
        if (ephemeral != null) {
            builder.fixedEphemeral(keyPair(ephemeral));
        }
        if (remoteStatic != null) {
            builder.remoteStatic(HEX.parseHex(remoteStatic));
        }
        for (String psk : psks == null ? List.<String>of() : psks) {
            builder.psk(SecretBytes.takeOver(HEX.parseHex(psk)));
        }
        return builder.build();
    }

    private static NoiseKeyPair keyPair(String privateKey) throws NoiseException {
        return NoiseKeyPair.fromPrivateKey(SecretBytes.takeOver(HEX.parseHex(privateKey)));
    }

    private static byte[] publicKey(String privateKey) throws NoiseException {
        return keyPair(privateKey).publicKey();
    }
}
