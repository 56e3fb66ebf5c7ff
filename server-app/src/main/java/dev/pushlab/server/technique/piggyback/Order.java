package dev.pushlab.server.technique.piggyback;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.net.StrictJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.Collectors;

/**
 * What a user does: {@code {"item":"coffee","change":1}}.
 *
 * @param change 1 orders one, −1 sends one back
 */
record Order(Cafe.Item item, int change) {
    static final int MAX_BYTES = 256;

    private static final String SHAPE = "JSON {\"item\":\""
            + Arrays.stream(Cafe.Item.values()).map(Cafe.Item::word).collect(Collectors.joining("|"))
            + "\",\"change\":1|-1}";

    /** @throws ProblemException if it is something else; {@code change} may be left out and is 1 then */
    static Order parse(ByteBuf body) {
        if (body.readableBytes() > MAX_BYTES) {
            throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "body", "≤ " + MAX_BYTES + " B");
        }
        JsonNode read;
        try {
            read = StrictJson.MAPPER.readTree(ByteBufUtil.getBytes(body));
        } catch (IOException e) {
            throw wrong("body");
        }
        if (!read.isObject()) {
            throw wrong("body");
        }
        for (Iterator<String> names = read.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!name.equals("item") && !name.equals("change")) {
                throw wrong("body");
            }
        }
        Cafe.Item item = Cafe.Item.of(read.path("item").asText("")).orElseThrow(() -> wrong("item"));
        JsonNode change = read.path("change");
        if (change.isMissingNode()) {
            return new Order(item, 1);
        }
        if (!change.isInt() || Math.abs((long) change.intValue()) != 1) {
            throw wrong("change");
        }
        return new Order(item, change.intValue());
    }

    private static ProblemException wrong(String member) {
        return new ProblemException(Problem.Reason.INVALID_PARAMETER, member, SHAPE);
    }
}
