import { type ImagingOrder, merged, orderName } from './order';

/**
 * An exam's way through the platform. Nothing but ORC-5 = CM leads out of `ordered` (RCR l.193-194), and nothing leads out
 * of the last four.
 */
export const NEXT_STAGES = {
  ordered: ['collecting', 'cancelled'],
  collecting: ['analysing', 'refusing', 'failing', 'cancelled'],
  analysing: ['delivering', 'refusing', 'failing', 'cancelled'],
  delivering: ['reported', 'failing', 'failed', 'cancelled'],
  refusing: ['refused', 'failed', 'cancelled'],
  failing: ['failed', 'cancelled'],
  reported: [],
  refused: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;
export type Stage = keyof typeof NEXT_STAGES;

/** One exam that the RIS has announced. */
export class Exam {
  readonly #moved: (exam: Exam, from: Stage) => void;
  #stage: Stage = 'ordered';
  /** When ORC-5 = CM came; performance.now(). */
  triggeredAt: number | undefined;
  /** Aborted when the order is cancelled or the platform stops. */
  readonly calledOff = new AbortController();

  constructor(
    public order: ImagingOrder,
    moved: (exam: Exam, from: Stage) => void,
  ) {
    this.#moved = moved;
  }

  get name(): string {
    return orderName(this.order);
  }

  get stage(): Stage {
    return this.#stage;
  }

  get finished(): boolean {
    return NEXT_STAGES[this.#stage].length === 0;
  }

  /** Takes in what a further message says about the order. */
  note(order: ImagingOrder): void {
    this.order = merged(this.order, order);
  }

  /** @throws when the exam cannot go from where it is to there. */
  moveTo(stage: Stage): void {
    const from = this.#stage;
    if (!(NEXT_STAGES[from] as readonly string[]).includes(stage))
      throw new Error(`Exam ${this.name} cannot go from ${from} to ${stage}.`);
    this.#stage = stage;
    this.#moved(this, from);
  }
}
