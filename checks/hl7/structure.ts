import type { Finding } from '../../model/check';
import type { Hl7Message } from '../../model/hl7/message';
import { finding } from './findings';

/** Part of a message structure: one segment of several possible names, or a group; `?` `*` `+` or exactly one. */
interface Part {
  names?: string[];
  group?: Part[];
  occurs: '' | '?' | '*' | '+';
}

const one = (...names: string[]): Part => ({ names, occurs: '' });
const optional = (...names: string[]): Part => ({ names, occurs: '?' });
const any = (...names: string[]): Part => ({ names, occurs: '*' });
const group = (occurs: Part['occurs'], ...parts: Part[]): Part => ({ group: parts, occurs });

/** ORM_O01, all of v2.3.1 to v2.5.1 together (HL7 4.4.1). Z segments may stand anywhere. */
const ORM_O01: Part[] = [
  one('MSH'),
  any('SFT'),
  any('NTE'),
  group(
    '?',
    one('PID'),
    optional('PD1'),
    any('NTE'),
    group('?', one('PV1'), optional('PV2')),
    group('*', one('IN1'), optional('IN2'), optional('IN3')),
    optional('GT1'),
    any('AL1'),
  ),
  group(
    '+',
    one('ORC'),
    any('TQ1'),
    group(
      '?',
      one('OBR', 'RQD', 'RQ1', 'RXO', 'ODS', 'ODT'),
      any('NTE'),
      optional('CTD'),
      any('DG1'),
      group('*', one('OBX'), any('NTE')),
    ),
    any('FT1'),
    any('CTI'),
    optional('BLG'),
  ),
];
const ACK: Part[] = [one('MSH'), any('SFT'), one('MSA'), any('ERR')];

const STRUCTURES: Record<string, { parts: Part[]; clause: string }> = {
  'ORM^O01': { parts: ORM_O01, clause: 'HL7 4.4.1 (ORM^O01)' },
  ACK: { parts: ACK, clause: 'HL7 2.14.1 (ACK)' },
};

/** Whether the segments of an ORM^O01 or an ACK are those of its structure, in order. Other messages are not judged. */
export function checkStructure(message: Hl7Message): Finding[] {
  const type = message.get('MSH-9.1');
  const structure = STRUCTURES[type === 'ACK' ? 'ACK' : `${type}^${message.get('MSH-9.2')}`];
  if (!structure) return [];
  const segments = message.segments.filter(({ name }) => !name.startsWith('Z'));
  const names = segments.map(({ name }) => name);
  const missing: { name: string; before: number }[] = [];
  const end = matchAll(structure.parts, names, 0, missing);
  const { clause } = structure;
  const findings = missing.map(({ name, before }) =>
    finding(
      /** Clause: HL7 4.4.1 for ORM^O01, HL7 2.14.1 for ACK */
      { id: 'hl7/segment-missing', clause, severity: 'error' },
      name,
      `The segment ${name} is missing${before < names.length ? ` before ${names[before]}` : ''}.`,
    ),
  );
  const stray = segments[end];
  if (stray && missing.length === 0) {
    findings.push(
      finding(
        /** Clause: HL7 4.4.1 for ORM^O01, HL7 2.14.1 for ACK */
        { id: 'hl7/segment-order', clause, severity: 'error' },
        `${stray.name}[${stray.index}]`,
        `The segment ${stray.name} (number ${stray.position} of the message) cannot stand there.`,
        `${names[end - 1] ?? ''} ${stray.name}`.trim(),
      ),
    );
  }
  return findings;
}

function matchAll(parts: Part[], names: string[], at: number, missing: { name: string; before: number }[]): number {
  for (const part of parts) {
    let count = 0;
    while (begins(part, names[at]) && (count === 0 || part.occurs === '*' || part.occurs === '+')) {
      at = part.group ? matchAll(part.group, names, at, missing) : at + 1;
      count += 1;
    }
    if (count === 0 && (part.occurs === '' || part.occurs === '+')) missing.push({ name: firstName(part), before: at });
  }
  return at;
}

function begins(part: Part, name: string | undefined): boolean {
  if (name === undefined) return false;
  return part.names ? part.names.includes(name) : begins(part.group?.[0] ?? { occurs: '' }, name);
}

function firstName(part: Part): string {
  return part.names?.[0] ?? firstName(part.group?.[0] ?? { names: [''], occurs: '' });
}
