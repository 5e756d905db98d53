import type { Finding } from '../../model/check';
import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { checkTable, hasModuleTable } from './modules';
import { collapse, find, type Rule } from './rule';
import { type ModuleTable, parseRows } from './tables/notation';
import { walkElements } from './walk';

const MEANING: Rule = { id: 'dicom/code-has-meaning', clause: 'PS3.3 8.8', severity: 'error' };
const VALUE: Rule = { id: 'dicom/code-has-value', clause: 'PS3.3 8.8', severity: 'error' };

const REFERENCE = 'ReferencedSOPClassUID 1\nReferencedSOPInstanceUID 1';

/** What items of a sequence must have wherever the sequence stands: macros, and items whose condition always holds. */
const ITEMS: Record<string, { clause: string; rows: string }> = {
  ContentTemplateSequence: { clause: 'PS3.3 C.18.8', rows: 'MappingResource 1\nTemplateIdentifier 1' },
  SourceImageSequence: { clause: 'PS3.3 10.3', rows: REFERENCE },
  ReferencedImageSequence: { clause: 'PS3.3 10.3', rows: REFERENCE },
  ReferencedSOPSequence: { clause: 'PS3.3 10.8', rows: REFERENCE },
  ReferencedInstanceSequence: { clause: 'PS3.3 10.8', rows: REFERENCE },
  DimensionIndexSequence: { clause: 'PS3.3 C.7.6.17', rows: 'DimensionIndexPointer 1\nDimensionOrganizationUID 1' },
  DerivationImageSequence: { clause: 'PS3.3 C.7.6.16.2.6', rows: 'DerivationCodeSequence 1' },
  PixelValueTransformationSequence: {
    clause: 'PS3.3 C.7.6.16.2.9',
    rows: 'RescaleIntercept 1\nRescaleSlope 1\nRescaleType 1',
  },
  ParametricMapFrameTypeSequence: { clause: 'PS3.3 C.8.32.3.1', rows: 'FrameType 1' },
  QuantityDefinitionSequence: { clause: 'PS3.3 10.26', rows: 'ValueType 1\nConceptNameCodeSequence 1' },
};

const TABLES = new Map<string, ModuleTable>(
  Object.entries(ITEMS).map(([keyword, { clause, rows }]) => [keyword, { clause, rows: parseRows(rows) }]),
);
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
