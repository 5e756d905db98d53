import type { Hl7Message } from '../../../model/hl7/message';
import type { AckError } from '../../../protocols/mllp/build';

export interface Verdict {
  code: 'AA' | 'AE' | 'AR';
  reason?: string;
  error?: AckError;
}

/** Order messages; each has an ORC whose ORC-5 is the status (RCR l.146-151). */
const TYPES = new Set(['ORM^O01', 'OMG^O19', 'OMI^O23', 'ORU^R01']);
/** Registration of patients, which has no order. */
const REGISTRATIONS = new Set(['ADT^A04', 'ADT^A08']);
const VERSIONS = /^2\.[1-8](\.\d)?$/;

/** Whether a message can be read as one that is taken here at all; undefined where it can. AR: never, sent as it is. */
export function unreadable(message: Hl7Message): Verdict | undefined {
  const refuse = (code: AckError['code'], location: string, reason: string): Verdict => ({
    code: 'AR',
    reason,
    error: { code, location },
  });
  if (message.controlId.trim() === '') return refuse('101', 'MSH-10', 'MSH-10 is empty');
  const type = `${message.get('MSH-9.1')}^${message.get('MSH-9.2')}`;
  if (!TYPES.has(type) && !REGISTRATIONS.has(type))
    return refuse('200', 'MSH-9', `Message type ${type} is not taken here`);
  const version = message.get('MSH-12.1');
  if (!VERSIONS.test(version)) return refuse('203', 'MSH-12', `MSH-12 is "${version}", not an HL7 version 2.1 to 2.8`);
  if (message.charset.invalid)
    return refuse('102', 'MSH-18', `The text is not in the character set of MSH-18 ("${message.charset.declared}")`);
  const odd = message.segments.find(({ name }) => !/^[A-Z][A-Z0-9]{2}$/.test(name));
  if (odd) return refuse('100', 'MSH-1', `Segment ${odd.position} does not begin with a segment name`);
  if (message.all('MSH').length > 1) return refuse('100', 'MSH-1', 'There is a second MSH in the message');
  if (message.all('PID').length !== 1) return refuse('100', 'PID-1', 'Exactly one PID is expected');
  if (TYPES.has(type) && message.all('ORC').length !== 1) return refuse('100', 'ORC-1', 'Exactly one ORC is expected');
  return undefined;
}
