import type { Carrier } from '../../../model/sut';
import type { Settings } from '../options';
import { CALCIFICATION, HAEMORRHAGE } from '../analysis/reference';
import type { Deliverable } from '../delivery/deliverable';
import { carries, type Editable, editObjects, items } from './tools/edit-dicom';
import { editSegments, fieldOf } from './tools/edit-hl7';
import { codeOf, conceptOf, eachContent, removeContent } from './tools/edit-sr';
import type { Mutant } from './types';

const PRESENT = '52101004';
const ABSENT = { CodeValue: '272519000', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Absent' };
const MEASUREMENTS = '126010';
const IMPRESSION = '121073';
const ALGORITHM_VERSION = '111003';

const inThe = (carriers: (Carrier | 'declaration-sr')[], edit: (dataset: Editable) => void): Mutant['hooks'] => ({
  objects: (objects) => editObjects(objects, carries(...carriers), edit),
});
const onlyCarriers =
  (...carriers: Carrier[]): NonNullable<Mutant['hooks']['configure']> =>
  (settings: Settings) => ({
    ...settings,
    capabilities: { ...settings.capabilities, carriers },
  });
const withFigures = (
  change: (abnormality: Settings['algorithms'][number]['abnormalities'][number]) => object,
): Mutant['hooks'] => ({
  configure: (settings) => ({
    ...settings,
    algorithms: settings.algorithms.map((algorithm) => ({
      ...algorithm,
      abnormalities: algorithm.abnormalities.map((abnormality) => ({ ...abnormality, ...change(abnormality) })),
    })),
  }),
});
const isRegion = (item: Editable): boolean => ['SCOORD', 'SCOORD3D'].includes(String(item['ValueType']));
const withoutRegions = (objects: Deliverable[]): Deliverable[] =>
  editObjects(objects, carries('sr'), (report) => removeContent(report, isRegion));
const withoutPdf = (objects: Deliverable[]): Deliverable[] =>
  objects.filter(({ carrier }) => carrier !== 'encapsulated-pdf');
const isAbsent = (item: Editable): boolean => codeOf(item) === ABSENT.CodeValue;

/** Defects of what the structured reports and the graphics say. */
export const REPORT_MUTANTS: Mutant[] = [
  {
    id: 'sr-verified',
    requirement: 'RCR-3.1',
    sentence: 'The structured report is marked as verified, though no human has seen it.',
    hooks: inThe(['sr'], (report) => {
      report['VerificationFlag'] = 'VERIFIED';
      report['VerifyingObserverSequence'] = [
        {
          VerifyingOrganization: 'AIRWORTHY',
          VerificationDateTime: `${String(report['ContentDate'])}${String(report['ContentTime']).slice(0, 6)}`,
          VerifyingObserverName: 'ALGORITHM^AI',
          VerifyingObserverIdentificationCodeSequence: [],
        },
      ];
    }),
  },
  {
    id: 'sr-without-evidence',
    requirement: 'RCR-S5.1',
    sentence: 'The structured report refers to objects that its evidence sequence does not list.',
    hooks: inThe(['sr'], (report) => delete report['CurrentRequestedProcedureEvidenceSequence']),
  },
  {
    id: 'sr-wrong-template',
    requirement: 'AIR-EC-15a',
    sentence: 'The structured report claims another template than the one it is made by.',
    hooks: inThe(['sr'], (report) => {
      report['ContentTemplateSequence'] = [{ MappingResource: 'DCMR', TemplateIdentifier: '2000' }];
    }),
  },
  {
    id: 'sr-version-not-contributing',
    requirement: 'AIR-EC-11',
    sentence: 'The structured report names another version of the algorithm than its Contributing Equipment does.',
    hooks: inThe(['sr'], (report) =>
      eachContent(report, (item) => {
        if (conceptOf(item) === ALGORITHM_VERSION) item['TextValue'] = '0.0.1';
      }),
    ),
  },
  {
    id: 'sr-calls-absent',
    requirement: 'RCR-A2.1',
    sentence: 'The structured report calls absent what the images have.',
    hooks: inThe(['sr'], (report) => {
      removeContent(report, (item) => [MEASUREMENTS, IMPRESSION].includes(conceptOf(item)));
      eachContent(report, (item) => {
        if (codeOf(item) === PRESENT) item['ConceptCodeSequence'] = [ABSENT];
      });
    }),
  },
  {
    id: 'sr-without-findings',
    requirement: 'RCR-A2.1',
    sentence: 'The structured report holds no finding: neither measurements nor what is present or absent.',
    hooks: inThe(['sr'], (report) =>
      removeContent(
        report,
        (item) =>
          conceptOf(item) === MEASUREMENTS ||
          conceptOf(item) === IMPRESSION ||
          [PRESENT, ABSENT.CodeValue].includes(codeOf(item)),
      ),
    ),
  },
  {
    id: 'seg-of-other-abnormality',
    requirement: 'RCR-A2.3',
    sentence: 'The segmentation names another abnormality than structured report and message.',
    hooks: inThe(['seg'], (seg) => {
      for (const segment of items(seg, 'SegmentSequence')) {
        const [type] = items(segment, 'SegmentedPropertyTypeCodeSequence');
        const { value, scheme, meaning } = type?.['CodeValue'] === HAEMORRHAGE.value ? CALCIFICATION : HAEMORRHAGE;
        segment['SegmentedPropertyTypeCodeSequence'] = [
          { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning },
        ];
        segment['SegmentLabel'] = meaning;
      }
    }),
  },
  {
    id: 'llm-text-unmarked',
    requirement: 'RCR-3.3',
    sentence: 'Report text by a language model does not say that a radiologist must verify it.',
    hooks: inThe(['sr'], (report) => {
      delete report['PreliminaryFlag'];
      eachContent(report, (item) => {
        if (conceptOf(item) === IMPRESSION)
          item['TextValue'] = String(item['TextValue']).split('\n').slice(1).join('\n');
      });
    }),
  },
  {
    id: 'limitations-missing',
    requirement: 'RCR-5.1',
    sentence: 'Nothing that is sent states the limitations of the algorithm.',
    hooks: {
      objects: (objects) =>
        editObjects(withoutPdf(objects), carries('sr', 'declaration-sr'), (report) =>
          removeContent(report, (item) => conceptOf(item) === 'LIMITATIONS'),
        ),
      notice: (message) => [
        editSegments(message, 'OBX', (fields) => (fieldOf(fields, 3).startsWith('LIMITATIONS^') ? undefined : fields)),
      ],
    },
  },
  {
    id: 'figures-other-than-declared',
    requirement: 'RCR-S3.1',
    sentence: 'The sensitivity that comes with the results is not the one that the product is sold with.',
    hooks: withFigures(({ sensitivity }) => ({ sensitivity: (sensitivity ?? 1) / 2 })),
  },
  {
    id: 'declaration-without-specificity',
    requirement: 'RCR-A5.2',
    sentence: 'The declaration has sensitivities only, and no specificity.',
    hooks: withFigures(() => ({ specificity: undefined })),
  },
  {
    id: 'declaration-lists-found-only',
    requirement: 'RCR-A5.1',
    sentence: 'What was looked for and not found is not listed anywhere in the results.',
    hooks: {
      objects: (objects) => {
        const found = new Set<string>();
        const looked = editObjects(withoutPdf(objects), carries('sr'), (report) => {
          eachContent(report, (item) => {
            if (codeOf(item) === PRESENT) found.add(conceptOf(item));
          });
          removeContent(report, (item) => isAbsent(item) || conceptOf(item) === IMPRESSION);
        });
        return editObjects(looked, carries('declaration-sr'), (report) =>
          removeContent(report, (item) => {
            if (conceptOf(item) !== 'EVALUATED') return false;
            const named = items(item, 'ContentSequence').find((child) => conceptOf(child) === 'ABNORMALITY');
            return !named || !found.has(codeOf(named));
          }),
        );
      },
    },
  },
  {
    id: 'declaration-missing',
    requirement: 'RCR-A5.2',
    sentence: 'No declaration is sent with the results.',
    hooks: { objects: (objects) => withoutPdf(objects).filter(({ carrier }) => carrier !== 'declaration-sr') },
  },
  {
    id: 'declaration-as-prose',
    requirement: 'RCR-A5.3',
    sentence: 'Sensitivity and specificity are prose in the structured report, not coded numbers.',
    hooks: inThe(['declaration-sr'], (report) => {
      const prose: string[] = [];
      eachContent(report, (item) => {
        if (conceptOf(item) !== 'EVALUATED') return;
        const parts = items(item, 'ContentSequence');
        const value = (code: string): string =>
          String(
            items(
              parts.find((part) => conceptOf(part) === code),
              'MeasuredValueSequence',
            )[0]?.['NumericValue'] ?? '?',
          );
        const name = items(
          parts.find((part) => conceptOf(part) === 'ABNORMALITY'),
          'ConceptCodeSequence',
        )[0]?.['CodeMeaning'];
        prose.push(`${String(name)}: sensitivity ${value('111088')} %, specificity ${value('111090')} %`);
      });
      removeContent(report, (item) => conceptOf(item) === 'EVALUATED');
      eachContent(report, (item) => {
        if (conceptOf(item) === 'INTENDED-USE') item['TextValue'] = `${String(item['TextValue'])}\n${prose.join('\n')}`;
      });
    }),
  },
  {
    id: 'declaration-pdf-only',
    requirement: 'RCR-A5.4',
    sentence: 'The declaration comes as an Encapsulated PDF and in no other way.',
    hooks: { objects: (objects) => objects.filter(({ carrier }) => carrier !== 'declaration-sr') },
  },
  {
    id: 'only-secondary-capture',
    requirement: 'RCR-6.1',
    sentence: 'The only graphics are burned into a Secondary Capture, which cannot be switched off.',
    hooks: { configure: onlyCarriers('secondary-capture', 'encapsulated-pdf'), objects: withoutRegions },
  },
  {
    id: 'finding-not-marked',
    requirement: 'RCR-A1.1',
    sentence: 'What was found is stated, but nothing shows where it is.',
    hooks: { configure: onlyCarriers('encapsulated-pdf'), objects: withoutRegions },
  },
];
