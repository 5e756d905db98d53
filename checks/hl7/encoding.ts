import type { Finding } from '../../model/check';
import type { Hl7Message, Hl7Segment } from '../../model/hl7/message';
import { pathOf } from './check-fields';
import { finding, type Rule } from './findings';
import { TABLE_0104, TABLE_0211 } from './tables';

const rule = (id: string, clause: string, severity: Rule['severity'] = 'error'): Rule => ({
  id: `hl7/${id}`,
  clause,
  severity,
});

const DELIMITERS = rule('delimiters', 'HL7 2.5.4');
const UNUSUAL_DELIMITERS = rule('delimiters-recommended', 'HL7 2.5.4', 'warning');
const TERMINATOR = rule('segment-terminator', 'HL7 2.5.4');
const SEGMENT_NAME = rule('segment-name', 'HL7 2.5.2');
const CHARACTER_SET = rule('character-set', 'HL7 2.15.9.18, table 0211');
const CONTROL_CHARACTER = rule('control-character', 'HL7 2.A, data types ST and TX');
const ESCAPE = rule('escape-sequence', 'HL7 2.7', 'warning');
const VERSION = rule('version', 'HL7 2.15.9.12, table 0104');
const MESSAGE_TYPE = rule('message-type', 'HL7 2.15.9.9');
const SENDER = rule('sender-named', 'HL7 2.15.9.3', 'warning');
const CONTROL_ID = rule('control-id-length', 'HL7 2.15.9.10', 'warning');

/** What holds for every HL7 v2 message: delimiters, terminators, character set, escapes, header (HL7 v2.5.1 chapter 2). */
export function checkEncoding(message: Hl7Message): Finding[] {
  return [...checkDelimiters(message), ...checkText(message), ...checkHeader(message), ...checkEscapes(message)];
}

function checkDelimiters({ delimiters, segments }: Hl7Message): Finding[] {
  const encoding = segments[0]?.field(2) ?? '';
  const all = delimiters.field + encoding;
  if (encoding.length < 2 || encoding.length > 5 || new Set(all).size !== all.length || /[A-Za-z0-9 ]/.test(all)) {
    const message = 'MSH-1 and MSH-2 must be four to six different characters that are no letters or digits.';
    return [finding(DELIMITERS, 'MSH-2', message, all, '|^~\\&')];
  }
  if (all.slice(0, 5) !== '|^~\\&') {
    return [finding(UNUSUAL_DELIMITERS, 'MSH-2', 'The delimiters are not those that HL7 recommends.', all, '|^~\\&')];
  }
  return [];
}

function checkText({ text, charset, segments }: Hl7Message): Finding[] {
  const findings: Finding[] = [];
  if (text.includes('\n')) {
    findings.push(
      finding(TERMINATOR, 'MSH', 'Segments end in line feeds; HL7 allows nothing but a carriage return.', 'LF', 'CR'),
    );
  }
  for (const { name, position } of segments) {
    if (/^[A-Z][A-Z0-9]{2}$/.test(name)) continue;
    findings.push(
      finding(SEGMENT_NAME, `segment ${position}`, `Line ${position} does not begin with a segment name.`, name),
    );
  }
  const declared = charset.declared.split('~')[0]?.trim().toUpperCase() ?? '';
  if (charset.invalid) {
    const message =
      declared === ''
        ? 'MSH-18 declares no character set, so only ASCII may be used, but other characters are there.'
        : 'The text is not encoded in the character set that MSH-18 declares.';
    findings.push(finding(CHARACTER_SET, 'MSH-18', message, charset.declared));
  } else if (declared !== '' && !TABLE_0211.has(declared.replaceAll(' ', '_'))) {
    findings.push(
      finding(CHARACTER_SET, 'MSH-18', 'MSH-18 declares a character set that HL7 table 0211 lacks.', declared),
    );
  }
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.exec(text);
  if (control) {
    const code = control[0].charCodeAt(0).toString(16).padStart(2, '0');
    const before = text.slice(0, control.index).split('\r').length;
    findings.push(
      finding(CONTROL_CHARACTER, `segment ${before}`, 'A control character stands in the text.', `0x${code}`),
    );
  }
  return findings;
}

function checkHeader(message: Hl7Message): Finding[] {
  const findings: Finding[] = [];
  const version = message.get('MSH-12.1');
  if (version !== '' && !TABLE_0104.has(version)) {
    findings.push(finding(VERSION, 'MSH-12', 'MSH-12 names a version of HL7 that does not exist.', version));
  }
  const [type, event, structure] = [message.get('MSH-9.1'), message.get('MSH-9.2'), message.get('MSH-9.3')];
  if (type !== '' && type !== 'ACK' && event === '') {
    findings.push(finding(MESSAGE_TYPE, 'MSH-9.2', 'MSH-9 names no trigger event.', message.type, 'ORM^O01'));
  }
  if (type === 'ORM' && structure !== '' && structure !== 'ORM_O01') {
    findings.push(finding(MESSAGE_TYPE, 'MSH-9.3', 'The structure of an ORM is ORM_O01.', structure, 'ORM_O01'));
  }
  if (message.get('MSH-3') === '' && message.get('MSH-4') === '') {
    findings.push(finding(SENDER, 'MSH-3', 'MSH-3 and MSH-4 are empty, so the message does not say who sent it.'));
  }
  if (message.controlId.length > 20) {
    findings.push(
      finding(
        CONTROL_ID,
        'MSH-10',
        'MSH-10 is longer than the 20 characters that receivers must keep.',
        message.controlId,
      ),
    );
  }
  return findings;
}

function checkEscapes(message: Hl7Message): Finding[] {
  const { escape } = message.delimiters;
  if (escape === '') return [];
  return message.segments.flatMap((segment) =>
    segment.fields.flatMap((raw, number) => {
      if (number === 0 || !raw.includes(escape) || isDelimiterField(segment, number)) return [];
      const bad = badEscape(raw, escape);
      if (bad === undefined) return [];
      const path = pathOf(segment, number);
      const text = `${path} has the escape character where no known escape sequence stands; write it as \\E\\.`;
      return [finding(ESCAPE, path, text, bad)];
    }),
  );
}

const isDelimiterField = ({ name }: Hl7Segment, number: number): boolean => name === 'MSH' && number <= 2;

/** The first piece that is no escape sequence of HL7 2.7; undefined where all are. */
function badEscape(raw: string, escape: string): string | undefined {
  const pieces = raw.split(escape);
  for (let i = 1; i < pieces.length; i += 2) {
    const sequence = pieces[i] ?? '';
    const known = /^([FSTREHN]|[XZ][0-9A-Za-z]+|[CM][0-9A-Fa-f]+|\.(br|sp|in|ti|fi|nf|ce|sk)[-+ ]?\d*)$/.test(sequence);
    if (!known || i === pieces.length - 1) return `${escape}${sequence}`;
  }
  return undefined;
}
