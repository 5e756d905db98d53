import type { Finding } from '../../model/check';
import { formatCode } from '../../model/dicom/codes';
import type { DicomObject } from '../../model/dicom/object';
import { buildContentTree } from '../../model/dicom/sr-tree';
import { KEY_OBJECT_TITLES } from './concepts';
import { checkEvidence } from './evidence';
import { find, type Rule } from './rule';
import { checkContent } from './sr-document';

const TITLE: Rule = { id: 'key-object/title', clause: 'PS3.16 CID 7010', severity: 'warning' };
const REFERENCES: Rule = { id: 'key-object/refers-to-something', clause: 'PS3.16 TID 2010', severity: 'error' };
const TEMPLATE: Rule = { id: 'key-object/template', clause: 'PS3.3 A.35.4.3.1', severity: 'warning' };

/** Key Object Selection Document (PS3.3 A.35.4, PS3.16 TID 2010). */
export function checkKeyObject(object: DicomObject): Finding[] {
  const root = buildContentTree(object.dataset);
  const findings: Finding[] = [];
  const title = root.name;
  if (title && !(title.scheme === 'DCM' && KEY_OBJECT_TITLES.includes(title.value))) {
    const where = { path: 'ConceptNameCodeSequence[0]', seen: formatCode(title), expected: 'a title of CID 7010' };
    findings.push(find(TITLE, 'The title is not one of those for key objects.', where));
  }
  if (!root.children.some((child) => child.reference)) {
    findings.push(find(REFERENCES, 'The selection refers to no object.', { path: 'ContentSequence' }));
  }
  const template = object.dataset.items('ContentTemplateSequence')[0]?.string('TemplateIdentifier');
  if (template !== undefined && template !== '2010') {
    const where = { path: 'ContentTemplateSequence[0].TemplateIdentifier', seen: template, expected: '2010' };
    findings.push(find(TEMPLATE, 'The selection is said to be built by another template.', where));
  }
  return [...findings, ...checkContent(root, object.sopClassUid), ...checkEvidence(root)];
}
