import type { Finding } from '../../model/check';
import { formatTag } from '../../model/dicom/dictionary';
import type { DicomDataset, DicomElement, DicomObject } from '../../model/dicom/object';
import { collapse, find, joinPath } from './rule';
import { IODS } from './tables/iods';
import { type ModuleTable, MODULES, parseCondition, type Row } from './tables/notation';

/** Attributes that the IOD of an object requires (PS3.3 Annexes A and C): types 1, 2, simple 1C and 2C, enumerated values. */
export function checkModules(object: DicomObject): Finding[] {
  const uses = IODS[object.sopClassUid];
  if (!uses) return [];
  const findings = uses.flatMap((use) => {
    const name = typeof use === 'string' ? use : use.module;
    if (typeof use !== 'string' && !parseCondition(use.when)(object.dataset)) return [];
    const table = MODULES.get(name);
    if (!table) throw new Error(`IOD table: there is no module ${name}`);
    return checkTable(table, object.dataset);
  });
  return collapse(withoutRepeats(findings));
}

/** The SOP Classes whose modules are known here. */
export const hasModuleTable = (sopClassUid: string): boolean => sopClassUid in IODS;

export function checkTable(table: ModuleTable, set: DicomDataset, path = ''): Finding[] {
  return table.rows.flatMap((row) => checkRow(row, set, path, table.clause));
}

function checkRow(row: Row, set: DicomDataset, path: string, clause: string): Finding[] {
  const element = set.element(row.keyword);
  const at = joinPath(path, row.keyword);
  const name = `${row.keyword} ${formatTag(row.keyword)}`;
  const conditional = row.type.endsWith('C');
  const required = row.type !== '3' && (!conditional || (row.condition?.(set) ?? false));
  if (!element) {
    if (!required) return [];
    const rule = { id: 'dicom/required-attribute-present', clause, severity: 'error' as const };
    return [find(rule, `${name} is missing; it is Type ${row.type}.`, { path: at, seen: 'absent' })];
  }
  if (isEmpty(element)) {
    // A 1C whose condition cannot be told here may still not be empty: Type 1C has a value when it is present.
    if (!row.type.startsWith('1')) return [];
    const rule = { id: 'dicom/required-attribute-has-value', clause, severity: 'error' as const };
    return [find(rule, `${name} is empty; it is Type ${row.type}.`, { path: at, seen: 'no value' })];
  }
  const findings: Finding[] = [];
  const value = row.values && set.string(row.keyword);
  if (row.values && value !== undefined && !row.values.includes(value)) {
    const rule = { id: 'dicom/enumerated-value', clause, severity: 'error' as const };
    const expected = row.values.join(' or ');
    findings.push(find(rule, `${name} has a value that is not allowed here.`, { path: at, seen: value, expected }));
  }
  if (row.children.length > 0) {
    set.items(row.keyword).forEach((item, i) => {
      for (const child of row.children) findings.push(...checkRow(child, item, `${at}[${i}]`, clause));
    });
  }
  return findings;
}

/** No value at all: zero length, no item, or nothing but padding. */
export function isEmpty(element: DicomElement): boolean {
  if (element.items) return element.items.length === 0;
  if (element.length === 0) return true;
  // Skipped pixel data has a length and no bytes.
  return (
    element.bytes.length > 0 && element.bytes.every((byte) => byte === 0x20 || byte === 0x00) && isText(element.vr)
  );
}

const isText = (vr: string): boolean => /^(AE|AS|CS|DA|DS|DT|IS|LO|LT|PN|SH|ST|TM|UC|UI|UR|UT)$/.test(vr);

/** Modules overlap (Modality is in two); the same gap is said once. */
function withoutRepeats(findings: Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = `${finding.rule} ${finding.path ?? ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
