import { readDicom } from '../../../model/dicom/reader';
import type { ReceivedInstance } from '../../../protocols/dimse/server';

/** An instance that the platform holds for the time being (RCR l.121-122). */
export interface HeldImage {
  sopClassUid: string;
  sopInstanceUid: string;
  studyInstanceUid: string;
  seriesInstanceUid: string;
  seriesNumber: string;
  instanceNumber: string;
  modality: string;
  patientId: string;
  patientName: string;
  patientBirthDate: string;
  patientSex: string;
  studyDate: string;
  accessionNumber: string;
  /** Part 10, the data set as it came. */
  bytes: Buffer;
}

export type Arrival = 'held' | 'full' | 'unidentified';

/** Images in memory, by study; nothing is ever written to disk. */
export class HeldImages {
  readonly #studies = new Map<string, Map<string, HeldImage>>();
  readonly #listeners = new Set<(image: HeldImage) => void>();
  /** What the platform itself put into studies: among the images of a study, but not to be waited for. */
  readonly #ownResults = new Set<string>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  noteOwnResults(sopInstanceUids: readonly string[]): void {
    for (const uid of sopInstanceUids) this.#ownResults.add(uid);
  }

  isOwnResult(sopInstanceUid: string): boolean {
    return this.#ownResults.has(sopInstanceUid);
  }

  get all(): HeldImage[] {
    return [...this.#studies.values()].flatMap((study) => [...study.values()]);
  }

  /** An instance that came again replaces the one before. */
  add(instance: Pick<ReceivedInstance, 'sopClassUid' | 'sopInstanceUid' | 'bytes'>): Arrival {
    const image = identified(instance);
    if (!image) return 'unidentified';
    const study = this.#studies.get(image.studyInstanceUid) ?? new Map<string, HeldImage>();
    const before = study.get(image.sopInstanceUid)?.bytes.length ?? 0;
    const growth = image.bytes.length - before;
    if (this.#bytes + growth > this.#maxBytes) return 'full';
    this.#bytes += growth;
    study.set(image.sopInstanceUid, image);
    this.#studies.set(image.studyInstanceUid, study);
    for (const listener of [...this.#listeners]) listener(image);
    return 'held';
  }

  ofStudy(studyInstanceUid: string): HeldImage[] {
    return [...(this.#studies.get(studyInstanceUid)?.values() ?? [])];
  }

  /** The study whose images bear this accession number; undefined where there is none, or more than one. */
  studyOfAccession(accessionNumber: string): string | undefined {
    if (accessionNumber === '') return undefined;
    const studies = [...this.#studies.entries()]
      .filter(([, images]) => [...images.values()].some((image) => image.accessionNumber === accessionNumber))
      .map(([uid]) => uid);
    return studies.length === 1 ? studies[0] : undefined;
  }

  /** Returns how many images were dropped. */
  drop(studyInstanceUid: string): number {
    const study = this.#studies.get(studyInstanceUid);
    if (!study) return 0;
    for (const { bytes } of study.values()) this.#bytes -= bytes.length;
    this.#studies.delete(studyInstanceUid);
    return study.size;
  }

  clear(): void {
    this.#studies.clear();
    this.#bytes = 0;
  }

  /** Returns what ends the listening. */
  onArrival(listener: (image: HeldImage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function identified({
  sopClassUid,
  sopInstanceUid,
  bytes,
}: Pick<ReceivedInstance, 'sopClassUid' | 'sopInstanceUid' | 'bytes'>): HeldImage | undefined {
  const { dataset } = readDicom(bytes, { skipPixelData: true });
  const text = (keyword: string): string => dataset.string(keyword) ?? '';
  const studyInstanceUid = text('StudyInstanceUID');
  if (studyInstanceUid === '' || sopInstanceUid === '') return undefined;
  return {
    sopClassUid,
    sopInstanceUid,
    studyInstanceUid,
    seriesInstanceUid: text('SeriesInstanceUID'),
    seriesNumber: text('SeriesNumber'),
    instanceNumber: text('InstanceNumber'),
    modality: text('Modality'),
    patientId: text('PatientID'),
    patientName: text('PatientName'),
    patientBirthDate: text('PatientBirthDate'),
    patientSex: text('PatientSex'),
    studyDate: text('StudyDate'),
    accessionNumber: text('AccessionNumber'),
    bytes,
  };
}
