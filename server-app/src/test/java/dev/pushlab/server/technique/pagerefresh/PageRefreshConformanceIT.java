package dev.pushlab.server.technique.pagerefresh;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.conformance.Arrival;
import dev.pushlab.server.conformance.HttpWire;
import dev.pushlab.server.conformance.Polling;
import dev.pushlab.server.conformance.Receiver;
import dev.pushlab.server.conformance.RoomConformance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Readers of the document: what is new in it, cell by cell, and where it says that the next one goes on. */
class PageRefreshConformanceIT extends RoomConformance {
    private static final long INTERVAL_NANOS = 20_000_000;
    private static final Pattern BODY = Pattern.compile("<body [^>]*data-last=\"([0-9:]+)\" data-gap=\"(true|false)\"");
    private static final Pattern ROW = Pattern.compile(
            "<tr><td>([0-9:]+)</td><td>([^<]*)</td><td class=\"data( binary)?\"( data-base64=\"([^\"]*)\")?[^>]*>([^<]*)</td>");

    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        return new Polling(server.httpAddress(), after) {
            @Override
            protected List<Arrival> ask(HttpWire http, String position) throws IOException {
                String target = "/topics/" + topic.name() + "/page-refresh?refresh=1&after=" + position;
                List<Arrival> arrivals = read(http.get(target).text());
                if (arrivals.stream().noneMatch(Arrival.Delivered.class::isInstance)) {
                    LockSupport.parkNanos(INTERVAL_NANOS);
                }
                return arrivals;
            }
        };
    }

    private static List<Arrival> read(String page) {
        Matcher body = BODY.matcher(page);
        if (!body.find()) {
            throw new AssertionError(page);
        }
        EventId last = EventId.parse(body.group(1));
        int begin = page.indexOf("<tbody class=\"new\">");
        List<Arrival> arrivals = new ArrayList<>();
        ROW.matcher(page.substring(begin, page.indexOf("</tbody>", begin)))
                .results()
                .forEach(row -> arrivals.add(0, event(row)));
        if (body.group(2).equals("true")) {
            EventId resumed = new EventId(last.epoch(), last.offset() - arrivals.size());
            arrivals.add(0, new Arrival.Missed(resumed));
        }
        if (arrivals.isEmpty()) {
            arrivals.add(new Arrival.SignOfLife());
        }
        arrivals.add(new Arrival.Standing(last));
        return arrivals;
    }

    private static Arrival event(MatchResult row) {
        byte[] data = row.group(5) == null
                ? text(row.group(6)).getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(row.group(5));
        boolean binary = row.group(3) != null;
        Payload payload = binary ? Payload.binary(data) : Payload.text(new String(data, StandardCharsets.UTF_8));
        return new Arrival.Delivered(EventId.parse(row.group(1)), text(row.group(2)), payload);
    }

    /** What a browser makes of the text of a cell. */
    private static String text(String markup) {
        return markup.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }
}
