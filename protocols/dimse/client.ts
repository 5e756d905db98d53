import { type Connection, dataOf, type DimseMessage } from './connection';
import { DimseError, peerName } from './errors';
import { encodeDataset } from './encode';
import type { PresentationContext } from './library';
import { naturalBytes } from './natural';
import { formatStatus, statusMeaning } from './reasons';
import { type ProposedContext, Requestor } from './requestor';
import { received, storeResponse } from './received';
import type { DimseClientOptions, NaturalDataset, QueryLevel, ReceivedInstance, SubOperations } from './types';
import * as uids from './uids';

export { DimseError, type DimseErrorCode } from './errors';
export type {
  DimseClientOptions,
  NaturalDataset,
  QueryLevel,
  ReceivedInstance,
  StoreEngine,
  StoreOutcome,
  StoreSource,
  SubOperations,
} from './types';

const MEDIUM = 0;
const plain = (abstractSyntax: string, roles?: ProposedContext['roles']): ProposedContext => ({
  abstractSyntax,
  transferSyntaxes: uids.PLAIN_TRANSFER_SYNTAXES,
  ...(roles ? { roles } : {}),
});

/** C-ECHO (PS3.4 A). Rejects with DimseError when the peer cannot be reached or does not answer with success. */
export async function echo(o: DimseClientOptions): Promise<void> {
  await withAssociation(o, [plain(uids.VERIFICATION)], async (association) => {
    const context = association.required(uids.VERIFICATION, 'Verification');
    const answer = await association.exchange(context, 'C-ECHO', {
      CommandField: 0x0030,
      AffectedSOPClassUID: uids.VERIFICATION,
    });
    mustBeSuccess(o, 'C-ECHO', answer);
  });
}

/** C-FIND, study root or modality worklist (PS3.4 C.4.1, K.4.1). Rejects unless the final status is success. */
export async function find(
  o: DimseClientOptions,
  level: QueryLevel,
  identifier: NaturalDataset,
): Promise<NaturalDataset[]> {
  const worklist = level === 'WORKLIST';
  const sopClass = worklist ? uids.MODALITY_WORKLIST_FIND : findClass(level);
  const keys = worklist ? identifier : { ...identifier, QueryRetrieveLevel: level };
  return withAssociation(o, [plain(sopClass)], async (association) => {
    const context = association.required(sopClass, worklist ? 'Modality Worklist FIND' : 'Query/Retrieve FIND');
    const matches: NaturalDataset[] = [];
    const fields = { CommandField: 0x0020, AffectedSOPClassUID: sopClass, Priority: MEDIUM };
    const answer = await association.exchange(context, 'C-FIND', fields, encoded(keys, context), (message) => {
      const data = dataOf(message);
      if (data) matches.push(decoded(data, context));
    });
    mustBeSuccess(o, 'C-FIND', answer);
    return matches;
  });
}

/**
 * C-MOVE (PS3.4 C.4.2). Resolves with the final response's status and counts, whatever they are. A peer need not say
 * anything before that: `seen` is given a function to call whenever something of the retrieve is seen to arrive at its
 * destination, so that a peer at work is not taken for one that does not answer; it returns what ends the watching.
 */
export async function move(
  o: DimseClientOptions,
  level: Exclude<QueryLevel, 'WORKLIST'>,
  identifier: NaturalDataset,
  destinationAeTitle: string,
  about: { onProgress?: (s: SubOperations) => void; seen?: (atWork: () => void) => () => void } = {},
): Promise<SubOperations> {
  const sopClass = level === 'PATIENT' ? uids.PATIENT_ROOT_MOVE : uids.STUDY_ROOT_MOVE;
  return withAssociation(o, [plain(sopClass)], async (association) => {
    const context = association.required(sopClass, 'Query/Retrieve MOVE');
    const fields = {
      CommandField: 0x0021,
      AffectedSOPClassUID: sopClass,
      Priority: MEDIUM,
      MoveDestination: destinationAeTitle,
    };
    const data = encoded({ ...identifier, QueryRetrieveLevel: level }, context);
    const unwatch = about.seen?.(() => association.atWork());
    try {
      const answer = await association.exchange(context, 'C-MOVE', fields, data, (message) =>
        about.onProgress?.(counts(message)),
      );
      return counts(answer);
    } finally {
      unwatch?.();
    }
  });
}

/**
 * C-GET (PS3.4 C.4.3): instances come in on this association; `onInstance` returns each one's C-STORE status. Resolves
 * with the final response's status and counts, whatever they are.
 */
export async function get(
  o: DimseClientOptions,
  level: Exclude<QueryLevel, 'WORKLIST'>,
  identifier: NaturalDataset,
  onInstance: (i: ReceivedInstance) => Promise<number>,
): Promise<SubOperations> {
  const sopClass = level === 'PATIENT' ? uids.PATIENT_ROOT_GET : uids.STUDY_ROOT_GET;
  return withAssociation(o, [plain(sopClass), ...storageContexts()], async (association) => {
    const context = association.required(sopClass, 'Query/Retrieve GET');
    association.onPeerRequest = (message, connection) => void takeIn(o, message, connection, onInstance);
    const fields = { CommandField: 0x0010, AffectedSOPClassUID: sopClass, Priority: MEDIUM };
    const data = encoded({ ...identifier, QueryRetrieveLevel: level }, context);
    return counts(await association.exchange(context, 'C-GET', fields, data));
  });
}

/** N-CREATE (PS3.7 10.1.5). Resolves with the status, whatever it is. */
export async function nCreate(
  o: DimseClientOptions,
  sopClassUid: string,
  sopInstanceUid: string,
  attributes: NaturalDataset,
): Promise<{ status: number; attributes?: NaturalDataset; comment?: string }> {
  const ids = { AffectedSOPClassUID: sopClassUid, AffectedSOPInstanceUID: sopInstanceUid };
  return normalised(o, 'N-CREATE', sopClassUid, { CommandField: 0x0140, ...ids }, attributes);
}

/** N-SET (PS3.7 10.1.3). Resolves with the status, whatever it is. */
export async function nSet(
  o: DimseClientOptions,
  sopClassUid: string,
  sopInstanceUid: string,
  attributes: NaturalDataset,
): Promise<{ status: number; attributes?: NaturalDataset; comment?: string }> {
  const ids = { RequestedSOPClassUID: sopClassUid, RequestedSOPInstanceUID: sopInstanceUid };
  return normalised(o, 'N-SET', sopClassUid, { CommandField: 0x0120, ...ids }, attributes);
}

/** N-ACTION (PS3.7 10.1.4). Resolves with the status, whatever it is. */
export async function nAction(
  o: DimseClientOptions,
  sopClassUid: string,
  sopInstanceUid: string,
  actionTypeId: number,
  attributes: NaturalDataset,
): Promise<{ status: number; attributes?: NaturalDataset; comment?: string }> {
  const ids = { RequestedSOPClassUID: sopClassUid, RequestedSOPInstanceUID: sopInstanceUid };
  return normalised(
    o,
    'N-ACTION',
    sopClassUid,
    { CommandField: 0x0130, ...ids, ActionTypeID: actionTypeId },
    attributes,
  );
}

/**
 * N-EVENT-REPORT on an association of its own, proposing the SCP role (PS3.7 D.3.3.4, PS3.4 J.3.3). A peer that does not
 * answer the role proposal gets the report all the same, as many send none. Resolves with the status, whatever it is.
 */
export async function nEventReport(
  o: DimseClientOptions,
  sopClassUid: string,
  sopInstanceUid: string,
  eventTypeId: number,
  attributes: NaturalDataset,
  /** `none` proposes no role, as the standard does not allow. */
  role: 'scp' | 'none' = 'scp',
): Promise<{ status: number; attributes?: NaturalDataset; comment?: string }> {
  const ids = { AffectedSOPClassUID: sopClassUid, AffectedSOPInstanceUID: sopInstanceUid };
  const fields = { CommandField: 0x0100, ...ids, EventTypeID: eventTypeId };
  const roles = role === 'scp' ? { scu: false, scp: true } : undefined;
  return normalised(o, 'N-EVENT-REPORT', sopClassUid, fields, attributes, roles);
}

async function normalised(
  o: DimseClientOptions,
  name: string,
  sopClassUid: string,
  fields: Record<string, unknown>,
  attributes: NaturalDataset,
  roles?: ProposedContext['roles'],
): Promise<{ status: number; attributes?: NaturalDataset; comment?: string }> {
  return withAssociation(o, [plain(sopClassUid, roles)], async (association) => {
    const context = association.required(sopClassUid, `the SOP class for ${name}`);
    if (roles?.scp && !context.getProviderRole())
      o.log?.warn(`${peerName(o)} did not agree to the SCP role that ${o.callingAeTitle} proposed for ${name}`);
    const answer = await association.exchange(context, name, fields, encoded(attributes, context));
    const comment = answer.command['ErrorComment'];
    const data = dataOf(answer);
    return {
      status: answer.command['Status'] as number,
      ...(data ? { attributes: decoded(data, context) } : {}),
      ...(typeof comment === 'string' && comment !== '' ? { comment } : {}),
    };
  });
}

/** Opens, works, and releases; aborts when the work fails. */
export async function withAssociation<T>(
  o: DimseClientOptions,
  contexts: readonly ProposedContext[],
  work: (association: Requestor) => Promise<T>,
): Promise<T> {
  const association = await Requestor.open(o, contexts);
  try {
    const result = await work(association);
    await association.release();
    return result;
  } catch (error) {
    if (error instanceof DimseError && (error.code === 'refused' || error.code === 'status'))
      await association.release();
    else association.abort();
    throw error;
  }
}

async function takeIn(
  o: DimseClientOptions,
  message: DimseMessage,
  connection: Connection,
  onInstance: (i: ReceivedInstance) => Promise<number>,
): Promise<void> {
  const instance = received(message, o.peer.aeTitle);
  if (!instance) return connection.send(message.context, { ...storeResponse(message, 0x0211) });
  let status: number;
  try {
    status = await onInstance(instance);
  } catch (error) {
    o.log?.error(`${o.callingAeTitle} could not take in ${instance.sopInstanceUid}: ${(error as Error).message}`);
    status = 0x0110;
  }
  message.held?.letGo();
  connection.send(message.context, storeResponse(message, status));
}

/**
 * One transfer syntax a context, so that the peer can send what it holds as it holds it. At most 127 beside the C-GET
 * context itself (PS3.8 9.3.2.2: odd ids up to 255), hence compression for the common images only.
 */
function storageContexts(): ProposedContext[] {
  const roles = { scu: false, scp: true };
  const all = [...uids.COMPRESSIBLE_STORAGE_SOP_CLASSES, ...uids.OTHER_STORAGE_SOP_CLASSES];
  const contexts = (classes: readonly string[], transferSyntax: string): ProposedContext[] =>
    classes.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [transferSyntax], roles }));
  return [
    ...uids.PLAIN_TRANSFER_SYNTAXES.flatMap((transferSyntax) => contexts(all, transferSyntax)),
    ...COMPRESSED.flatMap((transferSyntax) => contexts(uids.COMPRESSIBLE_STORAGE_SOP_CLASSES, transferSyntax)),
  ].slice(0, 127);
}

const COMPRESSED = [
  uids.JPEG_2000_LOSSLESS,
  uids.JPEG_LOSSLESS_SV1,
  uids.JPEG_LS_LOSSLESS,
  uids.JPEG_BASELINE,
  uids.RLE_LOSSLESS,
];

function findClass(level: QueryLevel): string {
  // The study root model has no PATIENT level (PS3.4 C.6.2).
  return level === 'PATIENT' ? uids.PATIENT_ROOT_FIND : uids.STUDY_ROOT_FIND;
}

function encoded(dataset: NaturalDataset, context: PresentationContext): Buffer {
  return encodeDataset(dataset, context.getAcceptedTransferSyntaxUid() as string);
}

function decoded(data: Buffer, context: PresentationContext): NaturalDataset {
  return naturalBytes(data, context.getAcceptedTransferSyntaxUid() as string);
}

function counts({ command }: DimseMessage): SubOperations {
  const number = (name: string): number => (typeof command[name] === 'number' ? command[name] : 0);
  return {
    status: number('Status'),
    completed: number('NumberOfCompletedSuboperations'),
    failed: number('NumberOfFailedSuboperations'),
    warning: number('NumberOfWarningSuboperations'),
    remaining: number('NumberOfRemainingSuboperations'),
  };
}

function mustBeSuccess(o: DimseClientOptions, name: string, { command }: DimseMessage): void {
  const status = command['Status'] as number;
  if (status === 0) return;
  const comment = typeof command['ErrorComment'] === 'string' ? `: ${command['ErrorComment']}` : '';
  throw new DimseError(
    'status',
    `${peerName(o)} answered the ${name} of ${o.callingAeTitle} with status ${formatStatus(status)} (${statusMeaning(status)})${comment}.`,
    status,
  );
}
