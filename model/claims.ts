/** What the supplier declares in sut.yaml about interfaces, as its conformance statements have it. */
export interface ConformanceDeclaration {
  dicom?: DeclaredSopClass[];
  hl7?: {
    /** MSH-9.1^MSH-9.2 of messages that it sends of its own accord; acknowledgements go without saying. */
    sends: string[];
    takes: string[];
  };
}

export interface DeclaredSopClass {
  sopClass: string;
  role: 'scu' | 'scp';
  /** UIDs; absent = nothing is said of them. */
  transferSyntaxes?: string[];
}

/**
 * `seen`: declared and observed; `over-claim`: declared, and not observed although the run gave occasion; `under-claim`:
 * observed, and not declared; `no-occasion`: declared, and nothing in the run called for it.
 */
export type ClaimStanding = 'seen' | 'over-claim' | 'under-claim' | 'no-occasion';

export interface ClaimLine {
  area: 'DICOM' | 'HL7' | 'HTTP' | 'TLS' | 'addresses' | 'capabilities';
  claim: string;
  /** Key of sut.yaml that declares it; absent for an under-claim. */
  declaredBy?: string;
  standing: ClaimStanding;
  /** One sentence. */
  sentence: string;
  /** First journal events that show it. */
  events: number[];
  /** Requirements that it rests on. */
  requirements: string[];
}

export interface ClaimsReport {
  lines: ClaimLine[];
  /** What could not be compared, and why. */
  notes: string[];
}
