import { Exam, type Stage } from './exam';
import { type ImagingOrder, idOf } from './order';

/** Finished exams are forgotten when there are more than this. */
const MAX_FINISHED = 10_000;

/** The exams that the RIS has told of. */
export class OrderBook {
  readonly #exams = new Set<Exam>();
  readonly #moved: (exam: Exam, from: Stage) => void;

  constructor(moved: (exam: Exam, from: Stage) => void = () => undefined) {
    this.#moved = moved;
  }

  get exams(): readonly Exam[] {
    return [...this.#exams];
  }

  /** The exam that a message is about; undefined where it is a new one. The strongest identifier decides. */
  find(order: ImagingOrder): Exam | undefined {
    const keys: ((o: ImagingOrder) => string)[] = [
      (o) => o.accessionNumber,
      (o) => idOf(o.fillerOrderNumber),
      (o) => idOf(o.placerOrderNumber),
      (o) => o.studyInstanceUid,
    ];
    for (const key of keys) {
      const wanted = key(order);
      if (wanted === '') continue;
      const found = [...this.#exams].filter((exam) => key(exam.order) === wanted).at(-1);
      if (found) return found;
    }
    return undefined;
  }

  byStudy(studyInstanceUid: string): Exam | undefined {
    return [...this.#exams].findLast(({ order }) => order.studyInstanceUid === studyInstanceUid);
  }

  byAccession(accessionNumber: string): Exam | undefined {
    if (accessionNumber === '') return undefined;
    return [...this.#exams].findLast(({ order }) => order.accessionNumber === accessionNumber);
  }

  /** A new exam. */
  open(order: ImagingOrder): Exam {
    const exam = new Exam(order, this.#moved);
    this.#exams.add(exam);
    this.#forgetOldest();
    return exam;
  }

  #forgetOldest(): void {
    if (this.#exams.size <= MAX_FINISHED) return;
    for (const exam of this.#exams) {
      if (!exam.finished) continue;
      this.#exams.delete(exam);
      return;
    }
  }
}
