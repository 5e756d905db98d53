import type { Finding } from '../../model/check';
import type { Hl7Message, Hl7Segment } from '../../model/hl7/message';
import { DATA_TYPES } from './data-types';
import { FIELDS, type FieldRule } from './fields';
import { finding } from './findings';
import { TABLE_0078 } from './tables';
import { isAtLeast } from './version';

/** Data types for OBX-5 that came after v2.3.1. */
const VALUE_TYPES_SINCE: Record<string, string> = { CWE: '2.4', CNE: '2.4', DR: '2.4', DTM: '2.5', SNM: '2.5' };

/** HL7's own way of saying "delete this value". */
const EXPLICIT_NULL = '""';

/** Required fields, data types and tables of the segments that are known (HL7 v2.5.1 chapters 2, 3, 4, 7). */
export function checkFields(message: Hl7Message): Finding[] {
  return message.segments.flatMap((segment) => {
    const rules = Object.entries(FIELDS[segment.name] ?? {});
    return [
      ...rules.flatMap(([number, rule]) => checkField(message, segment, Number(number), rule)),
      ...(segment.name === 'OBX' ? checkObservation(message, segment) : []),
    ];
  });
}

export function pathOf(segment: Hl7Segment, field: number): string {
  return segment.index === 1 && segment.name !== 'OBX'
    ? `${segment.name}-${field}`
    : `${segment.name}[${segment.index}]-${field}`;
}

function checkField(message: Hl7Message, segment: Hl7Segment, number: number, rule: FieldRule): Finding[] {
  const path = pathOf(segment, number);
  const raw = segment.field(number);
  const { clause, name } = rule;
  if (raw === '') {
    const required =
      rule.required || (rule.requiredSince !== undefined && isAtLeast(message, rule.requiredSince)) || false;
    if (!required) return [];
    return [
      finding(
        /** Clause: HL7 2.5.3.4, and the section of the field */
        { id: 'hl7/field-required', clause, severity: 'error' },
        path,
        `${path} (${name}) is empty, and HL7 requires it.`,
      ),
    ];
  }
  if (raw === EXPLICIT_NULL) return [];
  const findings: Finding[] = [];
  const { table } = rule;
  if (table && !table.values.has(segment.component(number, 1))) {
    findings.push(
      finding(
        /** Clause: HL7 2.5.3.6, and the table of the field */
        { id: 'hl7/table-value', clause: `${clause}, table ${table.number}`, severity: 'error' },
        path,
        `${path} (${name}) has a value that HL7 table ${table.number} does not have.`,
        raw,
        [...table.values].join(', '),
      ),
    );
  }
  const type = rule.type === 'value' ? segment.field(2) : rule.type;
  if (type !== undefined) findings.push(...checkType(message, segment, number, rule, type));
  return findings;
}

function checkType(
  message: Hl7Message,
  segment: Hl7Segment,
  number: number,
  { name, clause }: FieldRule,
  type: string,
): Finding[] {
  const repetitions = segment.repetitions(number);
  return repetitions.flatMap((raw, i) => {
    const path = `${pathOf(segment, number)}${repetitions.length > 1 ? `[${i + 1}]` : ''}`;
    const parts = raw.split(message.delimiters.component);
    const problem = raw === '' || raw === EXPLICIT_NULL ? undefined : DATA_TYPES[type]?.(parts);
    const findings: Finding[] = [];
    if (problem !== undefined) {
      findings.push(
        finding(
          /** Says: A field is no value of its data type. */
          /** Clause: HL7 2.A, the section of the data type */
          { id: 'hl7/data-type', clause: `${clause}, data type ${type}`, severity: 'error' },
          path,
          `${path} (${name}): ${problem}.`,
          raw,
        ),
      );
    }
    const isCoded = type === 'CE' || type === 'CWE';
    if (isCoded && (parts[0] ?? '') !== '' && (parts[2] ?? '') === '') {
      findings.push(
        finding(
          /** Clause: HL7 2.A, data types CE and CWE */
          { id: 'hl7/coding-system', clause: `${clause}, data type ${type}`, severity: 'warning' },
          `${path}.3`,
          `${path} (${name}) has a code, but does not say from which coding system.`,
          raw,
        ),
      );
    }
    return findings;
  });
}

function checkObservation(message: Hl7Message, segment: Hl7Segment): Finding[] {
  const findings: Finding[] = [];
  const value = segment.field(5);
  const status = segment.field(11);
  if (value !== '' && segment.field(2) === '') {
    findings.push(
      finding(
        { id: 'hl7/obx-value-type', clause: 'HL7 7.4.2.2', severity: 'error' },
        pathOf(segment, 2),
        `${pathOf(segment, 2)} (Value Type) is empty, so nobody can tell how to read OBX-5.`,
      ),
    );
  }
  const since = VALUE_TYPES_SINCE[segment.field(2)];
  if (since !== undefined && !isAtLeast(message, since)) {
    const path = pathOf(segment, 2);
    findings.push(
      finding(
        { id: 'hl7/value-type-of-version', clause: 'HL7 7.4.2.2, table 0125', severity: 'warning' },
        path,
        `${path} (Value Type) is a data type that HL7 has only since version ${since}.`,
        segment.field(2),
      ),
    );
  }
  if (value === '' && !['X', 'N', 'D', 'I', 'O'].includes(status)) {
    findings.push(
      finding(
        { id: 'hl7/obx-value', clause: 'HL7 7.4.2.5', severity: 'error' },
        pathOf(segment, 5),
        `${pathOf(segment, 5)} (Observation Value) is empty, and OBX-11 does not say that there is no result.`,
      ),
    );
  }
  for (const flag of segment.repetitions(8)) {
    const code = flag.split(message.delimiters.component)[0] ?? '';
    if (code === '' || code === EXPLICIT_NULL || TABLE_0078.has(code)) continue;
    // User-defined from v2.5 on, so a site may agree on codes of its own.
    const severity = isAtLeast(message, '2.5') ? 'warning' : 'error';
    findings.push(
      finding(
        { id: 'hl7/abnormal-flag', clause: 'HL7 7.4.2.8, table 0078', severity },
        pathOf(segment, 8),
        `${pathOf(segment, 8)} (Abnormal Flags) has a value that HL7 table 0078 does not have.`,
        code,
        [...TABLE_0078].join(', '),
      ),
    );
  }
  return findings;
}
