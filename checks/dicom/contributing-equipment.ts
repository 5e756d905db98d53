import type { Finding } from '../../model/check';
import { codesOf } from '../../model/dicom/codes';
import { formatTag } from '../../model/dicom/dictionary';
import type { DicomObject } from '../../model/dicom/object';
import { buildContentTree } from '../../model/dicom/sr-tree';
import type { Algorithm } from '../../model/sut';
import { type AlgorithmNamed, inAlgorithmSequences, inContent, processingEquipment } from './algorithm-identity';
import type { ObjectContext } from './context';
import { find, joinPath, type Rule } from './rule';
import { isStructuredReport } from './sop-classes';
import { uidProblem } from './uids';

const CLAUSE = 'AIR 6.5.3.1';
const PRESENT: Rule = { id: 'air/contributing-equipment-present', clause: CLAUSE, severity: 'error' };
const PURPOSE: Rule = { id: 'air/processing-equipment-present', clause: CLAUSE, severity: 'error' };
const LEGACY: Rule = { id: 'air/purpose-code-of-revision-1.1', clause: CLAUSE, severity: 'warning' };
const COMPLETE: Rule = { id: 'air/algorithm-fully-described', clause: CLAUSE, severity: 'error' };
const EXTRA: Rule = { id: 'air/further-equipment-incomplete', clause: CLAUSE, severity: 'warning' };
const DEVICE_UID: Rule = { id: 'air/device-uid-valid', clause: CLAUSE, severity: 'error' };
const DECLARED: Rule = { id: 'air/algorithm-as-declared', clause: CLAUSE, severity: 'error' };
const LIBRARY: Rule = { id: 'air/algorithm-is-no-library', clause: CLAUSE, severity: 'error' };
const CONTRIBUTES: Rule = { id: 'air/content-algorithm-contributes', clause: CLAUSE, severity: 'error' };
const CONTENT: Rule = { id: 'air/content-names-same-algorithm', clause: CLAUSE, severity: 'error' };
const SEQUENCE: Rule = { id: 'air/algorithm-sequence-agrees', clause: CLAUSE, severity: 'warning' };

/** Table 6.5.3.1-1, first column. */
const REQUIRED = ['Manufacturer', 'ManufacturerModelName', 'SoftwareVersions', 'DeviceUID'] as const;

/**
 * Each algorithm that made a result is described in Contributing Equipment (IHE AI Results Rev 1.3, 6.5.3.1). One item with
 * all five values is asked for, not that every item has them: encoding libraries add an item about themselves.
 */
export function checkContributingEquipment(object: DicomObject, context: ObjectContext): Finding[] {
  const { dataset } = object;
  const path = 'ContributingEquipmentSequence';
  const items = dataset.items(path);
  if (items.length === 0) {
    const message = `Contributing Equipment Sequence ${formatTag(path)} is missing, so the algorithm is not described.`;
    return [find(PRESENT, message, { path, seen: 'absent' })];
  }
  const findings: Finding[] = [];
  items.forEach((item, i) => {
    const legacy = codesOf(item, 'PurposeOfReferenceCodeSequence').find(({ value }) => /^newcode1$/i.test(value));
    if (!legacy) return;
    const where = { path: `${path}[${i}].PurposeOfReferenceCodeSequence[0]`, seen: legacy.value, expected: '109102' };
    findings.push(find(LEGACY, 'The purpose is coded by the placeholder of revision 1.1 of the profile.', where));
  });
  const candidates = processingEquipment(dataset);
  if (candidates.length === 0) {
    const expected = '(109102, DCM, "Processing Equipment")';
    findings.push(find(PURPOSE, 'No contributing equipment has the purpose Processing Equipment.', { path, expected }));
    return findings;
  }
  if (candidates.every(({ named }) => isLibrary(named))) {
    const seen = candidates.map(({ named }) => `${named.manufacturer} ${named.name}`).join('; ');
    findings.push(
      find(LIBRARY, 'Only the library that encoded the object is described, not the algorithm.', { path, seen }),
    );
  }
  findings.push(...checkCompleteness(candidates, context.algorithms ?? []));
  findings.push(...checkDeclared(candidates, context.algorithms ?? []));
  findings.push(
    ...checkAgreement(
      object,
      candidates.map(({ named }) => named),
    ),
  );
  return findings;
}

type Candidate = ReturnType<typeof processingEquipment>[number];

const missingIn = ({ item }: Candidate): string[] => REQUIRED.filter((key) => item.string(key) === undefined);

/** Libraries that describe themselves in every object that they encode. */
const LIBRARIES = /highdicom|dcmtk|dcmjs|dcmqi|pydicom|fo-dicom|dcm4che|gdcm|monai deploy/i;
const isLibrary = ({ manufacturer, name }: AlgorithmNamed): boolean => LIBRARIES.test(`${manufacturer} ${name}`);

/** How well an item is that of a declared algorithm: a library is none, whatever it has. */
function likeness({ named }: Candidate, algorithms: readonly Algorithm[]): number {
  const shared = algorithms.map(
    ({ name, version, manufacturer }) =>
      Number(named.name === name) + Number(named.version === version) + Number(named.manufacturer === manufacturer),
  );
  return Math.max(0, ...shared) - (isLibrary(named) ? 4 : 0);
}

function checkCompleteness(candidates: Candidate[], algorithms: readonly Algorithm[]): Finding[] {
  const sorted = [...candidates].sort(
    (a, b) => likeness(b, algorithms) - likeness(a, algorithms) || missingIn(a).length - missingIn(b).length,
  );
  return sorted.flatMap((candidate, rank) => {
    const isBest = rank === 0;
    const findings = missingIn(candidate).map((key) => {
      const message = isBest
        ? `${key} ${formatTag(key)} of the algorithm is missing in Contributing Equipment.`
        : `A further item of Contributing Equipment has no ${key} ${formatTag(key)}.`;
      return find(isBest ? COMPLETE : EXTRA, message, { path: joinPath(candidate.path, key), seen: 'absent' });
    });
    const uid = candidate.item.string('DeviceUID');
    const problem = uid && uidProblem(uid);
    if (problem) {
      findings.push(
        find(DEVICE_UID, `Device UID is not a UID: ${problem}.`, { path: `${candidate.path}.DeviceUID`, seen: uid }),
      );
    }
    return findings;
  });
}

function checkDeclared(candidates: Candidate[], algorithms: readonly Algorithm[]): Finding[] {
  if (algorithms.length === 0) return [];
  if (candidates.some(({ named }) => algorithms.some((algorithm) => isSame(named, algorithm)))) return [];
  const [best] = candidates;
  const seen = candidates.map(({ named }) => `${named.manufacturer} ${named.name} ${named.version}`).join('; ');
  const expected = algorithms
    .map(({ manufacturer, name, version }) => `${manufacturer} ${name} ${version}`)
    .join(' or ');
  return [
    find(DECLARED, 'No contributing equipment is an algorithm that the product declares.', {
      path: best?.path,
      seen,
      expected,
    }),
  ];
}

function isSame(named: AlgorithmNamed, algorithm: Algorithm): boolean {
  return (
    named.manufacturer === algorithm.manufacturer &&
    named.name === algorithm.name &&
    named.version.split('\\').includes(algorithm.version) &&
    (algorithm.deviceUid === undefined || named.deviceUid === algorithm.deviceUid)
  );
}

/** Where content or an algorithm sequence names an algorithm too, it says the same (lines 1744-1747, table 6.5.3.1-1). */
function checkAgreement(object: DicomObject, equipment: AlgorithmNamed[]): Finding[] {
  const agrees = (named: AlgorithmNamed): boolean =>
    equipment.some(
      (each) =>
        (named.name === '' || named.name === each.name) &&
        (named.version === '' || each.version.split('\\').includes(named.version) || each.version === named.version) &&
        (named.in !== 'sr-device-observer' || named.manufacturer === '' || named.manufacturer === each.manufacturer) &&
        (named.deviceUid === '' || named.deviceUid === each.deviceUid),
    );
  const say = (rule: Rule, message: string) => (named: AlgorithmNamed) => {
    const seen = [named.manufacturer, named.name, named.version, named.deviceUid]
      .filter((each) => each !== '')
      .join(' ');
    const expected = equipment
      .map((each) => `${each.manufacturer} ${each.name} ${each.version} ${each.deviceUid}`)
      .join(' or ');
    return find(rule, message, { path: named.path, seen, expected });
  };
  const isUnknown = (named: AlgorithmNamed): boolean =>
    named.in === 'sr-algorithm' && named.name !== '' && !equipment.some(({ name }) => name === named.name);
  const inTree = isStructuredReport(object.sopClassUid) ? inContent(buildContentTree(object.dataset)) : [];
  return [
    ...inTree
      .filter((named) => isUnknown(named))
      .map(say(CONTRIBUTES, 'The content names an algorithm that Contributing Equipment does not name.')),
    ...inTree
      .filter((named) => !isUnknown(named) && !agrees(named))
      .map(say(CONTENT, 'The content names an algorithm or device that Contributing Equipment does not describe so.')),
    ...inAlgorithmSequences(object.dataset)
      .filter((named) => !agrees({ ...named, manufacturer: '' }))
      .map(say(SEQUENCE, 'Algorithm Identification does not agree with Contributing Equipment.')),
  ];
}
