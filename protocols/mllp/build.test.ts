import { expect, it } from 'vitest';
import { readHl7 } from '../../model/hl7/reader';
import { buildAck, buildMessage, parse, type SegmentValues } from './build';

const OURS = { application: 'RIS|^~\\&', facility: 'H' };
const asked = (version: string, name = 'AI'): string =>
  `MSH|^~\\&|${name}|SITE|RIS|H|20261128||ORM^O01^ORM_O01|X\\T\\1|T|${version}\rPID|1`;

/** Time and control id differ in every message. */
const alike = (text: string): string => text.replace(/\d{14}\+0000/, 'time').replace(/\|[0-9A-F]{20}\|/, '|id|');

it.each(['2.3', '2.3.1', '2.4', '2.5', '2.5.1'])(
  'an acknowledgement in %s is what the builder of the library makes',
  (version) => {
    const reason = 'No exam "A&B"\r\n of that | name ~ here: 1^2 \\ 3';
    const received = readHl7(Buffer.from(asked(version)));
    const early = /^2\.[0-4]/.test(version);
    const error: SegmentValues = early
      ? { '1.1': 'PID', '1.2': '1', '1.3': '3', '1.4.1': '204', '1.4.2': 'Unknown key identifier', '1.4.3': 'HL70357' }
      : {
          '2.1': 'PID',
          '2.2': '1',
          '2.3': '3',
          '3.1': '204',
          '3.2': 'Unknown key identifier',
          '3.3': 'HL70357',
          '4': 'E',
          '8': reason,
        };
    const byLibrary = buildMessage(
      {
        sending: OURS,
        receiving: { application: 'AI', facility: 'SITE' },
        type: ['ACK', 'O01'],
        ...{ processingId: 'T', version },
      },
      [
        ['MSA', { '1': 'AE', '2': 'X\\T\\1', '3': reason }],
        ['ERR', error],
      ],
    );
    const ack = buildAck(received, 'AE', OURS, reason, { code: '204', location: 'PID-3' });
    expect(alike(ack)).toBe(alike(byLibrary));
    expect(parse(ack).get('MSA.2')).toBe(parse(byLibrary).get('MSA.2'));
  },
);

it('an acknowledgement of what could not be read names no message', () => {
  const ack = readHl7(Buffer.from(buildAck(undefined, 'AR', OURS, 'This is no HL7 message')));
  expect(ack.get('MSH-9')).toBe('ACK');
  expect(ack.get('MSH-3.1')).toBe(OURS.application);
  expect(ack.get('MSA-1')).toBe('AR');
  expect(ack.get('MSA-2')).toBe('');
});
