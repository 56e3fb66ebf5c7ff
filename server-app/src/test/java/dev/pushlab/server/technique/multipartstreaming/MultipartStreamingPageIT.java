package dev.pushlab.server.technique.multipartstreaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultipartStreamingPageIT extends PageScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** A pixel of the value at the right of the picture has the colour of its line. */
    private static final String DRAWN = """
            const image = document.getElementById('picture');
            if (!image.complete || image.naturalWidth === 0) { return []; }
            const canvas = document.createElement('canvas');
            canvas.width = image.naturalWidth;
            canvas.height = image.naturalHeight;
            const context = canvas.getContext('2d');
            context.drawImage(image, 0, 0);
            const { data } = context.getImageData(280, 0, canvas.width - 280, canvas.height);
            let sum = 0;
            let bright = 0;
            for (let i = 0; i < data.length; i += 4) {
              const lit = data[i] + data[i + 1] + data[i + 2] > 300;
              bright += lit ? 1 : 0;
              sum = lit ? (sum * 31 + i) % 1000003 : sum;
            }
            return [image.naturalWidth, bright, sum];""";

    MultipartStreamingPageIT() {
        super("multipart-streaming");
    }

    @Test
    void receivesEverythingOverOneRequestBesideThatOfThePicture() {
        open("");
        publish(1, 100);
        awaitEvents(100);

        assertThat(browser.text("#figure-requests"))
                .as("one for the text, one for the picture")
                .isEqualTo("2");
        await().atMost(PATIENCE).until(() -> browser.text("#figure-connections").equals("2"));
        assertThat(browser.text(".events footer")).startsWith("100 parts with an event");
        assertThat(browser.text(".live-picture figcaption")).startsWith("An ordinary image");
    }

    /** Without any script: the browser shows each part when it has come, not when the next one comes. */
    @Test
    void theBrowserReplacesThePictureByItself() {
        open("");
        server.publish(topic, "tick", "1");
        List<?> before = drawn();
        server.publish(topic, "tick", "88888888");
        await().atMost(PATIENCE).until(() -> !browser.script(DRAWN).equals(before));
        List<?> after = drawn();
        assertThat(after.get(0)).isEqualTo(360L);
        assertThat((Long) after.get(1)).as("eight digits take more than one").isGreaterThan((Long) before.get(1));
    }

    @Test
    void thePictureCanBeLeftOutAndEndsWithTheRest() {
        open("");
        await().atMost(PATIENCE).until(() -> subscribers() == 2);
        browser.click("#with-picture");
        publish(1, 1);
        await().atMost(PATIENCE).until(() -> {
            publish(1, 1);
            return subscribers() == 1;
        });
        browser.click("#with-picture");
        await().atMost(PATIENCE).until(() -> subscribers() == 2);
        browser.click("#toggle");
        awaitState("stopped");
        await().atMost(PATIENCE).until(() -> {
            publish(1, 1);
            return subscribers() == 0;
        });
    }

    @Test
    void dataWithTheBoundaryInItArrivesAsItIs() {
        open("");
        String boundary =
                (String) browser.script("const response = await fetch('/topics/" + topic + "/multipart-streaming');"
                        + "const type = response.headers.get('Content-Type'); response.body.cancel();"
                        + "return type.split('boundary=')[1];");
        String forged = "--" + boundary + "--";
        server.publish(topic, "x", forged);
        publish(2, 2);
        awaitEvents(2);
        assertThat(browser.texts("tbody td.data")).containsExactly("event 2", forged);
        assertThat(browser.text(".events footer")).contains("1 in base64");
    }

    /** The module that pages use: every way to cut the bytes gives the same parts. */
    @Test
    void takesBodiesApartHoweverTheyAreCut() {
        open("");
        Object parts = browser.script("""
                const { MultipartParser, boundaryOf, contentOf } = await import('/web/kit/multipart.js');
                const text = 'preamble\\r\\n--b_\\r\\nA: 1\\r\\n\\r\\none\\r\\n--b-x\\r\\n\\r\\n--b_ \\t\\r\\n\\r\\n\\r\\n--b_\\r\\n'
                  + 'Content-Length: 9\\r\\n\\r\\n\\r\\n--b_\\r\\nx\\r\\n--b_\\r\\n'
                  + 'content-transfer-encoding: BASE64\\r\\n\\r\\nAP8K\\r\\n--b_--\\r\\nepilogue\\r\\n--b_\\r\\n\\r\\nno';
                const bytes = new TextEncoder().encode(text);
                const results = new Set();
                for (let size = 1; size <= bytes.length; size++) {
                  const parts = [];
                  const parser = new MultipartParser('b_', (part) =>
                    parts.push([[...part.headers].join(), [...contentOf(part)].join()].join('|')));
                  for (let at = 0; at < bytes.length; at += size) {
                    parser.push(bytes.subarray(at, at + size));
                  }
                  results.add(parts.join('/') + parser.ended);
                }
                return [...results, boundaryOf('multipart/mixed; boundary="a b"'), boundaryOf('multipart/x;boundary=c'),
                  String(boundaryOf('text/html;boundary=c'))];""");
        assertThat(parts)
                .isEqualTo(List.of(
                        "a,1|111,110,101,13,10,45,45,98,45,120,13,10/|/content-length,9|13,10,45,45,98,95,13,10,120/"
                                + "content-transfer-encoding,BASE64|0,255,10true",
                        "a b",
                        "c",
                        "null"));
    }

    @Test
    void saysWhatIsNoBodyOfParts() {
        open("");
        Object refused = browser.script("""
                const { MalformedBody, MultipartParser } = await import('/web/kit/multipart.js');
                const wrong = ['--b_\\r\\nno colon\\r\\n\\r\\n', '--b_xx', '--b_\\r\\nContent-Length: -1\\r\\n\\r\\n',
                  '--b_\\r\\nContent-Length: 1\\r\\n\\r\\nxx\\r\\n--b_\\r\\n', '--b_\\r\\n' + 'a'.repeat(9000),
                  '--b_\\r\\nContent-Length: 999999999\\r\\n\\r\\n', '--b_\\r\\n\\r\\n' + 'a'.repeat(9 << 20)];
                return wrong.map((text) => {
                  try {
                    new MultipartParser('b_', () => {}).push(new TextEncoder().encode(text));
                    return 'accepted';
                  } catch (error) {
                    return error instanceof MalformedBody ? error.message : String(error);
                  }
                });""");
        assertThat(refused)
                .isEqualTo(List.of(
                        "a header without a name",
                        "no line end after a delimiter",
                        "a length that is none",
                        "no delimiter where the length says",
                        "headers too long",
                        "part too long",
                        "part too long"));
    }

    private int subscribers() {
        return server.server().hub().topics().stream()
                .filter(each -> each.topic().name().equals(topic))
                .mapToInt(each -> each.subscribers())
                .sum();
    }

    private List<?> drawn() {
        await().atMost(PATIENCE).until(() -> !((List<?>) browser.script(DRAWN)).isEmpty());
        return (List<?>) browser.script(DRAWN);
    }
}
