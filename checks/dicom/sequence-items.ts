import type { Finding } from '../../model/check';
import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { checkTable, hasModuleTable } from './modules';
import { collapse, find, type Rule } from './rule';
import { tableOf } from './tables/modules';
import type { ModuleTable } from './tables/notation';
import { walkElements } from './walk';

const MEANING: Rule = { id: 'dicom/code-has-meaning', clause: 'PS3.3 8.8', severity: 'error' };
const VALUE: Rule = { id: 'dicom/code-has-value', clause: 'PS3.3 8.8', severity: 'error' };

/** What items must have wherever in a content tree their sequence stands; the module tables know only its root. */
const TABLES = new Map<string, ModuleTable>([
  ['ContentTemplateSequence', tableOf('PS3.3 C.18.8', ['MappingResource 1', 'TemplateIdentifier 1'])],
  ['ReferencedSOPSequence', tableOf('PS3.3 10.8', ['ReferencedSOPClassUID 1', 'ReferencedSOPInstanceUID 1'])],
]);
/** Codes of content items, which have rules of their own. */
const JUDGED_AS_CONTENT = /^(ContentSequence\[.*\.)?Concept(Name)?CodeSequence$/;
const CODE_VALUES = ['CodeValue', 'LongCodeValue', 'URNCodeValue'];

/** Items of sequences in the kinds of objects whose modules are known. */
export function checkSequenceItems(object: DicomObject): Finding[] {
  if (!hasModuleTable(object.sopClassUid)) return [];
  const findings: Finding[] = [];
  for (const { element, path } of walkElements(object.dataset)) {
    const table = TABLES.get(element.keyword);
    const isCode = element.keyword.endsWith('CodeSequence') && !JUDGED_AS_CONTENT.test(path);
    if (table === undefined && !isCode) continue;
    (element.items ?? []).forEach((item, i) => {
      const at = `${path}[${i}]`;
      findings.push(...(table ? checkTable(table, item, at) : checkCode(item, at)));
    });
  }
  return collapse(findings);
}

function checkCode(item: DicomDataset, path: string): Finding[] {
  const findings: Finding[] = [];
  if (item.string('CodeMeaning') === undefined) {
    const where = { path: `${path}.CodeMeaning`, seen: 'absent' };
    findings.push(find(MEANING, 'A code has no CodeMeaning (0008,0104); it is Type 1.', where));
  }
  if (!CODE_VALUES.some((keyword) => item.string(keyword) !== undefined)) {
    const where = { path: `${path}.CodeValue`, seen: 'absent' };
    findings.push(find(VALUE, 'A code has no CodeValue (0008,0100), nor a long one or a URN.', where));
  }
  return findings;
}
