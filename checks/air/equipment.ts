import type { Check, Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { ScenarioRecord } from '../../model/record';
import type { SutConfig } from '../../model/sut';
import { inAlgorithmSequences, inContent, processingEquipment } from '../dicom/algorithm-identity';
import { buildContentTree } from '../../model/dicom/sr-tree';
import { kindOfResult } from '../dicom/kind';
import { atObject } from '../workflow/reading/evidence';
import { breach, caseCheck, isAnalysed, listed, nothingSeen, satisfied } from '../workflow/reading/judging';
import type { Readable } from '../workflow/reading/objects';
import { AIR_KINDS, KIND_NAMES, objectsOf } from './reading';
import { ruleRow, type RuleRow, rules } from './rule-row';

const NONE = 'No Structured Report, Segmentation, Parametric Map or Key Object Selection came.';
const CLAUSE = 'AIR 6.5.3.1';

const ofEveryObject = (row: Pick<RuleRow, 'id' | 'title' | 'clause' | 'breaks'> & { fine: string }): Check =>
  ruleRow({ kinds: AIR_KINDS, none: NONE, ...row, fine: () => row.fine });
const lacks =
  (keyword: string) =>
  ({ rule, path }: Finding): boolean =>
    rule === 'air/algorithm-fully-described' && (path ?? '').endsWith(`.${keyword}`);

/** AIR-EC-03 to 08 and 10: Contributing Equipment of each object. */
const OF_EACH: Check[] = [
  ofEveryObject({
    id: 'air/contributing-equipment',
    title: 'Contributing Equipment is in every result',
    clause: CLAUSE,
    breaks: rules('air/contributing-equipment-present'),
    fine: 'all have Contributing Equipment',
  }),
  ofEveryObject({
    id: 'air/processing-equipment',
    title: 'Contributing Equipment has an item of Processing Equipment that is the algorithm',
    clause: CLAUSE,
    breaks: rules('air/processing-equipment-present', 'air/algorithm-is-no-library', 'air/algorithm-as-declared'),
    fine: 'all describe a declared algorithm as Processing Equipment',
  }),
  ofEveryObject({
    id: 'air/equipment-manufacturer',
    title: 'The algorithm is described with its manufacturer',
    clause: CLAUSE,
    breaks: lacks('Manufacturer'),
    fine: 'all name the manufacturer of the algorithm',
  }),
  ofEveryObject({
    id: 'air/equipment-model',
    title: 'The algorithm is described with its model name',
    clause: CLAUSE,
    breaks: lacks('ManufacturerModelName'),
    fine: 'all name the model of the algorithm',
  }),
  ofEveryObject({
    id: 'air/equipment-version',
    title: 'The algorithm is described with its software version',
    clause: CLAUSE,
    breaks: lacks('SoftwareVersions'),
    fine: 'all name the software version of the algorithm',
  }),
  ofEveryObject({
    id: 'air/equipment-device-uid',
    title: 'The algorithm is described with a valid Device UID',
    clause: CLAUSE,
    breaks: (finding) => lacks('DeviceUID')(finding) || finding.rule === 'air/device-uid-valid',
    fine: 'all have a valid Device UID of the algorithm',
  }),
  ofEveryObject({
    id: 'air/purpose-code-current',
    title: 'The purpose is not coded as in an older revision of the profile',
    clause: CLAUSE,
    breaks: rules('air/purpose-code-of-revision-1.1'),
    fine: 'none has the provisional purpose code of revision 1.1',
  }),
];

const namesInContent = ({ object }: Readable): boolean => inContent(buildContentTree(object.dataset)).length > 0;

/** AIR-EC-11 to 13: what else names the algorithm says the same. */
const AGREEMENT: Check[] = [
  ruleRow({
    id: 'air/content-agrees-with-equipment',
    title: 'Algorithm and device in a report agree with Contributing Equipment',
    clause: 'AIR table 6.5.3.1-1',
    kinds: ['sr'],
    about: namesInContent,
    none: 'No report came that names an algorithm or a device in its content.',
    breaks: rules('air/content-names-same-algorithm'),
    fine: () => 'algorithm and device are named in the content as in Contributing Equipment',
  }),
  ruleRow({
    id: 'air/content-algorithms-contribute',
    title: 'Every algorithm that a report names is in Contributing Equipment',
    clause: CLAUSE,
    kinds: ['sr'],
    about: ({ object }) => inContent(buildContentTree(object.dataset)).some((named) => named.in === 'sr-algorithm'),
    none: 'No report came that names an algorithm in its content.',
    breaks: rules('air/content-algorithm-contributes'),
    fine: () => 'every algorithm named in the content is in Contributing Equipment',
  }),
  ruleRow({
    id: 'air/algorithm-sequence-agrees',
    title: 'Algorithm Identification agrees with Contributing Equipment',
    clause: 'AIR table 6.5.3.1-1',
    kinds: ['seg', 'parametric-map'],
    about: ({ object }) => inAlgorithmSequences(object.dataset).length > 0,
    none: 'No object came with an Algorithm Identification Sequence.',
    breaks: rules('air/algorithm-sequence-agrees'),
    fine: () => 'Algorithm Identification agrees with Contributing Equipment',
  }),
];

type Declared = Pick<SutConfig['algorithms'][number], 'name' | 'version' | 'manufacturer' | 'deviceUid'>;

/** All that the product says contributes: algorithms with abnormalities, and those without. */
const declaredBy = ({ algorithms, capabilities }: ScenarioRecord['sut']): Declared[] => [
  ...algorithms,
  ...(capabilities.air?.furtherAlgorithms ?? []),
];

/** AIR-EC-09: in the results of an exam together, each declared algorithm has an item of its own. */
const everyAlgorithm = caseCheck({
  id: 'air/every-algorithm-described',
  title: 'Every algorithm that the product declares has an item of its own',
  clause: CLAUSE,
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge(caseRecord, { record }) {
    const objects = objectsOf(caseRecord);
    if (objects.length === 0) return nothingSeen(NONE);
    const items = objects.flatMap((store) =>
      processingEquipment(store.object.dataset).map((item) => ({ store, path: item.path, named: item.named })),
    );
    const itemsOf = ({ name, version }: Declared) =>
      items.filter(({ named }) => named.name === name && named.version.split('\\').includes(version));
    const declared = declaredBy(record.sut);
    const missing = declared.filter((algorithm) => itemsOf(algorithm).length === 0);
    if (missing.length > 0) {
      return breach(
        `No result describes ${listed(missing.map(({ name, version }) => `${name} ${version}`))}, which the product declares to contribute.`,
        objects.map((store) => atObject(store, 'ContributingEquipmentSequence')),
      );
    }
    return satisfied(
      `${counted(declared.length, 'algorithm')} declared, each with an item of its own in Contributing Equipment: ${listed(declared.map(({ name }) => name))}.`,
      declared.flatMap((algorithm) => itemsOf(algorithm).slice(0, 1)).map(({ store, path }) => atObject(store, path)),
    );
  },
});

/** AIR-EC-14a: over all exams of the scenario one model has one Device UID, and two models have two. */
const stableDeviceUid: Check = {
  id: 'air/device-uid-of-model',
  title: 'One model has one Device UID, in every result and every exam',
  clause: CLAUSE,
  judge(record) {
    const items = record.cases.flatMap((caseRecord) =>
      objectsOf(caseRecord).flatMap((store) =>
        processingEquipment(store.object.dataset)
          .filter(({ named }) => named.deviceUid !== '' && named.name !== '')
          .map(({ path, named }) => ({ store, path: `${path}.DeviceUID`, named, exam: caseRecord.exam.caseId })),
      ),
    );
    const exams = new Set(items.map(({ exam }) => exam));
    if (exams.size < 2)
      return nothingSeen('Two exams whose results have a Device UID are needed, and they did not come.');
    const model = ({ named }: (typeof items)[number]): string => `${named.name} ${named.version}`;
    for (const item of items) {
      const other = items.find(
        (each) => (model(each) === model(item)) !== (each.named.deviceUid === item.named.deviceUid),
      );
      if (!other) continue;
      const sentence =
        model(item) === model(other)
          ? `${model(item)} has Device UID ${item.named.deviceUid} in one result and ${other.named.deviceUid} in another.`
          : `${model(item)} and ${model(other)} have the same Device UID.`;
      return breach(sentence, [atObject(item.store, item.path), atObject(other.store, other.path)]);
    }
    const models = [...new Set(items.map(model))];
    return satisfied(
      `${listed(models)}: the same Device UID in ${counted(new Set(items.map(({ store }) => store.sopInstanceUid)).size, 'object')} of ${counted(exams.size, 'exam')}${models.length > 1 ? ', and another for each model' : ''}.`,
      items.map(({ store, path }) => atObject(store, path)),
    );
  },
};

export const EQUIPMENT_CHECKS: Check[] = [...OF_EACH, everyAlgorithm, ...AGREEMENT, stableDeviceUid];

/** `a Structured Report`, by what an object is. */
export const nameOf = ({ object }: Readable): string => KIND_NAMES[kindOfResult(object)] ?? 'object';
