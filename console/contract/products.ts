import type { ActorName } from '../../model/actors';
import type { RequirementSource } from '../../model/requirement';
import type { StudyKind } from '../../model/exam';
import type { Verdict } from '../../model/verdict';

/** What the forms are made from, for each actor. */
export interface ActorForm {
  actor: ActorName;
  /** JSON Schema (draft-07) of sut.yaml, without the sections that such a product does not have. */
  schema: Record<string, unknown>;
  /** What holds where sut.yaml says nothing. */
  defaults: Record<string, unknown>;
  /** A commented sut.yaml to start from, valid as it stands. */
  template: string;
  /** What a run can be limited to: give `prefix`, or the ids of single requirements, as `only`. */
  sources: SourceGroup[];
  /** Deliberate defects of the reference actor, for demos that are to fail. */
  mutants: { id: string; requirement: string; sentence: string }[];
}

export interface SourceGroup {
  source: RequirementSource;
  /** Common beginning of its ids, e.g. `RCR-`. */
  prefix: string;
  groups: { group: string; requirements: { id: string; title: string; method: 'automated' | 'attested' }[] }[];
}

/** One thing that is wrong in a sut.yaml. */
export interface ProductProblem {
  /** 1-based line of the YAML; 0 where the whole file is meant. */
  line: number;
  /** Way to the key, outermost first, where it is known: what the form can mark. */
  path: (string | number)[];
  /** What is wrong and how to put it right. */
  message: string;
}

export interface ProductSummary {
  id: string;
  vendor: string;
  product: string;
  version: string;
  actor: ActorName | '';
  problems: number;
  /** ISO 8601. */
  changedAt: string;
  changedBy: string;
  /** Its newest run that ended. */
  lastRun?: { id: string; startedAt: string; counts: Record<Verdict, number>; exitCode: 0 | 1 | 3 };
}

export interface Product extends ProductSummary {
  yaml: string;
  /** What the YAML says, without defaults; undefined where it is not YAML. */
  value?: unknown;
  problemList: ProductProblem[];
  /** Goes up with each change; a PUT must bear the one it started from. */
  revision: number;
}

/** A new product: from YAML (import), or from the template of an actor. */
export type NewProduct = { yaml: string } | { template: ActorName };

/** The new text, or new values, which are put into the text so that comments stay. */
export type ChangedProduct = { revision: number } & ({ yaml: string } | { value: Record<string, unknown> });

/** What a text or value would be, without keeping it. `value` is put into `yaml`. */
export interface TriedProduct {
  /** Of which it would be the description: files are looked for beside it. */
  product?: string;
  yaml: string;
  value?: Record<string, unknown>;
}

export interface ProductReading {
  yaml: string;
  value?: unknown;
  problemList: ProductProblem[];
}

/** A file beside sut.yaml, to be named in it by `name`: certificate, key or CA (PEM). Private keys are never given back. */
export interface ProductFile {
  name: string;
  bytes: number;
  what: 'certificate' | 'private key' | 'other';
}

/** How the check of the links goes. Ask again every second while `running`. */
export interface Doctor {
  running: boolean;
  /** What happens now, or how it came out. */
  sentence: string;
  results: LinkResult[];
  /** Where the product is to connect to now; the check waits for that. */
  waitingFor: string[];
  startedAt?: string;
}

export interface LinkResult {
  probe: string;
  ok: boolean;
  sentence: string;
}

/** A set of studies that runs can send: a synthetic one, or a zip file of DICOM objects that was uploaded. */
export interface StudySet {
  id: string;
  name: string;
  kind: 'synthetic' | 'uploaded';
  /** What a synthetic one is made for. */
  for?: StudyKind;
  /** Of an uploaded one. */
  objects?: number;
  bytes?: number;
  addedAt?: string;
  addedBy?: string;
}
