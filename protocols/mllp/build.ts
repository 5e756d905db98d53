import { randomUUID } from 'node:crypto';
import { Message } from 'node-hl7-client';
import { HL7_2_4 } from 'node-hl7-client/hl7';
import type { Hl7Message } from '../../model/hl7/message';

/** Values of a segment by path within it: `{ '3.1': 'AW1', '5': 'A' }`. Escaped by the builder. */
export type SegmentValues = Record<string, string | undefined>;

export interface MessageHead {
  sending: { application: string; facility: string };
  receiving: { application: string; facility: string };
  /** `ORM`, `O01`. */
  type: [code: string, trigger: string];
  controlId?: string;
  /** MSH-12; 2.4 when left out. */
  version?: string;
}

/** Builds a message in UTF-8 with node-hl7-client's builder; segments end with a carriage return. */
export function buildMessage(head: MessageHead, segments: [name: string, values: SegmentValues][]): string {
  const message = new Message({
    specification: new HL7_2_4(),
    messageHeader: {
      msh_9_1: head.type[0],
      msh_9_2: head.type[1],
      msh_10: head.controlId ?? newControlId(),
      msh_11_1: 'P',
    },
  });
  const header: SegmentValues = {
    '3': head.sending.application,
    '4': head.sending.facility,
    '5': head.receiving.application,
    '6': head.receiving.facility,
    '12': head.version ?? '2.4',
    '18': 'UNICODE UTF-8',
  };
  for (const [path, value] of Object.entries(header)) if (value) message.set(`MSH.${path}`, value);
  for (const [name, values] of segments) {
    const segment = message.addSegment(name);
    for (const [path, value] of Object.entries(values))
      if (value !== undefined && value !== '') segment.set(path, value);
  }
  return `${message.toString()}\r`;
}

/** An original mode acknowledgement of what was received (HL7 2.9.2.1). `reason` becomes MSA-3. */
export function buildAck(
  received: Hl7Message | undefined,
  code: 'AA' | 'AE' | 'AR',
  sending: { application: string; facility: string },
  reason?: string,
): string {
  const application = received?.get('MSH-3.1') ?? '';
  const facility = received?.get('MSH-4.1') ?? '';
  return buildMessage(
    {
      sending,
      receiving: { application, facility },
      type: ['ACK', received?.get('MSH-9.2') || 'O01'],
      version: versionOf(received),
    },
    [['MSA', { '1': code, '2': received?.controlId, '3': reason?.slice(0, 80) }]],
  );
}

export function newControlId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 20).toUpperCase();
}

/** An answer comes in the version of its question, where that is one. */
function versionOf(received: Hl7Message | undefined): string {
  const version = received?.version ?? '';
  return /^2\.\d(\.\d)?$/.test(version) ? version : '2.4';
}
