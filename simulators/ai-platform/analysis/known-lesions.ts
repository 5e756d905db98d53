import type { AnalysisResult, ImageStudy, Lesion } from './types';

type Known = Pick<Lesion, 'trackingId' | 'trackingUid' | 'centroidMm'> & { code: string };

/** How far apart the centre of a lesion may be in two studies. */
const SAME_PLACE_MM = 10;
/** The oldest are forgotten. */
const MAX_PATIENTS = 10_000;

/**
 * Remembers where lesions of a patient were, so that one that is seen again keeps its tracking identifiers. Positions are
 * compared in patient coordinates as they are: good for heads that were positioned alike, as a reference needs it.
 */
export class KnownLesions {
  readonly #byPatient = new Map<string, Known[]>();

  /** The same result, with the tracking identifiers of lesions that are known; the others are remembered. */
  recognise(result: AnalysisResult, images: ImageStudy): AnalysisResult {
    const key = JSON.stringify([images.study['PatientID'] ?? '', images.study['IssuerOfPatientID'] ?? '']);
    const known = [...(this.#byPatient.get(key) ?? [])];
    const unclaimed = new Set(known);
    const lesions = result.lesions.map((lesion): Lesion => {
      const same = nearest(lesion, unclaimed);
      if (!same) {
        const { trackingId, trackingUid, centroidMm } = lesion;
        known.push({ trackingId, trackingUid, centroidMm, code: lesion.abnormality.code.value });
        return lesion;
      }
      unclaimed.delete(same);
      return { ...lesion, trackingId: same.trackingId, trackingUid: same.trackingUid };
    });
    this.#remember(key, known);
    return { ...result, lesions };
  }

  #remember(key: string, known: Known[]): void {
    this.#byPatient.delete(key);
    this.#byPatient.set(key, known);
    const [oldest] = this.#byPatient.keys();
    if (this.#byPatient.size > MAX_PATIENTS && oldest !== undefined) this.#byPatient.delete(oldest);
  }
}

function nearest({ abnormality, centroidMm }: Lesion, candidates: Iterable<Known>): Known | undefined {
  const distance = (known: Known): number =>
    Math.hypot(...known.centroidMm.map((value, axis) => value - (centroidMm[axis] ?? 0)));
  return [...candidates]
    .filter((known) => known.code === abnormality.code.value && distance(known) <= SAME_PLACE_MM)
    .sort((a, b) => distance(a) - distance(b))[0];
}
