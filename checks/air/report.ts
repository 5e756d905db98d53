import type { Check } from '../../model/check';
import { buildContentTree, childNamed, findNamed, walkContent } from '../../model/dicom/sr-tree';
import { type AirContent, airContentOf } from '../dicom/air-report';
import { CONCEPT } from '../dicom/concepts';
import { isMeasurementReport } from '../dicom/tid1500';
import type { Readable } from '../workflow/reading/objects';
import { errorsOf, ruleRow, type RuleRow, rules } from './rule-row';

const treeOf = ({ object }: Readable) => buildContentTree(object.dataset);
const carries =
  (content: AirContent) =>
  ({ object }: Readable): boolean =>
    airContentOf(object).has(content);
const isReport = (store: Readable): boolean => isMeasurementReport(treeOf(store));
const hasGraphic =
  (type: RegExp, valueType = /^SCOORD/) =>
  (store: Readable): boolean =>
    [...walkContent(treeOf(store))].some(
      (item) => item.graphic && valueType.test(item.valueType) && type.test(item.graphic.type),
    );

const inReports = (row: Omit<RuleRow, 'kinds' | 'fine'> & { fine: string }): Check =>
  ruleRow({ ...row, kinds: ['sr'], fine: () => row.fine });

const NO_REPORT = 'No Measurement Report (TID 1500) came.';
const NO_LOCATION = 'No report came that holds a location.';

/** AIR-EC-15 to 26, 29a and 45: the content of reports. */
export const REPORT_CHECKS: Check[] = [
  inReports({
    id: 'air/findings-template',
    title: 'Qualitative findings are in a report by TID 1500',
    clause: 'AIR 6.5.3.2',
    about: carries('findings'),
    none: 'No report came that states a finding.',
    breaks: rules('air/findings-by-tid-1500', 'tid1500/template-declared'),
    fine: 'findings are in a report by TID 1500',
  }),
  inReports({
    id: 'air/findings-class',
    title: 'Qualitative findings are in a Comprehensive 3D SR',
    clause: 'AIR 6.5.3.2',
    about: carries('findings'),
    none: 'No report came that states a finding.',
    breaks: rules('air/findings-in-comprehensive-3d-sr'),
    fine: 'findings are in a Comprehensive 3D SR',
  }),
  inReports({
    id: 'air/measurements-report',
    title: 'Measurements are in a Comprehensive 3D SR by TID 1500',
    clause: 'AIR 6.5.3.3',
    about: carries('measurements'),
    none: 'No report came that holds a measurement.',
    breaks: rules(
      'air/measurements-by-tid-1500',
      'tid1500/template-declared',
      'air/measurements-in-comprehensive-3d-sr',
    ),
    fine: 'measurements are in a Comprehensive 3D SR by TID 1500',
  }),
  inReports({
    id: 'air/locations-template',
    title: 'Points and lines are in a report by TID 1500',
    clause: 'AIR 6.5.3.4',
    about: carries('locations'),
    none: NO_LOCATION,
    breaks: rules('air/locations-by-tid-1500', 'tid1500/template-declared'),
    fine: 'locations are in a report by TID 1500',
  }),
  inReports({
    id: 'air/locations-class',
    title: 'Points and lines are in a Comprehensive 3D SR',
    clause: 'AIR 6.5.3.4',
    about: carries('locations'),
    none: NO_LOCATION,
    breaks: rules('air/locations-in-comprehensive-3d-sr'),
    fine: 'locations are in a Comprehensive 3D SR',
  }),
  inReports({
    id: 'air/line-encoding',
    title: 'A line on one image is an Image Region of type POLYLINE',
    clause: 'AIR 6.5.3.4',
    about: (store) =>
      hasGraphic(/^POLYLINE$/, /^SCOORD$/)(store) ||
      [...walkContent(treeOf(store))].some((item) => item.graphic && item.parent?.valueType === 'NUM'),
    none: 'No report came that holds a line.',
    breaks: (finding) => finding.rule === 'air/line-is-polyline' || isAbout(finding, 'line'),
    fine: 'lines are Image Regions of type POLYLINE',
  }),
  inReports({
    id: 'air/point-encoding',
    title: 'A point is an Image Region of type POINT or MULTIPOINT, in space with its Frame of Reference',
    clause: 'AIR 6.5.3.4',
    about: hasGraphic(/POINT$/),
    none: 'No report came that holds a point.',
    breaks: (finding) => finding.rule === 'sr/frame-of-reference-named' || isAbout(finding, 'point'),
    fine: 'points are Image Regions, and those in space name their Frame of Reference',
  }),
  inReports({
    id: 'air/procedure-reported',
    title: 'Procedure reported is the imaging procedure, not the algorithm',
    clause: 'AIR 6.5.3.2',
    about: (store) => childNamed(treeOf(store), CONCEPT.procedureReported) !== undefined,
    none: 'No report came that states the procedure reported.',
    breaks: rules('air/procedure-is-the-imaging'),
    fine: 'the procedure reported is not the algorithm',
  }),
  inReports({
    id: 'air/report-title',
    title: 'The title of a report is from CID 7021',
    clause: 'PS3.16 TID 1500 row 1',
    about: isReport,
    none: NO_REPORT,
    breaks: rules('tid1500/title'),
    fine: 'the title is one of CID 7021',
  }),
  inReports({
    id: 'air/language-and-observer',
    title: 'A report states its language and who or what observed',
    clause: 'PS3.16 TID 1500 rows 2-3',
    about: isReport,
    none: NO_REPORT,
    breaks: rules('tid1500/language', 'tid1500/observer-context'),
    fine: 'language and observer are stated',
  }),
  inReports({
    id: 'air/device-observer-uid',
    title: 'A device that observed is given with its UID',
    clause: 'PS3.16 TID 1004 row 1',
    about: (store) =>
      findNamed(treeOf(store), CONCEPT.observerType).some(({ code }) => code?.value === CONCEPT.device.value),
    none: 'No report came whose observer is a device.',
    breaks: rules('tid1500/device-observer-uid'),
    fine: 'the device that observed has its UID',
  }),
  inReports({
    id: 'air/report-has-content',
    title: 'A report has measurements or evaluations',
    clause: 'PS3.16 TID 1500 rows 6-14',
    about: isReport,
    none: NO_REPORT,
    breaks: rules('tid1500/has-results'),
    fine: 'there are measurements or evaluations',
  }),
  inReports({
    id: 'air/measurement-groups',
    title: 'Measurement Groups follow their template, and evaluations hold no numbers',
    clause: 'PS3.16 TID 1410, 1411, 1501',
    about: (store) =>
      findNamed(treeOf(store), CONCEPT.measurementGroup).length > 0 ||
      findNamed(treeOf(store), CONCEPT.qualitativeEvaluations).length > 0,
    none: 'No report came with a Measurement Group or Qualitative Evaluations.',
    breaks: errorsOf(
      'tid1501/finding-site-modifies',
      'tid1501/tracking-form',
      'tid1411/segment-source-named',
      'tid1500/no-numbers-in-evaluations',
    ),
    fine: 'groups and evaluations follow their templates',
  }),
  inReports({
    id: 'air/numbers-have-units',
    title: 'Every number has a coded name and a UCUM unit',
    clause: 'PS3.16 TID 300',
    about: carries('measurements'),
    none: 'No report came that holds a measurement.',
    breaks: (finding) =>
      errorsOf('sr/number-has-unit', 'tid1500/units-in-ucum')(finding) ||
      rules('sr/missing-number-explained')(finding) ||
      (finding.rule === 'sr/concept-name-present' && finding.message.includes('NUM')),
    fine: 'every number has a coded name and a UCUM unit',
  }),
  inReports({
    id: 'air/algorithm-name-and-version',
    title: 'Algorithm identification in a report has name and version',
    clause: 'PS3.16 TID 4019',
    about: (store) =>
      [CONCEPT.algorithmName, CONCEPT.algorithmVersion].some((concept) => findNamed(treeOf(store), concept).length > 0),
    none: 'No report came that identifies an algorithm.',
    breaks: rules('tid4019/name-and-version'),
    fine: 'every algorithm is identified by name and version',
  }),
  inReports({
    id: 'air/evidence-listed',
    title: 'Whatever a report refers to is listed as evidence',
    clause: 'PS3.3 C.17.2',
    about: (store) => [...walkContent(treeOf(store))].some(({ reference }) => reference),
    none: 'No report came that refers to an object.',
    breaks: rules('sr/evidence-complete', 'sr/evidence-class-agrees', 'graph/series-as-stated'),
    fine: 'everything referred to is listed as evidence, in its series',
  }),
  inReports({
    id: 'air/coordinates-sound',
    title: 'Coordinates on an image name one image and fit their graphic type',
    clause: 'PS3.3 C.18.6',
    about: hasGraphic(/./, /^SCOORD$/),
    none: 'No report came with coordinates on an image.',
    breaks: (finding) =>
      errorsOf(
        'sr/graphic-type-known',
        'sr/graphic-data-count',
        'sr/graphic-data-finite',
        'sr/coordinates-name-their-image',
      )(finding) || rules('sr/coordinates-name-one-image')(finding),
    fine: 'coordinates name one image each and fit their graphic type',
  }),
  inReports({
    id: 'air/verification',
    title: 'A report is unverified unless a person verified it, and then it is complete',
    clause: 'PS3.3 C.17.2',
    none: 'No Structured Report came.',
    breaks: (finding) =>
      finding.rule === 'sr/verified-is-complete' || (finding.path ?? '').startsWith('VerifyingObserver'),
    fine: 'none claims to be verified by nobody',
  }),
];

/** The rule on names of locations speaks of lines and points alike; which it is, its finding says. */
function isAbout({ rule, message }: { rule: string; message: string }, what: 'line' | 'point'): boolean {
  return rule === 'air/location-is-image-region' && message.toLowerCase().includes(what);
}
