import type { Requirement } from '../../model/requirement';

/** The questions of a run that only a person can answer. */
export interface AttestBook {
  steps: AttestStep[];
  /** Of the run: what an answer is about. */
  productVersion: string;
  /** Answers are in, and verdicts and reports are being made again. */
  renewing: boolean;
}

export interface AttestStep {
  requirement: Pick<Requirement, 'id' | 'title' | 'text' | 'source' | 'lines' | 'level' | 'ask'>;
  /** The answer that counts. */
  answered?: { answer: 'yes' | 'no'; name: string; role: string; on: string; statement: string; expires?: string };
  /** Somebody is on it; only that person can answer until they let go or have been away for ten minutes. */
  taken?: { by: string; since: string; mine: boolean };
  /** A yes counts only with a screenshot, where no study was sent or the requirement asks for one. */
  needsScreenshot: boolean;
  /** There is a study made for it, and a picture of how it should look. */
  study: boolean;
}

/** A step that is mine now. */
export interface TakenStep extends AttestStep {
  /** What must be seen, one sentence a line. */
  lookFor: string[];
  /** Why the study cannot be sent to the product from here. */
  notSentBecause?: string;
  /** It was sent: what to open in the product. */
  sent?: SentStudy;
  screenshots: Screenshot[];
}

export interface SentStudy {
  at: string;
  exams: { patientName: string; patientId: string; accessionNumber: string }[];
}

export interface Screenshot {
  /** SHA-256, hex. */
  id: string;
  name: string;
  type: 'image/png' | 'image/jpeg';
  bytes: number;
  width: number;
  height: number;
}

export interface AttestAnswer {
  answer: 'yes' | 'no';
  name: string;
  role: string;
  /** What was looked at; the same as the run's, or the answer says nothing of it. */
  productVersion: string;
  /** What was seen. */
  statement: string;
  /** YYYY-MM-DD, last day on which it counts. */
  expires?: string;
}
