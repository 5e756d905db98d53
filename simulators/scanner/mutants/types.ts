import type { Defect } from '../../../model/defect';
import type { NaturalDataset } from '../../../protocols/dimse/client';
import type { NormalisedAnswer } from '../../../protocols/dimse/server';

/** The reference scanner with one deliberate defect, to prove that a scenario can fail. */
export interface Mutant extends Defect {
  hooks: Hooks;
}

/** What is done for an exam that was found on the worklist, in this order. */
export const ACQUISITION_STEPS = ['begin', 'store', 'end', 'commit'] as const;
export type AcquisitionStep = (typeof ACQUISITION_STEPS)[number];

export interface Image {
  sopClassUid: string;
  sopInstanceUid: string;
  /** Part 10. */
  bytes: Buffer;
}

/** Where the scanner lets itself be spoiled. What a mutant leaves out is as in the reference. */
export interface Hooks {
  /** Identifier of the worklist query. */
  query?(identifier: NaturalDataset): NaturalDataset;
  steps?(steps: AcquisitionStep[]): readonly AcquisitionStep[];
  /** Attributes of the MPPS N-CREATE. */
  begin?(attributes: NaturalDataset): NaturalDataset;
  /** Attributes of the MPPS N-SET. */
  end?(attributes: NaturalDataset): NaturalDataset;
  images?(images: Image[]): Image[];
  /** Items of Referenced SOP Sequence in the storage commitment request. */
  commitment?(references: NaturalDataset[]): NaturalDataset[];
  /** The answer to every storage commitment report, instead of: success where it was asked for. */
  report?: NormalisedAnswer;
}
