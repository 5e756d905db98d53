import type { ActorName, Party } from './actors';
import type { ConsumerAccess, ConsumerReading, KnownResults, ReadingKind } from './consumer';
import type { Exam } from './exam';
import type { RisEntry, RisField, RisFilter, RisSort, RisWorklist } from './ris-access';
import type { LoadPlan } from './load';
import type { AcquisitionStart } from './sut';
import type { KnownDisplay, ViewerResult, ViewerStep } from './viewer';

/**
 * The vocabulary of the run journal (journal.ndjson). Taps write what was on the wire, simulators what they did with
 * it, the runner what it asked for. Verdicts are made from these and the files they name, and from nothing else.
 */
export type JournalEvent = EventEnvelope & EventBody;

export interface EventEnvelope {
  /** 1-based, without gaps. */
  seq: number;
  /** Wall clock, ISO 8601 with milliseconds, UTC. */
  at: string;
  /** Milliseconds since the journal was opened, from a monotonic clock. Order and durations are judged by this. */
  ms: number;
  /** Scenario that was running (Cucumber test case id), absent between scenarios. */
  scenario?: string;
  /** Hash of the event before ('' for the first): the chain that makes a removed or altered line evident. */
  previous: string;
  /** SHA-256, hex, over the event's JSON without this member. */
  hash: string;
}

/** A file of the run record, by its path relative to the run folder. */
export interface FileRef {
  file: string;
  sha256: string;
  bytes: number;
}

/** First and last frame number in captures/traffic.pcapng (Wireshark's frame.number). */
export type FrameRange = [first: number, last: number];

export type LinkProtocol = 'dimse' | 'mllp' | 'dicomweb' | 'fhir' | 'http';

/** A directed connection between two parties; its tap records everything that passes. */
export interface LinkRef {
  /** `ai-platform>pacs:dimse`. */
  link: string;
  /** Numbered per run. */
  connection: number;
}

/** `client` opened the connection, `server` accepted it. */
export type Side = 'client' | 'server';

export type EventBody = RunEvent | ConnectionEvent | DimseEvent | MllpEvent | HttpEvent | ActorEvent | HarnessEvent;

export type RunEvent =
  | {
      kind: 'run.started';
      runId: string;
      airworthy: string;
      sut: { vendor: string; product: string; version: string; actor: ActorName };
    }
  | { kind: 'run.finished'; reason: 'completed' | 'interrupted' | 'failed'; detail?: string }
  | { kind: 'scenario.started'; name: string; uri: string; line: number; tags: string[] }
  | { kind: 'scenario.finished'; status: string }
  | { kind: 'case.opened'; exam: Exam }
  /**
   * The scenario needs no more than an exam that ran its plain course in another scenario of this run: what that one
   * recorded up to event `until` is judged here as well.
   */
  | { kind: 'case.adopted'; caseId: string; from: string; until: number }
  | {
      kind: 'wait';
      what: string;
      caseId?: string;
      deadlineMs: number;
      elapsedMs: number;
      outcome: 'arrived' | 'expired';
    }
  | {
      kind: 'check';
      check: string;
      requirement: string;
      params: Record<string, unknown>;
      outcome: CheckOutcome;
      sentence: string;
    }
  | { kind: 'preflight'; probe: string; ok: boolean; sentence: string }
  | { kind: 'fingerprint'; link: string; values: Record<string, string>; changed: boolean };

/** `nothing-seen`: there was nothing to judge; never a pass. */
export type CheckOutcome = 'satisfied' | 'breach' | 'nothing-seen';

export type ConnectionEvent =
  | {
      kind: 'link.opened';
      link: string;
      from: Party;
      to: Party;
      protocol: LinkProtocol;
      listen: string;
      target: string;
      tls: { client: boolean; server: boolean };
    }
  /** `server` is where the tap listens, `target` what it passes the connection on to, where that was known. */
  | (LinkRef & { kind: 'connection.opened'; client: string; server: string; target?: string })
  | (LinkRef & {
      kind: 'connection.tls';
      side: Side;
      version: string;
      cipher: string;
      peerCertificateSha256?: string;
      authorized?: boolean;
    })
  | (LinkRef & { kind: 'connection.tls-failed'; side: Side; reason: string })
  /** The target behind the tap could not be reached, or a fault refused it. */
  | (LinkRef & { kind: 'connection.failed'; reason: string })
  | (LinkRef & { kind: 'connection.closed'; by: Side | 'tap'; bytesFromClient: number; bytesFromServer: number })
  /** Bytes that the decoder could not read as the link's protocol; they were passed on all the same. */
  | (LinkRef & { kind: 'connection.undecodable'; sender: Side; reason: string; atByte: number })
  | { kind: 'tap.fault'; link: string; fault: string; active: boolean };

export type DimseEvent =
  | (LinkRef & {
      kind: 'dimse.associate-request';
      callingAeTitle: string;
      calledAeTitle: string;
      implementationClassUid: string;
      implementationVersionName: string;
      maxPduLength: number;
      contexts: { id: number; abstractSyntax: string; transferSyntaxes: string[] }[];
      /** SCP/SCU role selection, where any was proposed (PS3.7 D.3.3.4). */
      roles?: RoleSelection[];
      frames: FrameRange;
    })
  | (LinkRef & {
      kind: 'dimse.associate-accept';
      implementationClassUid: string;
      implementationVersionName: string;
      maxPduLength: number;
      /** result 0 = accepted (PS3.8 9.3.3.2). */
      contexts: { id: number; result: number; transferSyntax: string }[];
      roles?: RoleSelection[];
      frames: FrameRange;
    })
  | (LinkRef & {
      kind: 'dimse.associate-reject';
      result: number;
      source: number;
      reason: number;
      meaning: string;
      frames: FrameRange;
    })
  | (LinkRef & { kind: 'dimse.release'; sender: Side; frames: FrameRange })
  | (LinkRef & { kind: 'dimse.abort'; sender: Side; source: number; reason: number; frames: FrameRange })
  | (LinkRef & DimseCommand);

export interface RoleSelection {
  sopClassUid: string;
  scu: boolean;
  scp: boolean;
}

/** One DIMSE message: its command set (PS3.7 Annex E) and, where there was one, its data set. */
export interface DimseCommand {
  kind: 'dimse.command';
  sender: Side;
  contextId: number;
  abstractSyntax: string;
  transferSyntax: string;
  /** `C-STORE-RQ`, `C-STORE-RSP`, `N-EVENT-REPORT-RQ` ... */
  command: string;
  /** Message ID (0000,0110), or Message ID Being Responded To (0000,0120) in a response. */
  messageId: number;
  sopClassUid?: string;
  sopInstanceUid?: string;
  /** (0000,0900), responses only. */
  status?: number;
  errorComment?: string;
  /** (0000,0600), C-MOVE. */
  moveDestination?: string;
  actionTypeId?: number;
  eventTypeId?: number;
  /** The data set as a Part 10 file: bytes of the data set exactly as sent, file meta added by the tap. */
  dataset?: FileRef;
  /** Top-level text of small data sets (identifiers, attribute lists), by keyword; sequences as nested arrays. */
  attributes?: Record<string, unknown>;
  frames: FrameRange;
}

export type MllpEvent =
  | (LinkRef & {
      kind: 'mllp.message';
      sender: Side;
      /** The bytes between start and end block. */
      message: FileRef;
      /** MSH-9 as sent, `ORM^O01`; '' where there is no MSH. */
      messageType: string;
      /** MSH-10. */
      controlId: string;
      /** MSH-3 and MSH-4. */
      sendingApplication: string;
      sendingFacility: string;
      /** MSA-1 and MSA-2 where the message is an acknowledgement. */
      acknowledgmentCode?: string;
      acknowledgedControlId?: string;
      frames: FrameRange;
    })
  | (LinkRef & { kind: 'mllp.framing-error'; sender: Side; problem: string; bytes: FileRef; frames: FrameRange });

export type HttpEvent =
  | (LinkRef & {
      kind: 'http.request';
      /** Numbered per connection; the response has the same number. */
      exchange: number;
      method: string;
      target: string;
      headers: Record<string, string>;
      /** Without transfer coding and content coding (gzip, deflate, br): what the receiver reads. */
      body?: FileRef;
      /** The body as sent, where a content coding was taken off. */
      encodedBody?: FileRef;
      /** Bytes that are not in `body`: beyond the limit of the tap, or coded so that credentials in them could not be masked. */
      bodyOmitted?: number;
      /** STOW-RS: the application/dicom parts of the body, each as a file of its own. */
      parts?: FileRef[];
      frames: FrameRange;
    })
  | (LinkRef & {
      kind: 'http.response';
      exchange: number;
      status: number;
      headers: Record<string, string>;
      /** As in a request. */
      body?: FileRef;
      encodedBody?: FileRef;
      bodyOmitted?: number;
      /** WADO-RS: as in a request. */
      parts?: FileRef[];
      frames: FrameRange;
    });

export type ActorEvent =
  | { kind: 'actor.started'; actor: ActorName; description: string }
  | { kind: 'actor.stopped'; actor: ActorName }
  /** The RIS moved an exam: `scheduled` → `in-progress` → `completed` → `reporting` ... , and why. */
  | { kind: 'ris.exam'; accessionNumber: string; from: string; to: string; cause: string; controlId?: string }
  | {
      kind: 'scanner.acquired';
      accessionNumber: string;
      studyInstanceUid: string;
      instances: number;
      engine: 'native' | 'dcmjs';
    }
  /** The scanner got its storage commitment report. */
  | {
      kind: 'scanner.commitment';
      transactionUid: string;
      committed: string[];
      failed: { sopInstanceUid: string; reason: number }[];
    };

export type HarnessEvent =
  /**
   * The harness asked the PACS which instances of a study it lists, at the moment named by `trigger`. `found` are SOP
   * Instance UIDs.
   */
  | { kind: 'probe.pacs'; caseId: string; trigger: string; studyInstanceUid: string; found: string[]; failure?: string }
  /** The harness asked the SUT for an image that it should no longer hold, or similar. */
  | { kind: 'probe.sut'; caseId?: string; probe: string; outcome: string; detail: string }
  /**
   * A reader of DICOM objects that is not ours was given what the SUT stored for an exam. `errors` are its own words, one
   * entry an object; `failure`: nothing was read.
   */
  | {
      kind: 'oracle.read';
      caseId: string;
      tool: 'dciodvfy';
      read: { sopInstanceUid: string; file: string; errors: string[] }[];
      /** How long the tool took, milliseconds; older records do not have it. */
      elapsedMs?: number;
      failure?: { kind: 'not-installed' | 'failed'; sentence: string };
    }
  /**
   * The harness looked at the RIS under test, through the adapter that sut.yaml declares. `entries` is what was read from
   * the answer, in its order; `answer` is it as it came.
   */
  | {
      kind: 'probe.ris';
      caseId?: string;
      trigger: string;
      adapter: RisWorklist['adapter'];
      /** `worklist`: what is offered for reporting; `exam`: one exam, wherever it is. */
      view: 'worklist' | 'exam';
      filter?: { by: RisFilter; value: string }[];
      sort?: RisSort;
      /** In the words of the protocol, or the question put to the operator. */
      asked: string;
      /** What this adapter can show. */
      shows: RisField[];
      entries: RisEntry[];
      answer?: FileRef;
      /** Why nothing could be seen; `not-offered`: the adapter has no such view, filter or order. */
      failure?: { kind: 'not-offered' | 'unanswered' | 'unreachable' | 'unreadable'; sentence: string };
    }
  /** Result objects whose content is known are in the study on the PACS, for the RIS under test to read. */
  | {
      kind: 'consumer.results';
      caseId: string;
      /** What is special about them, in a few words. */
      what: string;
      objects: { sopClassUid: string; sopInstanceUid: string }[];
      known: KnownResults;
    }
  /** The harness looked at what the RIS under test made of the results, by the way that sut.yaml declares. */
  | {
      kind: 'probe.consumer';
      caseId: string;
      adapter: ConsumerAccess['adapter'];
      asked: string;
      /** What sut.yaml maps: kind to fields. */
      shows: Partial<Record<ReadingKind, string[]>>;
      reading: ConsumerReading;
      answer?: FileRef;
      /** `refused`: an error status; `unanswered`: the operator did not have the study read. */
      failure?: { kind: 'refused' | 'unanswered' | 'unreachable' | 'unreadable'; sentence: string };
    }
  /** The scripted AI platform sent something to the RIS under test, and what came of it. */
  | {
      kind: 'ai-platform.sent';
      caseId?: string;
      /** What is special about it, in a few words. */
      what: string;
      expects: 'accepted' | 'refused';
      /** MSH-10, or '' where the message has none that could be read. */
      controlId: string;
      message: FileRef;
      answer?: { code: string; reason: string; message: FileRef };
      /** `closed` the connection was ended, `silent` no answer in time, `unreachable`. */
      unanswered?: 'closed' | 'silent' | 'unreachable';
    }
  /** What the harness did to the RIS under test beside the wire: restarted it, had a report issued. */
  | {
      kind: 'ris.handled';
      caseId?: string;
      what: 'restarted' | 'report-issued' | 'completed';
      by: string;
      detail: string;
      failure?: string;
    }
  /**
   * The harness did something to an archive under test: sent, queried, retrieved. All of its exchanges lie after event
   * `from` and before this one. `failure`: the archive did not answer as the protocol asks, so that the step ended early.
   */
  | {
      kind: 'archive.step';
      caseId: string;
      step: string;
      about: Record<string, string>;
      from: number;
      failure?: { code: string; sentence: string };
    }
  /** A study whose right picture is known is on the PACS under test, to be looked at in its viewer. */
  | { kind: 'viewer.study'; caseId: string; known: KnownDisplay }
  /** The harness used the viewer of the PACS under test in a browser, and looked. */
  | {
      kind: 'viewer.look';
      caseId: string;
      /** "OHIF Viewer 3.13.2 in Chromium 140". */
      viewer: string;
      step: ViewerStep;
      about?: ViewerResult;
      /** Instance Number of the image that the viewer says it shows. */
      image?: number;
      /** What could be read of it. */
      texts: string[];
      /** The viewport, PNG. */
      picture?: FileRef;
      /** Why nothing could be seen; `not-offered`: the pages of the viewer have no such action. */
      failure?: { kind: 'not-offered' | 'late' | 'failed'; sentence: string };
    }
  /** The exam is to be made on the scanner under test: by its worklist alone, by a person, or by a command of the supplier. */
  | { kind: 'acquisition.started'; caseId: string; start: AcquisitionStart; detail: string }
  /** The scanner had its time: what has not come by now does not come. */
  | { kind: 'acquisition.ended'; caseId: string; outcome: 'done' | 'expired'; detail: string }
  /** A load test begins to send studies; `load.exam` each as it is begun, `due` seconds after that. */
  | { kind: 'load.started'; plan: LoadPlan }
  | { kind: 'load.exam'; caseId: string; due: number }
  /** The harness or a peer of it could not bring the study to the product. */
  | { kind: 'load.not-sent'; caseId: string; sentence: string }
  /** No further study is sent; those under way are still waited for. */
  | { kind: 'load.ended'; reason: 'completed' | 'interrupted' }
  | { kind: 'harness.problem'; cause: 'set-up' | 'harness' | 'study-set' | 'interrupted'; sentence: string }
  | {
      kind: 'attestation';
      requirement: string;
      answer: 'yes' | 'no';
      name: string;
      role: string;
      on: string;
      productVersion: string;
      statement: string;
      /** Last day on which it counts, YYYY-MM-DD; absent = as long as the version is the same. */
      expires?: string;
      evidence: AttestedEvidence[];
    };

/** A file that an answer rests on. */
export interface AttestedEvidence {
  file: string;
  sha256: string;
  /** What the harness kept by itself: the record of sending the study, and the picture to compare with. Absent = attached by the person. */
  kind?: 'sent-study' | 'right-picture';
}

/** Where simulators and taps put their events; the journal fills the envelope. */
export interface EventSink {
  append(event: EventBody): void;
}
