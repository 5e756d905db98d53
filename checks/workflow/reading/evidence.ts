import type { FrameRange, JournalEvent } from '../../../model/events';
import type { EvidenceRef, FhirExchange, MessageExchange, StoredInstance } from '../../../model/record';

const framesOf = (frames?: FrameRange) => (frames ? { frames } : {});
const noteOf = (note?: string) => (note === undefined ? {} : { note });
const pathOf = (path?: string) => (path === undefined || path === '' ? {} : { path });

/** A stored object, with `path` an attribute of it. */
export function atObject(store: StoredInstance, path?: string, note?: string): EvidenceRef {
  return {
    event: store.sent.seq,
    file: store.file.file,
    sopInstanceUid: store.sopInstanceUid,
    ...pathOf(path),
    ...framesOf(store.sent.frames),
    ...noteOf(note),
  };
}

/** A message, with `path` a field of it. */
export function atMessage(exchange: MessageExchange, path?: string, note?: string): EvidenceRef {
  return {
    event: exchange.sent.seq,
    file: exchange.file.file,
    controlId: exchange.message.controlId,
    ...pathOf(path),
    ...framesOf(exchange.sent.frames),
    ...noteOf(note),
  };
}

/** The acknowledgement of a message. */
export function atAck({ ack, message }: MessageExchange, note?: string): EvidenceRef[] {
  if (!ack) return [];
  const { moment, file } = ack;
  return [
    {
      event: moment.seq,
      file: file.file,
      controlId: message.controlId,
      path: 'MSA-1',
      ...framesOf(moment.frames),
      ...noteOf(note),
    },
  ];
}

export function atFhir({ sent, file }: FhirExchange, path?: string, note?: string): EvidenceRef {
  return {
    event: sent.seq,
    ...(file ? { file: file.file } : {}),
    ...pathOf(path),
    ...framesOf(sent.frames),
    ...noteOf(note),
  };
}

export function atEvent(event: JournalEvent, note?: string): EvidenceRef {
  return { event: event.seq, ...('frames' in event ? framesOf(event.frames) : {}), ...noteOf(note) };
}
