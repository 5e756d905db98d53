import type { Stage } from '../exams/exam';

const OUTCOMES = ['reported', 'refused', 'failed', 'cancelled'] as const;
type Outcome = (typeof OUTCOMES)[number];

export interface MetricsSnapshot {
  /** Exams that came to this end. */
  exams: Record<Outcome, number>;
  underWay: number;
  /** failed / (reported + failed); 0 where there were none. */
  failureRate: number;
  /** From ORC-5 = CM to the accepted notice, seconds, over the last exams. */
  deliverySeconds: { count: number; median: number; p95: number; max: number };
  /** Attempts that had to be repeated. */
  retries: Record<'pacs' | 'ris' | 'fhir', number>;
  heldImageBytes: number;
}

const WINDOW = 1000;

/** What post-deployment monitoring asks for: delivery times and failure rates (RCR l.79-83, 120-122). */
export class Metrics {
  readonly #exams: Record<Outcome, number> = { reported: 0, refused: 0, failed: 0, cancelled: 0 };
  readonly #retries = { pacs: 0, ris: 0, fhir: 0 };
  readonly #seconds: number[] = [];

  finished(outcome: Outcome, deliveryMs: number | undefined): void {
    this.#exams[outcome]++;
    if (deliveryMs === undefined || outcome !== 'reported') return;
    this.#seconds.push(deliveryMs / 1000);
    if (this.#seconds.length > WINDOW) this.#seconds.shift();
  }

  retried(peer: keyof MetricsSnapshot['retries']): void {
    this.#retries[peer]++;
  }

  snapshot(now: { underWay: number; heldImageBytes: number }): MetricsSnapshot {
    const { reported, failed } = this.#exams;
    const sorted = [...this.#seconds].sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return {
      exams: { ...this.#exams },
      underWay: now.underWay,
      failureRate: reported + failed === 0 ? 0 : failed / (reported + failed),
      deliverySeconds: { count: sorted.length, median: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0 },
      retries: { ...this.#retries },
      heldImageBytes: now.heldImageBytes,
    };
  }
}

export function isOutcome(stage: Stage): stage is Outcome {
  return (OUTCOMES as readonly string[]).includes(stage);
}

/** The Prometheus text format, version 0.0.4. */
export function prometheusText(s: MetricsSnapshot): string {
  const lines: string[] = [];
  const metric = (name: string, type: string, help: string, values: [labels: string, value: number][]): void => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    for (const [labels, value] of values) lines.push(`${name}${labels} ${value}`);
  };
  const outcomes = OUTCOMES.map((outcome): [string, number] => [`{outcome="${outcome}"}`, s.exams[outcome]]);
  metric('ai_platform_exams_total', 'counter', 'Exams that came to an end.', outcomes);
  metric('ai_platform_exams_under_way', 'gauge', 'Exams being worked on.', [['', s.underWay]]);
  metric('ai_platform_failure_rate', 'gauge', 'Failed analyses of all that were begun.', [['', s.failureRate]]);
  metric('ai_platform_delivery_seconds', 'gauge', 'From completion of the exam to the accepted notice.', [
    ['{quantile="0.5"}', s.deliverySeconds.median],
    ['{quantile="0.95"}', s.deliverySeconds.p95],
    ['{quantile="1"}', s.deliverySeconds.max],
  ]);
  const retries = Object.entries(s.retries).map(([peer, value]): [string, number] => [`{peer="${peer}"}`, value]);
  metric('ai_platform_retries_total', 'counter', 'Attempts that had to be repeated.', retries);
  metric('ai_platform_held_image_bytes', 'gauge', 'Images held for the time being.', [['', s.heldImageBytes]]);
  return `${lines.join('\n')}\n`;
}
