import type { Finding } from '../../model/check';
import { formatTag } from '../../model/dicom/dictionary';
import type { DicomDataset, DicomElement, DicomObject } from '../../model/dicom/object';
import { collapse, find, joinPath } from './rule';
import { FUNCTIONAL_GROUPS, type Iod, IODS, type ModuleUse, MODULES } from './tables/modules';
import type { ModuleTable, Row } from './tables/notation';

/**
 * Attributes that the IOD of an object requires (PS3.3 Annexes A and C): types 1 and 2, 1C and 2C where the condition can be
 * told, enumerated values; in functional groups too.
 */
export function checkModules(object: DicomObject): Finding[] {
  const iod = IODS.get(object.sopClassUid);
  if (!iod) return [];
  const findings = [
    ...iod.modules.flatMap((use) => checkModule(use, object.dataset)),
    ...checkGroups(iod, object.dataset),
  ];
  return collapse(withoutRepeats(findings));
}

/** The SOP Classes whose modules are known here. */
export const hasModuleTable = (sopClassUid: string): boolean => IODS.has(sopClassUid);

function checkModule({ module, usage, when }: ModuleUse, set: DicomDataset): Finding[] {
  const table = MODULES.get(module);
  if (!table || when?.(set) === false) return [];
  return checkTable(table, set, '', usage === 'M' || when !== undefined);
}

/** Macros in the items of functional groups. Which of them an object must have depends on it; see functional-groups.ts. */
function checkGroups(iod: Iod, set: DicomDataset): Finding[] {
  const macros = iod.functionalGroups.flatMap((id) => FUNCTIONAL_GROUPS.get(id) ?? []);
  return ['SharedFunctionalGroupsSequence', 'PerFrameFunctionalGroupsSequence'].flatMap((key) =>
    set.items(key).flatMap((groups, i) => macros.flatMap((macro) => checkTable(macro, groups, `${key}[${i}]`, false))),
  );
}

/** `isAsked`: the module must be there; else only what is there of it is judged. */
export function checkTable(table: ModuleTable, set: DicomDataset, path = '', isAsked = true): Finding[] {
  return table.rows.flatMap((row) => {
    if (!isAsked && !row.type.endsWith('C') && !set.has(row.keyword)) return [];
    return checkRow(row, set, path, table.clause);
  });
}

function checkRow(row: Row, set: DicomDataset, path: string, clause: string): Finding[] {
  const element = set.element(row.keyword);
  const at = joinPath(path, row.keyword);
  const name = `${row.keyword} ${formatTag(row.keyword)}`;
  const conditional = row.type.endsWith('C');
  const required = row.type !== '3' && (!conditional || (row.condition?.(set) ?? false));
  if (!element) {
    if (!required) return [];
    /** Clause: PS3.5 7.4.1 to 7.4.4, and the table of the module in PS3.3 */
    const rule = { id: 'dicom/required-attribute-present', clause, severity: 'error' as const };
    return [find(rule, `${name} is missing; it is Type ${row.type}.`, { path: at, seen: 'absent' })];
  }
  if (isEmpty(element)) {
    // A 1C whose condition cannot be told here may still not be empty: Type 1C has a value when it is present.
    if (!row.type.startsWith('1')) return [];
    /** Clause: PS3.5 7.4.1 and 7.4.2, and the table of the module in PS3.3 */
    const rule = { id: 'dicom/required-attribute-has-value', clause, severity: 'error' as const };
    return [find(rule, `${name} is empty; it is Type ${row.type}.`, { path: at, seen: 'no value' })];
  }
  const findings: Finding[] = [];
  const value = row.values && set.string(row.keyword);
  if (row.values && value !== undefined && !row.values.some((each) => isSameValue(each, value, element.vr))) {
    /** Clause: PS3.5 6.3, and the table of the module in PS3.3 */
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

/** The tables write numbers with leading zeros (`0004`), which a number in binary has not. */
const isSameValue = (defined: string, value: string, vr: string): boolean =>
  defined === value || (/^(US|SS|UL|SL)$/.test(vr) && Number(defined) === Number(value));

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
