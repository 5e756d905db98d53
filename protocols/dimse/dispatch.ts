import type { Logger } from '../../model/actors';
import type { CommandFields } from './command-set';
import { type Connection, dataOf, type DimseMessage } from './connection';
import { encodeDataset } from './encode';
import { naturalBytes } from './natural';
import { received, storeResponse } from './received';
import { sendInstances } from './send-instances';
import type { DimseServerOptions, NormalisedAnswer, NormalisedRequest, QueryRequest } from './server';
import type { NaturalDataset, SubOperations } from './types';

const SUCCESS = 0x0000;
const PENDING = 0xff00;
const CANCELLED = 0xfe00;
const PROCESSING_FAILURE = 0x0110;
const OUT_OF_RESOURCES = 0xa700;
const UNRECOGNISED_OPERATION = 0x0211;
const UNABLE_TO_PROCESS = 0xc001;
const ANSWERS_AT_ONCE = 32;

/** A request and all that is needed to answer it. */
export interface Served {
  message: DimseMessage;
  connection: Connection;
  callingAeTitle: string;
  options: DimseServerOptions;
  log: Logger;
  /** Whether a C-CANCEL for it has come. */
  cancelled(): boolean;
  /** How long the peer may take nothing of what is sent to it. */
  patienceMs: number;
}

/** Answers one request through its handler. Rejects only when no answer could be written. */
export async function answerRequest(served: Served): Promise<void> {
  const { handlers } = served.options;
  switch (served.message.command['CommandField']) {
    case 0x0030:
      return respond(served, SUCCESS);
    case 0x0001:
      return handlers.store ? answerStore(served, handlers.store) : respond(served, UNRECOGNISED_OPERATION);
    case 0x0020:
      return handlers.find ? answerFind(served, handlers.find) : respond(served, UNRECOGNISED_OPERATION);
    case 0x0021:
      return handlers.move ? answerMove(served, handlers.move) : respond(served, UNRECOGNISED_OPERATION);
    case 0x0010:
      return handlers.get ? answerGet(served, handlers.get) : respond(served, UNRECOGNISED_OPERATION);
    case 0x0140:
      return answerNormalised(served, handlers.nCreate);
    case 0x0120:
      return answerNormalised(served, handlers.nSet);
    case 0x0130:
      return answerNormalised(served, handlers.nAction);
    case 0x0100:
      return answerNormalised(served, handlers.nEventReport);
    default:
      return respond(served, UNRECOGNISED_OPERATION);
  }
}

type Handlers = DimseServerOptions['handlers'];

async function answerStore(served: Served, store: NonNullable<Handlers['store']>): Promise<void> {
  const instance = received(served.message, served.callingAeTitle);
  if (!instance) return respond(served, 0xa900, { ErrorComment: 'There was no data set' });
  const { held, spool } = served.message;
  const status =
    spool?.problem === undefined
      ? await attempt(served, PROCESSING_FAILURE, () => store(instance))
      : outOfResources(served, spool.problem);
  spool?.abandon();
  held?.letGo();
  served.connection.send(served.message.context, storeResponse(served.message, status));
}

function outOfResources({ log, options }: Served, problem: string): number {
  log.error(`${options.aeTitle} could not keep an instance: ${problem}`);
  return OUT_OF_RESOURCES;
}

/** Some answers at a time go out in one write; between them a C-CANCEL is met, and a peer that does not read holds us up. */
async function answerFind(served: Served, find: NonNullable<Handlers['find']>): Promise<void> {
  const { connection } = served;
  let matches: NaturalDataset[] = [];
  let status = await attempt(served, UNABLE_TO_PROCESS, async () => {
    matches = await find(query(served));
    return SUCCESS;
  });
  for (let at = 0; at < matches.length && status === SUCCESS; at += ANSWERS_AT_ONCE) {
    const some = matches.slice(at, at + ANSWERS_AT_ONCE);
    status = await attempt(served, UNABLE_TO_PROCESS, async () => {
      connection.inOneWrite(() => some.forEach((match) => respond(served, PENDING, {}, match)));
      return SUCCESS;
    });
    if (!(await connection.taken(served.patienceMs))) return;
    if (status === SUCCESS && served.cancelled()) status = CANCELLED;
  }
  respond(served, status);
}

async function answerMove(served: Served, move: NonNullable<Handlers['move']>): Promise<void> {
  const destination = String(served.message.command['MoveDestination'] ?? '').trim();
  let last: SubOperations = { status: PENDING, completed: 0, failed: 0, warning: 0 };
  const failure = await attempt(served, UNABLE_TO_PROCESS, async () => {
    const outcome = move({ ...query(served), destination });
    if (!(Symbol.asyncIterator in outcome)) {
      last = await outcome;
      return SUCCESS;
    }
    for await (const progress of outcome) {
      last = progress;
      if (progress.status !== PENDING) break;
      if (served.cancelled()) {
        last = { ...progress, status: CANCELLED };
        break;
      }
      // After the last one comes the final response.
      if (progress.remaining !== 0) respond(served, PENDING, countFields(progress));
    }
    return SUCCESS;
  });
  if (failure !== SUCCESS) return respond(served, failure, countFields({ ...last, remaining: undefined }));
  const status = last.status === PENDING ? finalStatus(last) : last.status;
  const final = status === CANCELLED ? last : { ...last, remaining: undefined };
  respond(served, status, countFields(final), failedList(status, last.failedSopInstanceUids ?? []));
}

async function answerGet(served: Served, get: NonNullable<Handlers['get']>): Promise<void> {
  const failedUids: string[] = [];
  let counts: SubOperations = { status: SUCCESS, completed: 0, failed: 0, warning: 0, remaining: 0 };
  const failure = await attempt(served, UNABLE_TO_PROCESS, async () => {
    const sources = await get(query(served));
    counts = await sendInstances(served, sources, {
      progress: (now) => respond(served, PENDING, countFields(now)),
      failed: (uid) => failedUids.push(uid),
    });
    return counts.status;
  });
  const final = failure === CANCELLED ? counts : { ...counts, remaining: undefined };
  respond(served, failure, countFields(final), failedList(failure, failedUids));
}

/** PS3.4 C.4.2.1.4.2, C.4.3.1.3.2: in a final response that is no success. */
function failedList(status: number, uids: readonly string[]): NaturalDataset | undefined {
  return uids.length > 0 && status !== SUCCESS ? { FailedSOPInstanceUIDList: uids } : undefined;
}

async function answerNormalised(
  served: Served,
  handler: ((r: NormalisedRequest) => Promise<NormalisedAnswer>) | undefined,
): Promise<void> {
  if (!handler) return respond(served, UNRECOGNISED_OPERATION);
  const { command, context } = served.message;
  const data = dataOf(served.message);
  let answer: NormalisedAnswer = { status: PROCESSING_FAILURE };
  const status = await attempt(served, PROCESSING_FAILURE, async () => {
    answer = await handler({
      sopClassUid: String(command['RequestedSOPClassUID'] ?? command['AffectedSOPClassUID'] ?? ''),
      sopInstanceUid: String(command['RequestedSOPInstanceUID'] ?? command['AffectedSOPInstanceUID'] ?? ''),
      ...(typeof command['ActionTypeID'] === 'number' ? { actionTypeId: command['ActionTypeID'] } : {}),
      ...(typeof command['EventTypeID'] === 'number' ? { eventTypeId: command['EventTypeID'] } : {}),
      attributes: naturalBytes(data ?? Buffer.alloc(0), context.getAcceptedTransferSyntaxUid() as string),
      callingAeTitle: served.callingAeTitle,
      messageId: command['MessageID'] as number,
    });
    return answer.status;
  });
  const uid = command['RequestedSOPInstanceUID'] ?? command['AffectedSOPInstanceUID'];
  const fields: CommandFields = {
    ...(uid === undefined ? {} : { AffectedSOPInstanceUID: uid }),
    ...(command['ActionTypeID'] === undefined ? {} : { ActionTypeID: command['ActionTypeID'] }),
    ...(command['EventTypeID'] === undefined ? {} : { EventTypeID: command['EventTypeID'] }),
    ...(answer.comment ? { ErrorComment: answer.comment.slice(0, 64) } : {}),
  };
  respond(served, status, fields, answer.attributes);
}

/** Runs a handler; its error is logged and becomes `failure`. */
async function attempt(served: Served, failure: number, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    served.log.error(
      `${served.options.aeTitle} failed on a request of ${served.callingAeTitle}: ${(error as Error).message}`,
    );
    return failure;
  }
}

function query({ message, callingAeTitle }: Served): QueryRequest {
  const { command, context } = message;
  const data = dataOf(message);
  const identifier = naturalBytes(data ?? Buffer.alloc(0), context.getAcceptedTransferSyntaxUid() as string);
  const level = identifier['QueryRetrieveLevel'];
  return {
    sopClassUid: String(command['AffectedSOPClassUID'] ?? ''),
    ...(typeof level === 'string' && level !== '' ? { level } : {}),
    identifier,
    callingAeTitle,
    messageId: command['MessageID'] as number,
  };
}

function respond(served: Served, status: number, fields: CommandFields = {}, dataset?: NaturalDataset): void {
  const { command, context } = served.message;
  const data = dataset && encodeDataset(dataset, context.getAcceptedTransferSyntaxUid() as string);
  served.connection.send(
    context,
    {
      CommandField: (command['CommandField'] as number) | 0x8000,
      MessageIDBeingRespondedTo: command['MessageID'],
      AffectedSOPClassUID: command['AffectedSOPClassUID'] ?? command['RequestedSOPClassUID'],
      Status: status,
      ...fields,
    },
    data,
  );
}

function countFields(s: SubOperations): CommandFields {
  return {
    ...(s.remaining === undefined ? {} : { NumberOfRemainingSuboperations: s.remaining }),
    NumberOfCompletedSuboperations: s.completed,
    NumberOfFailedSuboperations: s.failed,
    NumberOfWarningSuboperations: s.warning,
  };
}

/** PS3.4 C.4.2.1.5: success, some failed, or none could be done. */
function finalStatus(s: SubOperations): number {
  if (s.failed === 0 && s.warning === 0) return SUCCESS;
  return s.completed + s.warning === 0 ? 0xa702 : 0xb000;
}
