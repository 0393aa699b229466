/**
 * Metrics as the exporter takes them: families of samples, made only when `/metrics` is asked for.
 */
import type { Histogram } from "./histogram.js";

export type MetricType = "counter" | "gauge" | "histogram";
export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly value: number;
  readonly labels: Labels;
  /** Name of the series where it is not the family's (`…_bucket`). */
  readonly metricName?: string;
}

export interface MetricFamily {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /** Called at each scrape. */
  readonly collect: () => readonly Sample[];
}

/** The cumulative series of one histogram. */
export function histogramSamples(name: string, labels: Labels, histogram: Histogram): Sample[] {
  const samples: Sample[] = [];
  let total = 0;
  for (const [index, count] of histogram.counts.entries()) {
    total += count;
    const bound = histogram.bounds[index];
    const le = bound === undefined ? "+Inf" : formatFloat(bound);
    samples.push({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: total });
  }
  samples.push({ metricName: `${name}_sum`, labels, value: histogram.sum });
  samples.push({ metricName: `${name}_count`, labels, value: total });
  return samples;
}

/** A float that is not small as Go writes it: with an exponent of two digits when it has more digits than six before the point. */
export function formatFloat(value: number): string {
  if (value < 1e6) return String(value);
  const [mantissa = "", exponent = ""] = value.toExponential().split("e+");
  return `${mantissa}e+${exponent.padStart(2, "0")}`;
}
