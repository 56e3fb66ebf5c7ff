package dev.pushlab.server.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.server.bench.run.Cell;
import dev.pushlab.server.bench.run.Metric;
import dev.pushlab.server.bench.run.Plan;
import dev.pushlab.server.bench.run.Results;
import dev.pushlab.server.bench.target.CProgram;
import dev.pushlab.server.bench.target.Peer;
import dev.pushlab.server.bench.target.PushlabTarget;
import dev.pushlab.server.bench.target.Target;
import dev.pushlab.server.bench.wire.PushlabDialect;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {
    private static final Cell CELL = Cell.fanOut(1_000, 32);
    private static final Target OWN = new PushlabTarget(PushlabDialect.WEBSOCKET);
    private static final List<Target> TARGETS = List.of(
            OWN,
            new PushlabTarget(PushlabDialect.SSE),
            new PushlabTarget(PushlabDialect.BINARY),
            Peer.NCHAN_WEBSOCKET,
            Peer.NCHAN_SSE,
            Peer.REDIS);

    private final Results results = new Results();

    @Test
    void mediansOfOddAndEvenNumbersOfRounds() {
        measure(OWN, CELL, Metric.DELIVERIES, 5, 1, 3);
        measure(Peer.REDIS, CELL, Metric.DELIVERIES, 4, 1, 2, 100);

        assertThat(results.median(OWN.id(), CELL, Metric.DELIVERIES)).hasValue(3);
        assertThat(results.median("redis", CELL, Metric.DELIVERIES)).hasValue(3);
        assertThat(results.median("nats", CELL, Metric.DELIVERIES)).isEmpty();
        assertThat(results.median(OWN.id(), Cell.fanOut(1_000, 1), Metric.DELIVERIES))
                .isEmpty();
    }

    @Test
    void whatCannotBeReadIsNotMeasured() {
        measure(OWN, CELL, Metric.SERVER_MICROS, Double.NaN);

        assertThat(results.median(OWN.id(), CELL, Metric.SERVER_MICROS)).isEmpty();
    }

    @Test
    void comparesWithTheSameProtocol() {
        measure(OWN, CELL, Metric.DELIVERIES, 1_200);
        measure(Peer.NCHAN_WEBSOCKET, CELL, Metric.DELIVERIES, 100);
        measure(Peer.NCHAN_SSE, CELL, Metric.DELIVERIES, 600);

        Goal.Outcome outcome = goal("pushlab-websocket", "nchan", true, 12).outcome(results, TARGETS);

        assertThat(outcome.figure()).hasValue(12);
        assertThat(outcome.verdict()).isEqualTo(Goal.Verdict.MET);
        assertThat(goal("pushlab-websocket", "nchan", true, 12.01)
                        .outcome(results, TARGETS)
                        .verdict())
                .isEqualTo(Goal.Verdict.MISSED);
        assertThat(goal("pushlab-websocket", "nchan", false, 11.99)
                        .outcome(results, TARGETS)
                        .verdict())
                .isEqualTo(Goal.Verdict.MISSED);
        assertThat(goal("pushlab-sse", "nchan", true, 1)
                        .outcome(results, TARGETS)
                        .verdict())
                .isEqualTo(Goal.Verdict.NOT_MEASURED);
    }

    @Test
    void nothingIsDividedByNothing() {
        assertThat(Goal.ratio(OptionalDouble.of(1), OptionalDouble.of(0))).isEmpty();
        assertThat(Goal.ratio(OptionalDouble.empty(), OptionalDouble.of(1))).isEmpty();
        assertThat(Goal.ratio(OptionalDouble.of(1), OptionalDouble.of(4))).hasValue(0.25);
    }

    @Test
    void goalsAreAboutWhatIsMeasured() {
        assertThat(Goals.all()).allSatisfy(goal -> {
            assertThat(Plan.quick().cells()).contains(goal.cell());
            assertThat(TARGETS).extracting(Target::id).contains(goal.subject());
            if (goal.reference() instanceof Goal.Reference.Family family) {
                assertThat(everyOther()).extracting(Target::family).contains(family.id());
            } else if (goal.reference() instanceof Goal.Reference.Situation situation) {
                assertThat(Plan.quick().cells()).contains(situation.cell());
            }
        });
        assertThat(Goals.all()).extracting(Goal::key).doesNotHaveDuplicates();
    }

    private static List<Target> everyOther() {
        return Stream.<Target>concat(Arrays.stream(Peer.values()), Arrays.stream(CProgram.values()))
                .toList();
    }

    @Test
    void comparesWithTheCProgramOfTheSameName() {
        List<Target> targets = List.of(OWN, CProgram.MESSAGE, CProgram.BATCH);
        measure(OWN, CELL, Metric.DELIVERIES, 900);
        measure(CProgram.MESSAGE, CELL, Metric.DELIVERIES, 100);
        measure(CProgram.BATCH, CELL, Metric.DELIVERIES, 1_000);

        assertThat(goal("pushlab-websocket", "c-batch", true, 0.9)
                        .outcome(results, targets)
                        .figure())
                .hasValue(0.9);
        assertThat(goal("pushlab-sse", "c-message", true, 1).counterpart(targets))
                .contains(CProgram.MESSAGE);
    }

    @Test
    void comparesWithAnotherSituation() {
        Cell other = Cell.fanOut(1_000, 1);
        Goal goal = new Goal(OWN.id(), CELL, Metric.P99_MILLIS, new Goal.Reference.Situation(other), false, 1.2);
        measure(OWN, CELL, Metric.P99_MILLIS, 12);
        assertThat(goal.outcome(results, TARGETS).verdict()).isEqualTo(Goal.Verdict.NOT_MEASURED);

        measure(OWN, other, Metric.P99_MILLIS, 10);

        assertThat(goal.outcome(results, TARGETS).figure()).hasValue(1.2);
        assertThat(goal.outcome(results, TARGETS).verdict()).isEqualTo(Goal.Verdict.MET);
    }

    @Test
    void whatWasTriedIsAboutGoals() {
        Set<String> keys = Goals.all().stream().flatMap(Tried::keys).collect(Collectors.toSet());

        assertThat(keys).containsAll(Tried.load().texts().keySet());
        assertThat(Tried.load().texts().values()).noneMatch(String::isBlank);
    }

    @Test
    void whatWasTriedForOneGoalComesBeforeWhatHoldsForSeveral() {
        Goal own = goal("pushlab-websocket", "nchan", true, 12);
        Goal other = goal("pushlab-sse", "nchan", true, 12);
        Goal another = goal("pushlab-sse", "redis", true, 12);
        String cell = "fan-out-s1000-b128-t1-w32.deliveries-per-second.";
        Tried tried = new Tried(Map.of(
                "pushlab-websocket." + cell + "nchan",
                "first",
                cell + "nchan",
                "second",
                "deliveries-per-second",
                "third"));

        assertThat(tried.text(own)).contains("first");
        assertThat(tried.text(other)).contains("second");
        assertThat(tried.text(another)).contains("third");
        assertThat(new Tried(Map.of()).text(own)).isEmpty();
    }

    @Test
    void markdownHasFiguresVerdictsAndWhatIsMissing() {
        measure(OWN, CELL, Metric.DELIVERIES, 2_600_000);
        measure(OWN, CELL, Metric.SERVER_MICROS, 0.334);
        measure(OWN, CELL, Metric.WIRE_BYTES, 140);
        measure(Peer.REDIS, CELL, Metric.DELIVERIES, 1_000_000);
        results.note("nats, 10,000 subscribers: skipped, because");

        String report = MarkdownReport.write(
                new Machine("a processor", 2, "1 kB", "a system", "a JDK"), "0.10", Plan.quick(), TARGETS, results);

        assertThat(report)
                .contains("2 × a processor")
                .contains("| Pushlab WebSocket | – (–) | 2.60M (0.33) | – (–) | – (–) |")
                .contains("Pushlab WebSocket : redis pub/sub, 1,000 subscribers, 32 in flight, deliveries/s "
                        + "| ≥ 1.30 | 2.60 | met |")
                .contains("bytes on the wire per delivery | ≤ 132 | 140 | **MISSED** |")
                .contains("### Missed, and what was tried")
                .contains("Pushlab SSE : mosquitto, 1,000 subscribers, 32 in flight, deliveries/s "
                        + "| ≥ 25.0 | – | not measured |")
                .contains("- nats, 10,000 subscribers: skipped, because");
    }

    @Test
    void csvHasEverySample() {
        measure(OWN, CELL, Metric.DELIVERIES, 1.5, 2.5);

        assertThat(CsvReport.write(results).split("\r\n"))
                .containsExactly(
                        "target,cell,subscribers,stalled,bytes,topics,in_flight,per_second,round,metric,value",
                        "pushlab-websocket,fan-out-s1000-b128-t1-w32,1000,0,128,1,32,0,1,deliveries-per-second,1.5",
                        "pushlab-websocket,fan-out-s1000-b128-t1-w32,1000,0,128,1,32,0,2,deliveries-per-second,2.5");
    }

    @Test
    void theChartIsXmlWithABarForEachTarget() throws Exception {
        measure(OWN, CELL, Metric.DELIVERIES, 100_000);
        measure(Peer.REDIS, CELL, Metric.DELIVERIES, 10_000);

        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(
                        SvgChart.bars("A <title> & more", Metric.DELIVERIES, List.of(CELL), TARGETS, results))));

        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("A <title> & more");
        // The background, and one for each target.
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(1 + TARGETS.size());
        double own = width(svg, 1);
        double redis = width(svg, 6);
        assertThat(own).isGreaterThan(redis);
        assertThat(width(svg, 4)).isZero();
    }

    @Test
    void figuresHaveThreeDigits() {
        assertThat(Figures.of(2_600_000)).isEqualTo("2.60M");
        assertThat(Figures.of(81_400)).isEqualTo("81k");
        assertThat(Figures.of(1_695.4)).isEqualTo("1695");
        assertThat(Figures.of(36.52)).isEqualTo("36.5");
        assertThat(Figures.of(0.333)).isEqualTo("0.33");
    }

    private static double width(Document svg, int rectangle) {
        return Double.parseDouble(svg.getElementsByTagName("rect")
                .item(rectangle)
                .getAttributes()
                .getNamedItem("width")
                .getTextContent());
    }

    private static Goal goal(String subject, String family, boolean atLeast, double bound) {
        return new Goal(subject, CELL, Metric.DELIVERIES, new Goal.Reference.Family(family), atLeast, bound);
    }

    private void measure(Target target, Cell cell, Metric metric, double... rounds) {
        for (int i = 0; i < rounds.length; i++) {
            results.add(new Results.Sample(target.id(), cell, i + 1, metric, rounds[i]));
        }
    }
}
