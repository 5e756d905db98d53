import type { BuiltStudy } from '../../fixtures/studies';
import type { Exam, StudyKind } from '../../model/exam';
import type { LoadPlan, MixPart } from '../../model/load';
import type { SutConfig } from '../../model/sut';
import { Exams } from '../harness/exams';
import type { Arrival } from './arrivals';

/** Which of the configured studies each part of a mix takes, in turn. */
export class MixSources {
  private readonly indices = new Map<MixPart, number[]>();

  /** @throws one sentence where a part of the mix has no study */
  constructor(
    private readonly config: SutConfig,
    mix: LoadPlan['mix'],
  ) {
    for (const [part, share] of Object.entries(mix) as [MixPart, number][]) if (share > 0) this.resolve(part);
  }

  /** Makes the exam of an arrival and its study, with identifiers of their own. */
  open(exams: Exams, { part, nth }: Pick<Arrival, 'part' | 'nth'>): { exam: Exam; study: BuiltStudy } {
    return exams.open(kindOf(part), this.index(part, nth));
  }

  /** Arrivals with the same key have the same study. */
  key({ part, nth }: Arrival): string {
    return `${kindOf(part)} ${this.index(part, nth)}`;
  }

  private index(part: MixPart, nth: number): number {
    const indices = this.indices.get(part) ?? [];
    return indices[nth % indices.length] ?? 0;
  }

  private resolve(part: MixPart): void {
    const [kind, modality] = [kindOf(part), part.split('/')[1]];
    const all = (this.config.studies[kind] ?? []).map((_, index) => index);
    if (all.length === 0)
      throw new Error(
        `The mix asks for ${kind} studies, but "studies.${kind}" names none. Supply some, or leave them out of --mix.`,
      );
    // What a study is has to be looked up in it; these exams are not sent.
    const exams = new Exams(this.config);
    const modalities = modality === undefined ? [] : all.map((index) => exams.open(kind, index).exam.modality);
    const chosen = modality === undefined ? all : all.filter((index) => modalities[index] === modality);
    if (chosen.length === 0)
      throw new Error(
        `The mix asks for ${part}, but the studies of "studies.${kind}" are ${[...new Set(modalities)].sort().join(', ')}. Supply one of ${String(modality)}, or leave it out of --mix.`,
      );
    this.indices.set(part, chosen);
  }
}

function kindOf(part: MixPart): StudyKind {
  return part.split('/')[0] as StudyKind;
}
