import { readHl7 } from '../../../model/hl7/reader';
import type { Hl7Message } from '../../../model/hl7/message';
import { newControlId } from '../notice/notice';
import { segment, timestamp } from './write-hl7';

/** An original mode acknowledgement (HL7 2.9.2.1), also to what could not be read. `reason` becomes MSA-3. */
export function acknowledge(
  received: Uint8Array,
  code: 'AA' | 'AE' | 'AR',
  sending: { application: string; facility: string },
  reason = '',
): string {
  const message = readable(received);
  const get = (path: string): string => message?.get(path) ?? '';
  const segments = [
    segment('MSH', {
      3: sending.application,
      4: sending.facility,
      5: get('MSH-3.1'),
      6: get('MSH-4.1'),
      7: timestamp(new Date()),
      9: ['ACK', get('MSH-9.2')],
      10: newControlId(),
      11: get('MSH-11.1') || 'P',
      12: /^2\.\d(\.\d)?$/.test(get('MSH-12.1')) ? get('MSH-12.1') : '2.4',
      18: 'UNICODE UTF-8',
    }),
    segment('MSA', { 1: code, 2: get('MSH-10'), 3: reason.slice(0, 80) }),
  ];
  return `${segments.join('\r')}\r`;
}

function readable(bytes: Uint8Array): Hl7Message | undefined {
  try {
    return readHl7(bytes);
  } catch {
    return undefined;
  }
}
