import type { Address } from '../../../model/actors';
import type { Defect } from '../../../model/defect';
import type { Deliverable, Transport } from '../delivery/deliverable';
import type { Exam } from '../exams/exam';
import type { ImagingOrder } from '../exams/order';
import type { Json } from '../fhir/report';
import type { OrderMessage } from '../messages/read-order';
import type { Evaluated } from '../notice/evaluated';
import type { Settings } from '../options';
import type { RetryPolicy } from '../retry/retry';

/** The reference platform with one deliberate defect, to prove that a scenario can fail. */
export interface Mutant extends Defect {
  hooks: Hooks;
}

export type ScopeDecision = { inScope: true } | { inScope: false; reason: string };

/** What happens to the results of an analysis, in this order. */
export const DELIVERY_STEPS = ['store', 'commit', 'confirm', 'fhir', 'notify'] as const;
export type DeliveryStep = (typeof DELIVERY_STEPS)[number];

/** Where the platform lets itself be spoiled. What a mutant leaves out is as in the reference. */
export interface Hooks {
  /** Other settings than those declared. */
  configure?(settings: Settings): Settings;
  /** Whether a message starts the analysis, instead of: ORC-5 = CM for an exam that nothing has started yet. */
  starts?(message: OrderMessage, exam: Exam): boolean;
  /** Whether a message about a known exam begins a new one, instead of: the new order of one that was cancelled. */
  reopens?(message: OrderMessage, known: Exam): boolean;
  /** The arrival of an image starts the analysis. */
  startsOnImages?: boolean;
  scope?(decision: ScopeDecision): ScopeDecision;
  /** What is said to have been found, in messages and FHIR; objects are made before. */
  evaluated?(evaluated: Evaluated[]): Evaluated[];
  /** The objects of an analysis before they are sent. */
  objects?(objects: Deliverable[], order: ImagingOrder): Deliverable[];
  steps?(steps: DeliveryStep[]): DeliveryStep[];
  transport?(transport: Transport, settings: Settings): Transport;
  /** The status by which a storage commitment report is answered. */
  commitmentStatus?: number;
  /** Every lesion is taken for a new one. */
  forgetsLesions?: boolean;
  /** What the PACS does not commit to is taken for safe. */
  carelessCommitment?: boolean;
  /** The message with the findings; it is sent as the messages that are returned, one after the other. */
  notice?(message: string, settings: Settings): string[];
  /** How long the RIS is tried. */
  noticePolicy?(policy: RetryPolicy): RetryPolicy;
  /** What follows a notice that was accepted, given how many attempts that took. */
  afterNotice?(message: string, attempts: number): string[];
  /** The message that says that a study was not analysed, or that the analysis failed. */
  statusMessage?(message: string): string[];
  fhir?(bundle: Json): Json;
  /** Puts another door before a listener; returns where it opens. */
  door?(listener: Address, settings: Settings): Promise<{ address: Address; stop(): Promise<void> }>;
}
