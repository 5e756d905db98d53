import type { Finding } from '../../model/check';
import { formatCode, sameCode } from '../../model/dicom/codes';
import type { DicomObject } from '../../model/dicom/object';
import {
  attributePath,
  buildContentTree,
  childNamed,
  childrenNamed,
  type ContentItem,
  walkContent,
} from '../../model/dicom/sr-tree';
import { CONCEPT, REPORT_TITLES } from './concepts';
import { checkImageLibrary } from './image-library';
import { checkMeasurementGroups } from './measurement-groups';
import { checkObservationContext } from './observation-context';
import { collapse, find, type Rule } from './rule';

const TEMPLATE: Rule = { id: 'tid1500/template-declared', clause: 'PS3.3 C.18.8', severity: 'warning' };
const TITLE: Rule = { id: 'tid1500/title', clause: 'PS3.16 TID 1500 row 1', severity: 'warning' };
const LANGUAGE: Rule = { id: 'tid1500/language', clause: 'PS3.16 TID 1500 row 2', severity: 'warning' };
const PROCEDURE: Rule = { id: 'tid1500/procedure-reported', clause: 'PS3.16 TID 1500 row 4', severity: 'error' };
const CONTENT: Rule = { id: 'tid1500/has-results', clause: 'PS3.16 TID 1500 rows 6-14', severity: 'warning' };
const UCUM: Rule = { id: 'tid1500/units-in-ucum', clause: 'PS3.16 TID 300', severity: 'error' };
const ALGORITHM: Rule = { id: 'tid4019/name-and-version', clause: 'PS3.16 TID 4019', severity: 'error' };

/** Whether a report says of itself, or by its title, that it is a Measurement Report. */
export function isMeasurementReport(root: ContentItem): boolean {
  return isTemplate(root, '1500') || REPORT_TITLES.some((title) => sameCode(root.name, title));
}

const isTemplate = (item: ContentItem, id: string): boolean =>
  item.dataset.items('ContentTemplateSequence').some((template) => template.string('TemplateIdentifier') === id);

/**
 * Measurement Report (PS3.16 TID 1500) and the templates it invokes. Row conditions that could not be read in the standard
 * are warnings.
 */
export function checkTid1500(object: DicomObject): Finding[] {
  const root = buildContentTree(object.dataset);
  if (!isMeasurementReport(root)) return [];
  return collapse([
    ...checkRoot(root),
    ...checkObservationContext(root),
    ...checkImageLibrary(root),
    ...checkMeasurementGroups(root),
    ...checkUnits(root),
    ...checkAlgorithms(root),
  ]);
}

function checkRoot(root: ContentItem): Finding[] {
  const findings: Finding[] = [];
  if (!isTemplate(root, '1500')) {
    const where = { path: 'ContentTemplateSequence', expected: '1500, DCMR' };
    findings.push(find(TEMPLATE, 'The report does not say that it is built by TID 1500.', where));
  }
  if (root.name && !REPORT_TITLES.some((title) => sameCode(root.name, title))) {
    const where = { path: 'ConceptNameCodeSequence[0]', seen: formatCode(root.name), expected: 'a title of CID 7021' };
    findings.push(find(TITLE, 'The title is not one of those for a measurement report.', where));
  }
  if (!childNamed(root, CONCEPT.language)) {
    findings.push(
      find(LANGUAGE, 'The report does not state its language.', {
        path: 'ContentSequence',
        expected: formatCode(CONCEPT.language),
      }),
    );
  }
  const procedures = childrenNamed(root, CONCEPT.procedureReported);
  const proper = procedures.filter((item) => item.relationship === 'HAS CONCEPT MOD' && item.valueType === 'CODE');
  if (proper.length === 0) {
    const [wrong] = procedures;
    const where = wrong
      ? {
          path: attributePath(wrong, 'RelationshipType'),
          seen: `${wrong.relationship} ${wrong.valueType}`,
          expected: 'HAS CONCEPT MOD CODE',
        }
      : { path: 'ContentSequence', expected: formatCode(CONCEPT.procedureReported) };
    findings.push(find(PROCEDURE, 'The report does not state the imaging procedure that it reports on.', where));
  }
  const containers = [CONCEPT.imagingMeasurements, CONCEPT.derivedMeasurements, CONCEPT.qualitativeEvaluations];
  if (!containers.some((concept) => childNamed(root, concept))) {
    const expected = containers.map(formatCode).join(' or ');
    findings.push(
      find(CONTENT, 'The report has neither measurements nor evaluations.', { path: 'ContentSequence', expected }),
    );
  }
  return findings;
}

function checkUnits(root: ContentItem): Finding[] {
  return [...walkContent(root)].flatMap((item) => {
    const unit = item.measured?.unit;
    if (!unit || unit.scheme === 'UCUM') return [];
    const where = {
      path: `${item.measured?.path}.MeasurementUnitsCodeSequence[0]`,
      seen: formatCode(unit),
      expected: 'a UCUM unit',
    };
    return [find(UCUM, 'The unit of a measurement is not in UCUM.', where)];
  });
}

function checkAlgorithms(root: ContentItem): Finding[] {
  return [...walkContent(root)].flatMap((item) => {
    const name = childNamed(item, CONCEPT.algorithmName);
    const version = childNamed(item, CONCEPT.algorithmVersion);
    if (Boolean(name) === Boolean(version)) return [];
    const missing = name ? CONCEPT.algorithmVersion : CONCEPT.algorithmName;
    const where = { path: (name ?? version)?.path, expected: formatCode(missing) };
    return [find(ALGORITHM, `An algorithm is identified without its ${name ? 'version' : 'name'}.`, where)];
  });
}
