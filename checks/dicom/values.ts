import type { Finding } from '../../model/check';
import { counted } from '../../model/counted';
import { isPrivateTag, lookUpTag } from '../../model/dicom/dictionary';
import type { DicomDataset, DicomElement, DicomObject } from '../../model/dicom/object';
import { collapse, find, type Rule } from './rule';
import { walkElements } from './walk';

const FORMAT: Rule = { id: 'value/format', clause: 'PS3.5 6.2', severity: 'error' };
const LENGTH: Rule = { id: 'value/length', clause: 'PS3.5 6.2', severity: 'error' };
const MULTIPLICITY: Rule = { id: 'value/multiplicity', clause: 'PS3.6 6', severity: 'error' };
// A warning: some elements had another VR in older editions.
const VR: Rule = { id: 'value/vr', clause: 'PS3.6 6', severity: 'warning' };

const FORMATS: Record<string, RegExp> = {
  AS: /^\d{3}[DWMY]$/,
  CS: /^[A-Z0-9 _]*$/,
  DA: /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/,
  TM: /^([01]\d|2[0-3])([0-5]\d(([0-5]\d|60)(\.\d{1,6})?)?)?$/,
  DT: /^\d{4}((0[1-9]|1[0-2])((0[1-9]|[12]\d|3[01])(([01]\d|2[0-3])([0-5]\d(([0-5]\d|60)(\.\d{1,6})?)?)?)?)?)?([+-]\d{4})?$/,
  DS: /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/,
  IS: /^[+-]?\d+$/,
};

/** Most characters (of a component group in PN), as encoded and without padding. */
const LENGTHS: Record<string, number> = { AE: 16, CS: 16, DS: 16, IS: 12, SH: 16, LO: 64, PN: 64, ST: 1024, LT: 10240 };

/** Values are what their VR allows (PS3.5 6.2), and as many as PS3.6 says. Private and UN elements are left alone. */
export function checkValues(object: DicomObject): Finding[] {
  const findings: Finding[] = [];
  for (const { element, set, path } of walkElements(object.dataset)) {
    if (isPrivateTag(element.tag) || element.vr === 'UN' || element.items) continue;
    findings.push(...checkVr(element, path), ...checkMultiplicity(element, set, path));
    if (!(element.vr in FORMATS) && !(element.vr in LENGTHS)) continue;
    for (const value of set.strings(element.tag)) findings.push(...checkValue(element, value, path));
  }
  return collapse(findings);
}

function checkValue(element: DicomElement, value: string, path: string): Finding[] {
  if (value === '') return [];
  const findings: Finding[] = [];
  const format = FORMATS[element.vr];
  if (format && !format.test(value)) {
    findings.push(find(FORMAT, `${element.keyword} is no valid ${element.vr}.`, { path, seen: value }));
  }
  const most = LENGTHS[element.vr];
  const parts = element.vr === 'PN' ? value.split('=') : [value];
  if (most !== undefined && parts.some((part) => [...part].length > most)) {
    const where = {
      path,
      seen: `${value} (${Math.max(...parts.map((part) => [...part].length))})`,
      expected: `at most ${most} characters`,
    };
    findings.push(find(LENGTH, `${element.keyword} is longer than ${element.vr} allows.`, where));
  }
  return findings;
}

function checkVr(element: DicomElement, path: string): Finding[] {
  const expected = lookUpTag(element.tag)?.vr;
  if (expected === undefined || expected === '-' || expected.includes(' or ')) return [];
  if (element.vr === expected) return [];
  return [find(VR, `${element.keyword} has another VR than the standard says.`, { path, seen: element.vr, expected })];
}

function checkMultiplicity(element: DicomElement, set: DicomDataset, path: string): Finding[] {
  const entry = lookUpTag(element.tag);
  if (!entry || entry.retired || /^(OB|OW|OF|OD|OL|OV)$/.test(element.vr)) return [];
  const count = set.strings(element.tag).length;
  if (count === 0 || allowsMultiplicity(entry.vm, count)) return [];
  const where = { path, seen: counted(count, 'value'), expected: entry.vm };
  return [
    find(MULTIPLICITY, `${element.keyword} has ${counted(count, 'value')}; the standard allows ${entry.vm}.`, where),
  ];
}

/** `1`, `1-3`, `1-n`, `2-2n`, and alternatives as in `1-2 or 4`. */
export function allowsMultiplicity(vm: string, count: number): boolean {
  return vm.split(' or ').some((range) => {
    const match = /^(\d+)(?:-(\d*)(n)?)?$/.exec(range);
    if (!match) return true;
    const [, least = '1', most, n] = match;
    if (count < Number(least)) return false;
    if (n !== undefined) return most === '' || most === undefined || count % Number(most) === 0;
    return count <= Number(most ?? least);
  });
}
