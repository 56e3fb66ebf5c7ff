package dev.pushlab.server.bench.report;

import dev.pushlab.server.bench.run.Results;

/** Every single number, RFC 4180 (no field needs quotation marks). */
public final class CsvReport {
    private CsvReport() {}

    public static String write(Results results) {
        StringBuilder out = new StringBuilder(
                "target,cell,subscribers,stalled,bytes,topics,in_flight,per_second,round,metric,value\r\n");
        for (Results.Sample sample : results.samples()) {
            out.append(sample.target())
                    .append(',')
                    .append(sample.cell().id())
                    .append(',')
                    .append(sample.cell().subscribers())
                    .append(',')
                    .append(sample.cell().stalled())
                    .append(',')
                    .append(sample.cell().bytes())
                    .append(',')
                    .append(sample.cell().topics())
                    .append(',')
                    .append(sample.cell().inFlight())
                    .append(',')
                    .append(sample.cell().perSecond())
                    .append(',')
                    .append(sample.round())
                    .append(',')
                    .append(sample.metric().id())
                    .append(',')
                    .append(sample.value())
                    .append("\r\n");
        }
        return out.toString();
    }
}
