import type { DicomJson } from '../../../protocols/dicomweb/dicom-json';
import type { ArchivedInstance } from '../../../protocols/dicomweb/server/archive';
import type { NaturalDataset } from '../../../protocols/dimse/types';
import type { Defect } from '../../../model/defect';
import type { DisplayOptions } from '../display/reference-display';
import type { ViewerSpoil } from '../web-viewer/viewed-study';

/** The embedded PACS with one deliberate defect, to prove that a scenario can fail. */
export interface PacsMutant extends Defect {
  hooks: PacsHooks;
  /** Where it is the viewer that is spoilt. */
  display?: Pick<DisplayOptions, 'fetches' | 'idle'>;
  /** Where it is the web viewer. */
  viewer?: ViewerSpoil;
}

export interface Incoming {
  sopClassUid: string;
  sopInstanceUid: string;
  transferSyntaxUid: string;
  bytes: Buffer;
}

type Kept = Buffer | number | undefined;

export interface CommitmentReport {
  eventTypeId: number;
  attributes: NaturalDataset;
}

/** Where the PACS lets itself be spoiled. What a mutant leaves out is as in the reference. */
export interface PacsHooks {
  /** Whether a Storage SOP Class is negotiated. */
  negotiates?(sopClassUid: string): boolean;
  /** Storage SOP Classes beyond those of the standard that are negotiated all the same. */
  alsoNegotiates?: string[];
  /** Transfer syntaxes in which nothing is taken. */
  refusesSyntaxes?: readonly string[];
  /** What is kept of an instance; undefined: nothing, and success is answered all the same; a number is the status. */
  keep?(incoming: Incoming): Kept | Promise<Kept>;
  /** Same UID, other content: the new one replaces the first. */
  overwrites?: boolean;
  /** The answers to a C-FIND, each as it would be sent. */
  find?(matches: NaturalDataset[], identifier: NaturalDataset, level: string): NaturalDataset[];
  /** The identifier as the query sees it. */
  findKeys?(identifier: NaturalDataset): NaturalDataset;
  /** What a C-MOVE or C-GET gives out. */
  retrieve?(instances: ArchivedInstance[], identifier: NaturalDataset, command: 'C-MOVE' | 'C-GET'): ArchivedInstance[];
  /** A commitment report before it is sent; undefined: none is. */
  report?(report: CommitmentReport): CommitmentReport | undefined;
  /** The report does not propose the SCP role. */
  reportsWithoutRole?: boolean;
  /** The AE title by which the report is sent. */
  reportsAs?: string;
  /** QIDO-RS matches, without regard to what was asked for. */
  search?(matches: DicomJson[]): DicomJson[];
  /** The bytes that WADO-RS gives out. */
  web?(bytes: Buffer): Buffer;
  /** STOW-RS: instances of another study than the one in the address are taken all the same, or none is. */
  stow?: 'takes-other-studies' | 'drops';
}
