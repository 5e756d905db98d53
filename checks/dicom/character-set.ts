import type { Finding } from '../../model/check';
import { decodeText, isDefinedCharacterSet } from '../../model/dicom/charset';
import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { isTextVr, usesCharacterSet } from '../../model/dicom/vr';
import { collapse, find, joinPath, type Rule } from './rule';

/** Says: … has bytes beyond ASCII, but no Specific Character Set is declared. */
const DECLARED: Rule = { id: 'character-set/declared', clause: 'PS3.3 C.12.1.1.2', severity: 'error' };
const DEFINED: Rule = { id: 'character-set/defined-term', clause: 'PS3.3 C.12.1.1.2', severity: 'error' };
const DECODABLE: Rule = { id: 'character-set/decodable', clause: 'PS3.5 6.1', severity: 'error' };
const ALONE: Rule = { id: 'character-set/no-extension-of-multi-byte', clause: 'PS3.3 C.12.1.1.2', severity: 'error' };
const DEFAULT_REPERTOIRE: Rule = { id: 'character-set/default-repertoire', clause: 'PS3.5 6.1.2.2', severity: 'error' };

/** Character sets that allow neither code extensions nor company (PS3.3 table C.12-5). */
const STAND_ALONE = new Set(['ISO_IR 192', 'GB18030', 'GBK']);

/** Specific Character Set (0008,0005): declared where needed, defined, and true of the text (PS3.5 6.1). */
export function checkCharacterSet(object: DicomObject): Finding[] {
  return collapse(checkSet(object.dataset, [], ''));
}

function checkSet(set: DicomDataset, inherited: readonly string[], path: string): Finding[] {
  const own = set.element('SpecificCharacterSet');
  const terms = own ? set.strings('SpecificCharacterSet') : inherited;
  const findings = own ? checkTerms(terms, joinPath(path, 'SpecificCharacterSet')) : [];
  for (const element of set.elements) {
    const at = joinPath(path, element.keyword);
    (element.items ?? []).forEach((item, i) => findings.push(...checkSet(item, terms, `${at}[${i}]`)));
    if (!isTextVr(element.vr)) continue;
    if (!usesCharacterSet(element.vr)) {
      if (element.bytes.some((byte) => byte >= 0x80)) {
        const seen = Buffer.from(element.bytes).toString('latin1');
        findings.push(
          find(DEFAULT_REPERTOIRE, `${element.keyword} (${element.vr}) has bytes beyond ASCII.`, { path: at, seen }),
        );
      }
      continue;
    }
    const decoded = decodeText(element.bytes, terms, element.vr === 'PN');
    if (!decoded.invalid) continue;
    const isDeclared = terms.some((term) => term !== '' && term !== 'ISO_IR 6');
    const rule = isDeclared ? DECODABLE : DECLARED;
    const message = isDeclared
      ? `${element.keyword} has bytes that the declared character set does not have.`
      : `${element.keyword} has bytes beyond ASCII, but no Specific Character Set (0008,0005) is declared.`;
    findings.push(find(rule, message, { path: at, seen: decoded.text, expected: terms.join('\\') || 'ASCII' }));
  }
  return findings;
}

function checkTerms(terms: readonly string[], path: string): Finding[] {
  const findings: Finding[] = [];
  terms.forEach((term, i) => {
    // An empty first value stands for the default repertoire before code extensions.
    if (term === '' && i === 0 && terms.length > 1) return;
    if (!isDefinedCharacterSet(term) && term !== 'ISO_IR 6') {
      findings.push(
        find(DEFINED, 'Specific Character Set has a term that DICOM does not define.', { path, seen: term }),
      );
    }
  });
  if (terms.length > 1 && terms.some((term) => STAND_ALONE.has(term))) {
    findings.push(
      find(ALONE, 'A multi-byte set without code extensions stands with others.', { path, seen: terms.join('\\') }),
    );
  }
  return findings;
}
