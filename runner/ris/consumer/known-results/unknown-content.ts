import type { Code } from '../../../../model/exam';
import type { NaturalDataset } from '../../../../protocols/dimse/types';
import { airw, dcm, sct, ucum } from '../../../../simulators/ai-platform/objects/codes';
import {
  code,
  container,
  num,
  numWithout,
  rootContainer,
  text,
} from '../../../../simulators/ai-platform/objects/content-items';
import type { ResultObject } from '../../../../simulators/ai-platform/objects/types';
import { rewritten } from '../../../archive/results';
import { report, UNKNOWN_FINDING } from '../../../display/report';
import { DIAMETER, FRONTAL, group, HAEMORRHAGE, itemsOf, knownOf, MILLIMETRE, OCCIPITAL, PARIETAL } from './groups';
import type { KnownStudyRecipe } from './types';

const NO_UNIT: Code = ucum('1', 'no units');
const STRIPES = airw('STRIPES', 'Number of stripes');

/** Content that TID 1500, which may be extended, does not have: of every value type, nested, and without a value. */
const foreignItems = (): NaturalDataset[] => [
  container(
    airw('EXPLANATION', 'Explanation of the algorithm'),
    [
      text('CONTAINS', airw('REASON', 'Reason'), 'Texture and density'),
      container(airw('DETAIL', 'Detail'), [num(airw('SALIENCY', 'Saliency'), 0.73, NO_UNIT)]),
      code('CONTAINS', airw('TEXTURE', 'Texture'), airw('STRIPED', 'Striped')),
    ],
    '99001',
  ),
  {
    RelationshipType: 'CONTAINS',
    ValueType: 'DATETIME',
    ConceptNameCodeSequence: [named(airw('COMPUTED', 'Computed at'))],
    DateTime: '20260102030405',
  },
  {
    RelationshipType: 'CONTAINS',
    ValueType: 'PNAME',
    ConceptNameCodeSequence: [named(airw('REVIEWER', 'Reviewer'))],
    PersonName: 'Nobody^Known',
  },
  numWithout(airw('NOVALUE', 'Number that could not be had'), dcm('114006', 'Measurement failure')),
];

/** Known content with what no consumer knows before, within and after it. */
export const unknownContent: KnownStudyRecipe = {
  what: 'content items that no template has',
  make(scene) {
    const groups = [
      group('Stripe', {
        finding: UNKNOWN_FINDING,
        site: PARIETAL,
        before: foreignItems(),
        measurements: [
          { name: STRIPES, value: 7, unit: NO_UNIT },
          { name: DIAMETER, value: 21.5, unit: MILLIMETRE },
        ],
      }),
      group('After the unknown', {
        finding: HAEMORRHAGE,
        site: OCCIPITAL,
        measurements: [{ name: DIAMETER, value: 8.5, unit: MILLIMETRE }],
        after: foreignItems(),
      }),
    ];
    const made = report(scene, 'AI results of an unknown algorithm', groups.map(itemsOf));
    return { objects: [withForeignContainer(made)], known: knownOf(groups) };
  },
};

/** A report of a template that nobody knows, stored before one of TID 1500. */
export const unknownTemplate: KnownStudyRecipe = {
  what: 'a report of an unknown template beside one of TID 1500',
  make(scene) {
    const groups = [
      group('Lesion 1', {
        finding: HAEMORRHAGE,
        site: FRONTAL,
        measurements: [{ name: DIAMETER, value: 17.5, unit: MILLIMETRE }],
      }),
    ];
    const foreign = report(scene, 'Results in a form of its own', []);
    return {
      objects: [
        {
          ...foreign,
          bytes: rewritten(foreign.bytes, (dataset) => ({
            ...dataset,
            ...rootContainer(
              airw('OWNREPORT', 'Report of its own kind'),
              [...foreignItems(), code('CONTAINS', airw('GRADE', 'Grade'), sct('24484000', 'Severe'))],
              '99001',
            ),
            ContentTemplateSequence: [{ MappingResource: '99AIRW', TemplateIdentifier: '99001' }],
          })),
        },
        report(scene, 'AI measurements', groups.map(itemsOf)),
      ],
      known: knownOf(groups),
    };
  },
};

/** A container of its own first below the root, before all that a reader of TID 1500 looks for. */
function withForeignContainer(object: ResultObject): ResultObject {
  return {
    ...object,
    bytes: rewritten(object.bytes, (dataset) => ({
      ...dataset,
      ContentSequence: [
        ...foreignItems().slice(0, 1),
        ...(dataset['ContentSequence'] as NaturalDataset[]),
        ...foreignItems(),
      ],
    })),
  };
}

const named = ({ value, scheme, meaning }: Code): NaturalDataset => ({
  CodeValue: value,
  CodingSchemeDesignator: scheme,
  CodeMeaning: meaning,
});
