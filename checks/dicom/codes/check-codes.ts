import type { Finding } from '../../../model/check';
import { formatCode, readCode } from '../../../model/dicom/codes';
import type { DicomObject } from '../../../model/dicom/object';
import type { Code } from '../../../model/exam';
import { collapse, find, type Rule } from '../rule';
import { walkElements } from '../walk';
import { codesMeaning, DICOM_SCHEME, isAlike, meaningOf, wouldBeKnown } from './known-codes';
import { unitProblem } from './units';

const OTHER_MEANING: Rule = { id: 'code/meaning-of-another-code', clause: 'PS3.16 8.1', severity: 'error' };
const MEANING: Rule = { id: 'code/meaning-as-defined', clause: 'PS3.16 Annex D', severity: 'warning' };
const UNKNOWN: Rule = { id: 'code/defined-in-dcm', clause: 'PS3.16 Annex D', severity: 'warning' };
const RETIRED: Rule = { id: 'code/scheme-in-use', clause: 'PS3.16 8.2', severity: 'warning' };
const UCUM: Rule = { id: 'code/unit-valid-in-ucum', clause: 'PS3.16 CID 82, UCUM', severity: 'error' };

/** SNOMED under the designators that CP 1850 retired. */
const RETIRED_SCHEMES: Record<string, string> = { SRT: 'SCT', SNM3: 'SCT', '99SDM': 'SCT' };

/** Every code of an object against the codes that PS3.16 defines: the value says what the meaning says. */
export function checkCodes(object: DicomObject): Finding[] {
  const findings: Finding[] = [];
  for (const { element, path } of walkElements(object.dataset)) {
    if (!element.keyword.endsWith('CodeSequence')) continue;
    (element.items ?? []).forEach((item, i) => {
      const code = readCode(item);
      if (code) findings.push(...checkCode(code, `${path}[${i}]`));
    });
  }
  return collapse(findings);
}

function checkCode(code: Code, path: string): Finding[] {
  const { value, scheme, meaning } = code;
  const where = { path, seen: formatCode(code) };
  if (scheme === 'UCUM') {
    const problem = unitProblem(value);
    return problem === undefined ? [] : [find(UCUM, `A unit is no unit of UCUM: ${problem}.`, where)];
  }
  const instead = RETIRED_SCHEMES[scheme];
  if (instead !== undefined) {
    const expected = { ...where, expected: instead };
    return [find(RETIRED, 'A code is of a coding scheme that is not used any more.', expected)];
  }
  const official = meaningOf(scheme, value);
  if (official === undefined) {
    if (value === '' || scheme !== DICOM_SCHEME || !wouldBeKnown(value)) return [];
    return [find(UNKNOWN, 'A code is not among those that DICOM defines.', where)];
  }
  // A missing meaning is a finding of the code sequence macro.
  if (meaning === '' || isAlike(official, meaning)) return [];
  const expected = formatCode({ value, scheme, meaning: official });
  const others = codesMeaning(scheme, meaning).filter((other) => other !== value);
  if (others.length > 0) {
    const said = 'A code says one thing and its meaning another: the meaning is that of another code.';
    return [find(OTHER_MEANING, said, { ...where, expected: `${expected}, or value ${others.join(' or ')}` })];
  }
  // SNOMED has synonyms that PS3.16 does not list; meanings may be in another language (PS3.3 8.3).
  if (scheme !== DICOM_SCHEME) return [];
  return [find(MEANING, 'The meaning of a code is not the one that DICOM defines for it.', { ...where, expected })];
}
