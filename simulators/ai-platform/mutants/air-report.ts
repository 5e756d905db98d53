import type { Carrier } from '../../../model/sut';
import { newUid } from '../../../protocols/dimse/uids';
import type { Deliverable } from '../delivery/deliverable';
import { carries, type Editable, editObjects, items } from './tools/edit-dicom';
import { codeOf, conceptOf, eachContent, removeContent } from './tools/edit-sr';
import type { Mutant } from './types';

const CONCEPT = {
  language: '121049',
  procedure: '121058',
  deviceObserverUid: '121012',
  measurements: '126010',
  evaluations: 'C0034375',
  impression: '121073',
  findingSite: '363698007',
  algorithmVersion: '111003',
  library: '111028',
};
const ABSENT = '272519000';
const COMPREHENSIVE_SR = '1.2.840.10008.5.1.4.1.1.88.33';
const ENHANCED_SR = '1.2.840.10008.5.1.4.1.1.88.22';

const inReport = (edit: (report: Editable) => void, carrier: Carrier | 'declaration-sr' = 'sr'): Mutant['hooks'] => ({
  objects: (objects) => editObjects(objects, carries(carrier), edit),
});
/** Content items at any depth whose concept or kind is chosen. */
const eachThat = (chosen: (item: Editable) => boolean, edit: (item: Editable) => void): Mutant['hooks'] =>
  inReport((report) =>
    eachContent(report, (item) => {
      if (chosen(item)) edit(item);
    }),
  );
const without = (...concepts: string[]): Mutant['hooks'] =>
  inReport((report) => removeContent(report, (item) => concepts.includes(conceptOf(item))));
const named = (value: string, scheme: string, meaning: string): Editable[] => [
  { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning },
];
const isPlane = (item: Editable): boolean => item['ValueType'] === 'SCOORD';
const isSpace = (item: Editable): boolean => item['ValueType'] === 'SCOORD3D';
const isGraphic = (item: Editable): boolean => isPlane(item) || isSpace(item);
const numbers = (value: unknown): number[] => (Array.isArray(value) ? value : [value]).map(Number);
const ofType =
  (type: string) =>
  (item: Editable): boolean =>
    isGraphic(item) && item['GraphicType'] === type;
const ofOwnTemplate = (report: Editable): void => {
  report['ContentTemplateSequence'] = [{ MappingResource: '99AIRW', TemplateIdentifier: 'RESULT' }];
  report['ConceptNameCodeSequence'] = named('RESULT', '99AIRW', 'AI result');
};

/** Defects of report content that IHE AI Results and the templates rule about. */
export const AIR_REPORT_MUTANTS: Mutant[] = [
  {
    id: 'findings-in-enhanced-sr',
    requirement: 'AIR-EC-15b',
    sentence: 'Findings are in an Enhanced SR.',
    hooks: inReport((report) => {
      report['SOPClassUID'] = ENHANCED_SR;
      removeContent(report, isSpace);
    }),
  },
  {
    id: 'measurements-in-own-template',
    requirement: 'AIR-EC-16',
    sentence: 'Measurements are in a report of a template of its own.',
    hooks: inReport(ofOwnTemplate),
  },
  {
    id: 'location-in-declaration',
    requirement: 'AIR-EC-17a',
    sentence: 'Locations are in a report that is not by TID 1500.',
    hooks: {
      objects: (objects) => {
        let locations: Editable[] = [];
        const looked = editObjects(objects, carries('sr'), (report) =>
          eachContent(report, (item) => {
            if (isPlane(item)) locations = [...locations, item];
          }),
        );
        return editObjects(looked, carries('declaration-sr'), (declaration) => {
          declaration['ContentSequence'] = [...items(declaration, 'ContentSequence'), ...locations];
        });
      },
    },
  },
  {
    id: 'locations-in-comprehensive-sr',
    requirement: 'AIR-EC-17b',
    sentence: 'Locations are in a Comprehensive SR, which has no coordinates in space.',
    hooks: inReport((report) => {
      report['SOPClassUID'] = COMPREHENSIVE_SR;
      removeContent(report, isSpace);
    }),
  },
  {
    id: 'line-called-path',
    requirement: 'AIR-EC-18',
    sentence: 'The line that shows the diameter is named Path, not Image Region.',
    hooks: eachThat(ofType('POLYLINE'), (item) => (item['ConceptNameCodeSequence'] = named('121055', 'DCM', 'Path'))),
  },
  {
    id: 'point-called-centre',
    requirement: 'AIR-EC-19',
    sentence: 'The point in the middle of a lesion is named Center, not Image Region.',
    hooks: eachThat(ofType('POINT'), (item) => (item['ConceptNameCodeSequence'] = named('111010', 'DCM', 'Center'))),
  },
  {
    id: 'point-without-frame-of-reference',
    requirement: 'AIR-EC-19',
    sentence: 'The point in space does not say in which Frame of Reference.',
    hooks: eachThat(isSpace, (item) => delete item['ReferencedFrameOfReferenceUID']),
  },
  {
    id: 'procedure-reported-is-algorithm',
    requirement: 'AIR-EC-20',
    sentence: 'The procedure reported is the algorithm, not the CT.',
    hooks: inReport((report) =>
      eachContent(report, (item) => {
        if (conceptOf(item) === CONCEPT.procedure)
          item['ConceptCodeSequence'] = named('ALG', '99AIRW', String(report['ManufacturerModelName']));
      }),
    ),
  },
  {
    id: 'report-title-of-its-own',
    requirement: 'AIR-EC-21',
    sentence: 'The title of the report is a code of its own.',
    hooks: inReport((report) => (report['ConceptNameCodeSequence'] = named('RESULT', '99AIRW', 'AI result'))),
  },
  {
    id: 'report-without-language',
    requirement: 'AIR-EC-22a',
    sentence: 'The report does not state its language.',
    hooks: without(CONCEPT.language),
  },
  {
    id: 'device-observer-without-uid',
    requirement: 'AIR-EC-22b',
    sentence: 'The observer is a device without a UID.',
    hooks: without(CONCEPT.deviceObserverUid),
  },
  {
    id: 'report-without-containers',
    requirement: 'AIR-EC-23',
    sentence: 'The report has neither measurements nor evaluations: findings are prose only.',
    hooks: without(CONCEPT.measurements, CONCEPT.evaluations),
  },
  {
    id: 'finding-site-contained',
    requirement: 'AIR-EC-24',
    sentence: 'Finding Site is contained in its group instead of modifying it.',
    hooks: eachThat(
      (item) => conceptOf(item) === CONCEPT.findingSite,
      (item) => (item['RelationshipType'] = 'CONTAINS'),
    ),
  },
  {
    id: 'units-of-its-own',
    requirement: 'AIR-EC-25',
    sentence: 'Measurements have units of a scheme of its own.',
    hooks: eachThat(
      (item) => item['ValueType'] === 'NUM',
      (item) => {
        for (const measured of items(item, 'MeasuredValueSequence'))
          for (const unit of items(measured, 'MeasurementUnitsCodeSequence')) unit['CodingSchemeDesignator'] = '99AIRW';
      },
    ),
  },
  {
    id: 'algorithm-without-version',
    requirement: 'AIR-EC-26',
    sentence: 'The report identifies its algorithm by name only.',
    hooks: without(CONCEPT.algorithmVersion),
  },
  {
    id: 'evidence-without-images',
    requirement: 'AIR-EC-27',
    sentence: 'The images that the report refers to are not listed as evidence.',
    hooks: inReport((report) => {
      const images = new Set<string>();
      eachContent(report, (item) => {
        if (conceptOf(item) !== CONCEPT.library) return;
        eachContent(item, (entry) => {
          for (const reference of items(entry, 'ReferencedSOPSequence'))
            images.add(String(reference['ReferencedSOPInstanceUID']));
        });
      });
      const isOfImages = (series: Editable): boolean =>
        items(series, 'ReferencedSOPSequence').some((each) => images.has(String(each['ReferencedSOPInstanceUID'])));
      for (const study of items(report, 'CurrentRequestedProcedureEvidenceSequence'))
        study['ReferencedSeriesSequence'] = items(study, 'ReferencedSeriesSequence').filter(
          (each) => !isOfImages(each),
        );
    }),
  },
  {
    id: 'report-refers-to-nothing',
    requirement: 'AIR-EC-28',
    sentence: 'The report refers to an object of the study that was never stored.',
    hooks: {
      objects: (objects) =>
        editObjects(objects, carries('sr'), (report) => {
          const [study] = items(report, 'CurrentRequestedProcedureEvidenceSequence');
          if (!study) return;
          study['ReferencedSeriesSequence'] = [
            ...items(study, 'ReferencedSeriesSequence'),
            {
              SeriesInstanceUID: newUid(),
              ReferencedSOPSequence: [
                { ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.66.4', ReferencedSOPInstanceUID: newUid() },
              ],
            },
          ];
        }),
    },
  },
  {
    id: 'coordinates-without-image',
    requirement: 'AIR-EC-29a',
    sentence: 'Coordinates on an image do not say on which.',
    hooks: eachThat(isPlane, (item) => delete item['ContentSequence']),
  },
  {
    id: 'coordinates-outside-image',
    requirement: 'AIR-EC-29b',
    sentence: 'Coordinates on an image lie outside it.',
    hooks: eachThat(
      isPlane,
      (item) => (item['GraphicData'] = numbers(item['GraphicData']).map((value) => value + 5000)),
    ),
  },
  {
    id: 'space-of-another-frame-of-reference',
    requirement: 'AIR-EC-30a',
    sentence: 'Coordinates in space are in another Frame of Reference than the images.',
    hooks: eachThat(isSpace, (item) => (item['ReferencedFrameOfReferenceUID'] = newUid())),
  },
  {
    id: 'point-far-from-images',
    requirement: 'AIR-EC-30b',
    sentence: 'The point in space lies metres away from the images.',
    hooks: eachThat(
      isSpace,
      (item) => (item['GraphicData'] = numbers(item['GraphicData']).map((value) => value + 4000)),
    ),
  },
  {
    id: 'key-objects-not-reachable',
    requirement: 'AIR-EC-41',
    sentence: 'The report does not lead to the key object selection.',
    hooks: { objects: (objects) => editObjects(objects, carries('sr'), (report) => forget(report, objects)) },
  },
  {
    id: 'negative-left-out',
    requirement: 'AIR-EC-42',
    sentence: 'What was looked for and not found is left out of the report.',
    hooks: inReport((report) =>
      removeContent(report, (item) => codeOf(item) === ABSENT || conceptOf(item) === CONCEPT.impression),
    ),
  },
  {
    id: 'sr-verified-by-nobody',
    requirement: 'AIR-EC-45',
    sentence: 'The report is marked as verified, and names nobody who verified it.',
    hooks: inReport((report) => (report['VerificationFlag'] = 'VERIFIED')),
  },
];

/** Takes every reference to the key object selection out of a report. */
function forget(report: Editable, objects: readonly Deliverable[]): void {
  const keys = new Set(objects.filter(carries('key-object')).map(({ sopInstanceUid }) => sopInstanceUid));
  const isKey = (reference: Editable): boolean => keys.has(String(reference['ReferencedSOPInstanceUID']));
  removeContent(report, (item) => items(item, 'ReferencedSOPSequence').some(isKey));
  for (const study of items(report, 'CurrentRequestedProcedureEvidenceSequence')) {
    study['ReferencedSeriesSequence'] = items(study, 'ReferencedSeriesSequence').filter(
      (series) => !items(series, 'ReferencedSOPSequence').some(isKey),
    );
  }
}
