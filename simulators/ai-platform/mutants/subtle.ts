import type { Carrier } from '../../../model/sut';
import { newControlId } from '../../../protocols/mllp/build';
import { newUid } from '../../../protocols/dimse/uids';
import { CALCIFICATION, HAEMORRHAGE } from '../analysis/reference';
import type { Json } from '../fhir/report';
import { carries, type Editable, editObjects, items, walk } from './tools/edit-dicom';
import { editFindings, editSegments, fieldOf, setField, withField } from './tools/edit-hl7';
import { conceptOf, eachContent } from './tools/edit-sr';
import type { Mutant } from './types';

const spoiled = (spoil: (message: string) => string): Mutant['hooks'] => ({ notice: (message) => [spoil(message)] });
const inThe = (carriers: (Carrier | 'declaration-sr')[], edit: (dataset: Editable) => void): Mutant['hooks'] => ({
  objects: (objects) => editObjects(objects, carries(...carriers), edit),
});
const inAll = (edit: (dataset: Editable) => void): Mutant['hooks'] => ({
  objects: (objects) => editObjects(objects, () => true, edit),
});
const again = (message: string): string => setField(message, 'MSH', 10, newControlId());
const stamp = (at: number): string => new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14);
interface Entry {
  resource: Json;
}
const withEntries = (edit: (resource: Json) => Json[]): Mutant['hooks'] => ({
  fhir: (bundle) => ({
    ...bundle,
    entry: (bundle['entry'] as Entry[]).flatMap((entry) =>
      edit(entry.resource).map((resource) => ({ ...entry, resource })),
    ),
  }),
});
const onReport = (edit: (report: Json) => Json): Mutant['hooks'] =>
  withEntries((resource) => [resource['resourceType'] === 'DiagnosticReport' ? edit(resource) : resource]);
const onObservations = (edit: (o: Json) => Json[]): Mutant['hooks'] =>
  withEntries((resource) => (resource['resourceType'] === 'Observation' ? edit(resource) : [resource]));
/** Wherever limitations are stated it says that instead; a PDF is not written anew. */
const limitationsSaid = (text: string): Mutant['hooks'] => ({
  objects: (objects) =>
    editObjects(
      objects.filter(({ carrier }) => carrier !== 'encapsulated-pdf'),
      carries('sr', 'declaration-sr'),
      (report) =>
        eachContent(report, (item) => {
          if (conceptOf(item) === 'LIMITATIONS') item['TextValue'] = text;
        }),
    ),
  notice: (m) => [
    editSegments(m, 'OBX', (f) => (fieldOf(f, 3).startsWith('LIMITATIONS^') ? withField(f, 5, text) : f)),
  ],
});

/** Defects that show only when two places are held side by side. */
export const SUBTLE_MUTANTS: Mutant[] = [
  {
    id: 'notice-followed-by-cm',
    requirement: 'RCR-A3.1',
    sentence: 'The notice with ORC-5 = A is followed by one with ORC-5 = CM, as if the report were there.',
    hooks: { afterNotice: (message) => [again(setField(message, 'ORC', 5, 'CM'))] },
  },
  {
    id: 'obr25-final-with-text',
    requirement: 'RCR-3.1',
    sentence: 'OBR-25 marks the whole result as final, as a code with its text.',
    hooks: spoiled((m) => setField(m, 'OBR', 25, 'F^Final^HL70123')),
  },
  {
    id: 'order-numbers-swapped',
    requirement: 'RCR-A3.2',
    sentence: 'The notice has placer and filler order number in each other\u2019s place.',
    hooks: spoiled((m) =>
      ['ORC', 'OBR'].reduce(
        (t, s) => editSegments(t, s, (f) => withField(withField(f, 2, fieldOf(f, 3)), 3, fieldOf(f, 2))),
        m,
      ),
    ),
  },
  {
    id: 'notice-twice-under-other-number',
    requirement: 'RCR-S1.2',
    sentence: 'The notice is sent a second time, under another filler order number.',
    hooks: { afterNotice: (m) => [again(['ORC', 'OBR'].reduce((t, s) => setField(t, s, 3, 'JOB-2'), m))] },
  },
  {
    id: 'refusal-flagged-normal',
    requirement: 'RCR-S2.2',
    sentence: 'The message that a study was not analysed flags it as normal (OBX-8 = N).',
    hooks: { statusMessage: (m) => [setField(m, 'OBX', 8, 'N')] },
  },
  {
    id: 'failure-flagged-normal',
    requirement: 'RCR-S6.4',
    sentence: 'The message that the analysis failed flags the study as normal (OBX-8 = N).',
    hooks: { statusMessage: (m) => [setField(m, 'OBX', 8, 'N')] },
  },
  {
    id: 'notice-from-the-future',
    requirement: 'RCR-5.4a',
    sentence: 'MSH-7 states an offset from UTC by which the notice was sent three hours later than it was.',
    hooks: spoiled((m) => setField(m, 'MSH', 7, `${stamp(Date.now() + 3 * 3600_000)}+0000`)),
  },
  {
    id: 'control-id-reused',
    requirement: 'RCR-S4.1',
    sentence: 'Every message to the RIS has the same control ID.',
    hooks: { notice: (m) => [setField(m, 'MSH', 10, '1')], statusMessage: (m) => [setField(m, 'MSH', 10, '1')] },
  },
  {
    id: 'obx-meaning-of-another',
    requirement: 'RCR-A2.2',
    sentence: 'OBX-3 and OBX-5 have the code of one abnormality with the words of another.',
    hooks: spoiled((m) =>
      editFindings(m, (f) =>
        [3, 5].reduce(
          (g, n) =>
            withField(
              g,
              n,
              fieldOf(g, n)
                .replace(`^${HAEMORRHAGE.meaning}^`, '^@^')
                .replace(`^${CALCIFICATION.meaning}^`, `^${HAEMORRHAGE.meaning}^`)
                .replace('^@^', `^${CALCIFICATION.meaning}^`),
            ),
          f,
        ),
      ),
    ),
  },

  {
    id: 'seg-blank',
    requirement: 'RCR-A1.3',
    sentence: 'No pixel of the segmentation is set.',
    hooks: inThe(['seg'], (seg) => {
      seg['PixelData'] = Buffer.alloc((seg['PixelData'] as Buffer).length);
    }),
  },
  {
    id: 'volume-in-another-unit',
    requirement: 'RCR-A2.3',
    sentence: 'The report gives volumes in millilitres and says cubic millimetres.',
    hooks: inThe(['sr'], (report) =>
      eachContent(report, (item) => {
        if (conceptOf(item) === '118565006')
          for (const v of items(item, 'MeasuredValueSequence'))
            v['NumericValue'] = String(Number((Number(v['NumericValue']) / 1000).toPrecision(6)));
      }),
    ),
  },
  {
    id: 'evidence-in-another-study',
    requirement: 'AIR-EC-27',
    sentence: 'What the report refers to is listed as evidence of another study.',
    hooks: inThe(['sr'], (report) => {
      for (const s of items(report, 'CurrentRequestedProcedureEvidenceSequence')) s['StudyInstanceUID'] = newUid();
    }),
  },
  {
    id: 'outlines-on-the-first-image',
    requirement: 'RCR-A2.3',
    sentence: 'The outlines of the presentation state are all on the first image of the study.',
    hooks: inThe(['presentation-state'], (state) => {
      const [first] = items(items(state, 'ReferencedSeriesSequence')[0], 'ReferencedImageSequence');
      for (const a of items(state, 'GraphicAnnotationSequence')) a['ReferencedImageSequence'] = [{ ...first }];
    }),
  },
  {
    id: 'results-dated-as-another-study',
    requirement: 'RCR-S1.2',
    sentence: 'Results have a Study Date, Study Time and Study ID of their own in the study that was analysed.',
    hooks: inAll((d) => {
      d['StudyDate'] = '20200101';
      d['StudyTime'] = '101010';
      d['StudyID'] = 'AI-1';
    }),
  },
  {
    id: 'sr-meaning-of-another',
    requirement: 'RCR-A2.1',
    sentence: 'The structured report has the code of one abnormality with the words of another.',
    hooks: inThe(['sr'], (report) =>
      walk(report, (item) => {
        if (item['CodeValue'] === HAEMORRHAGE.value) item['CodeMeaning'] = CALCIFICATION.meaning;
        else if (item['CodeValue'] === CALCIFICATION.value) item['CodeMeaning'] = HAEMORRHAGE.meaning;
      }),
    ),
  },
  {
    id: 'sr-request-of-another-order',
    requirement: 'RCR-S1.2',
    sentence: 'The structured report refers to the request of another accession number.',
    hooks: inThe(['sr'], (report) => {
      for (const r of items(report, 'ReferencedRequestSequence')) {
        r['AccessionNumber'] = 'X000001';
        r['PlacerOrderNumberImagingServiceRequest'] = 'X1';
        r['FillerOrderNumberImagingServiceRequest'] = 'X2';
      }
    }),
  },
  {
    id: 'limitations-not-applicable',
    requirement: 'RCR-5.1',
    sentence: 'Where the limitations of the algorithm should stand, it says "n/a".',
    hooks: limitationsSaid('n/a'),
  },
  {
    id: 'limitations-none',
    requirement: 'RCR-5.1',
    sentence: 'The limitations of the algorithm are said to be none.',
    hooks: limitationsSaid('No limitations are known.'),
  },
  {
    id: 'series-of-all-exams',
    requirement: 'RCR-S1.2',
    sentence: 'Reports of all exams are put into one series.',
    hooks: {
      objects: (objects) => editObjects(objects, carries('sr'), (d) => (d['SeriesInstanceUID'] = '2.25.31415926535')),
    },
  },
  {
    id: 'stored-again-with-other-content',
    requirement: 'RCR-S1.2',
    sentence: 'Key images are sent again under their UIDs with other content.',
    hooks: {
      transport: (transport) => async (objects) => {
        const results = await transport(objects);
        await transport(
          editObjects(
            objects,
            carries('secondary-capture'),
            (d) => (d['SeriesDescription'] = 'AI key images, revised'),
          ).filter(carries('secondary-capture')),
        );
        return results;
      },
    },
  },
  {
    id: 'copy-with-next-number',
    requirement: 'RCR-S1.2',
    sentence: 'The presentation state is stored twice, the copy under the next instance number.',
    hooks: {
      objects: (objects) => [
        ...objects,
        ...editObjects(
          objects.filter(carries('presentation-state')),
          () => true,
          (d) => {
            d['SOPInstanceUID'] = newUid();
            d['InstanceNumber'] = '2';
          },
        ),
      ],
    },
  },

  {
    id: 'fhir-report-of-wrong-study',
    requirement: 'RCR-F1.2',
    sentence: 'The DiagnosticReport refers to another study, and the Observations to the right one.',
    hooks: onReport((r) => JSON.parse(JSON.stringify(r).replace(/urn:oid:[0-9.]+/g, 'urn:oid:2.25.4711')) as Json),
  },
  {
    id: 'fhir-observations-of-wrong-study',
    requirement: 'RCR-F1.2',
    sentence: 'The Observations are derived from another study, and the DiagnosticReport is of the right one.',
    hooks: onObservations((o) => [
      JSON.parse(JSON.stringify(o).replace(/urn:oid:[0-9.]+/g, 'urn:oid:2.25.4711')) as Json,
    ]),
  },
  {
    id: 'fhir-present-and-absent',
    requirement: 'RCR-F1.1',
    sentence: 'The Observations call what was found both present and absent.',
    hooks: onObservations((o) => [
      o,
      {
        ...o,
        valueCodeableConcept: {
          coding: [{ system: 'http://snomed.info/sct', code: '2667000', display: 'Absent' }],
          text: 'Absent',
        },
      },
    ]),
  },
  {
    id: 'fhir-other-order',
    requirement: 'RCR-F1.1',
    sentence: 'The DiagnosticReport is based on another order.',
    hooks: onReport((r) => ({ ...r, basedOn: [{ type: 'ServiceRequest', identifier: { value: 'X000001' } }] })),
  },
];
