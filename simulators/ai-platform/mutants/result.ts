import type { Carrier } from '../../../model/sut';
import { newUid } from '../../../protocols/dimse/uids';
import type { Settings } from '../options';
import { carries, edited, type Editable, editObjects, items } from './tools/edit-dicom';
import type { Mutant } from './types';

const LATIN1_A_UMLAUT = 0xe4;

const inThe = (carrier: Carrier | 'declaration-sr', edit: (dataset: Editable) => void): Mutant['hooks'] => ({
  objects: (objects) => editObjects(objects, carries(carrier), edit),
});
const withoutCarrier = (carrier: Carrier): Mutant['hooks'] => ({
  configure: (settings: Settings) => ({
    ...settings,
    capabilities: {
      ...settings.capabilities,
      carriers: settings.capabilities.carriers.filter((each) => each !== carrier),
    },
  }),
});

/** A study identifier that is carried over from one analysis to the next; the first has one that nobody knows. */
function inStudyBefore(): NonNullable<Mutant['hooks']['objects']> {
  let before = newUid();
  return (objects, { studyInstanceUid }) => {
    const study = before;
    before = studyInstanceUid;
    return editObjects(objects, carries('seg'), (dataset) => (dataset['StudyInstanceUID'] = study));
  };
}

/** Defects of the result objects in what they have in common, and of those with pictures. */
export const RESULT_MUTANTS: Mutant[] = [
  {
    id: 'results-in-new-study',
    requirement: 'RCR-S1.2',
    sentence: 'The results are put into a study of their own.',
    hooks: {
      objects: (objects) => {
        const study = newUid();
        return editObjects(
          objects,
          () => true,
          (dataset) => (dataset['StudyInstanceUID'] = study),
        );
      },
    },
  },
  {
    id: 'result-of-wrong-study',
    requirement: 'RCR-S1.2',
    sentence: 'The segmentation is filed to the study that was analysed before, of another patient or exam.',
    hooks: { objects: inStudyBefore() },
  },
  {
    id: 'result-of-wrong-patient',
    requirement: 'RCR-S1.2',
    sentence: 'One result bears the Patient ID of somebody else.',
    hooks: inThe('secondary-capture', (dataset) => (dataset['PatientID'] = '0000000')),
  },
  {
    id: 'result-without-accession-number',
    requirement: 'RCR-S1.2',
    sentence: 'The segmentation has no Accession Number.',
    hooks: inThe('seg', (dataset) => (dataset['AccessionNumber'] = '')),
  },
  {
    id: 'results-stored-twice',
    requirement: 'RCR-S1.2',
    sentence: 'The key images are stored twice, under different UIDs.',
    hooks: {
      objects: (objects) => [
        ...objects,
        ...editObjects(
          objects.filter(carries('secondary-capture')),
          () => true,
          (dataset) => {
            dataset['SOPInstanceUID'] = newUid();
          },
        ),
      ],
    },
  },
  {
    id: 'version-missing-in-one-result',
    requirement: 'RCR-5.3',
    sentence: 'The Secondary Capture does not name the version of the algorithm.',
    hooks: inThe('secondary-capture', (dataset) => {
      delete dataset['SoftwareVersions'];
      for (const device of items(dataset, 'ContributingEquipmentSequence')) delete device['SoftwareVersions'];
    }),
  },
  {
    id: 'version-differs-in-one-result',
    requirement: 'RCR-5.3',
    sentence: 'The segmentation names another version of the algorithm than the declared one.',
    hooks: inThe('seg', (dataset) => {
      dataset['SoftwareVersions'] = '0.0.1';
      for (const device of items(dataset, 'ContributingEquipmentSequence')) device['SoftwareVersions'] = '0.0.1';
      for (const segment of items(dataset, 'SegmentSequence')) {
        for (const identification of items(segment, 'SegmentationAlgorithmIdentificationSequence'))
          identification['AlgorithmVersion'] = '0.0.1';
      }
    }),
  },
  {
    id: 'device-uid-missing',
    requirement: 'AIR-EC-08',
    sentence: 'Contributing Equipment of the segmentation has no Device UID.',
    hooks: inThe('seg', (dataset) => {
      for (const device of items(dataset, 'ContributingEquipmentSequence')) delete device['DeviceUID'];
    }),
  },
  {
    id: 'result-without-time',
    requirement: 'RCR-5.4a',
    sentence: 'The Secondary Capture does not say when it was made.',
    hooks: inThe('secondary-capture', (dataset) => {
      for (const keyword of Object.keys(dataset)) {
        if (
          /^(Content|InstanceCreation|Series|Acquisition|DateOfSecondary|TimeOfSecondary)\w*(Date|Time|Capture)$/.test(
            keyword,
          )
        )
          Reflect.deleteProperty(dataset, keyword);
      }
    }),
  },
  {
    id: 'uid-with-letters',
    requirement: 'RCR-S5.1',
    sentence: 'The SOP Instance UIDs of the key images are no UIDs: they hold letters.',
    hooks: {
      objects: (objects) =>
        objects.map((object) =>
          carries('secondary-capture')(object)
            ? edited(object, (dataset) => (dataset['SOPInstanceUID'] = `2.25.${object.sopInstanceUid.slice(-8)}A`))
            : object,
        ),
    },
  },
  {
    id: 'result-of-unknown-type',
    requirement: 'RCR-S5.1',
    sentence: 'The segmentation lacks its Segmentation Type and the Segment Sequence that says what it segments.',
    hooks: inThe('seg', (dataset) => {
      delete dataset['SegmentationType'];
      delete dataset['SegmentSequence'];
    }),
  },
  {
    id: 'latin1-declared-utf8',
    requirement: 'RCR-S5.1',
    sentence: 'Text in the results is in Latin-1 bytes, but Specific Character Set declares UTF-8.',
    hooks: {
      objects: (objects) =>
        objects.map((object) => {
          const marked = edited(object, (dataset) => (dataset['SeriesDescription'] = 'AI: vorl@ufig '));
          marked.bytes[marked.bytes.indexOf('vorl@ufig') + 'vorl'.length] = LATIN1_A_UMLAUT;
          return marked;
        }),
    },
  },
  {
    id: 'secondary-capture-missing',
    requirement: 'RCR-A1.2',
    sentence: 'A Secondary Capture is declared, but none is sent.',
    hooks: withoutCarrier('secondary-capture'),
  },
  {
    id: 'seg-missing',
    requirement: 'RCR-A1.3',
    sentence: 'No segmentation is sent, only a structured report and pictures.',
    hooks: withoutCarrier('seg'),
  },
  {
    id: 'presentation-state-missing',
    requirement: 'RCR-A1.4a',
    sentence: 'A presentation state is declared, but none is sent.',
    hooks: withoutCarrier('presentation-state'),
  },
  {
    id: 'presentation-state-without-graphics',
    requirement: 'RCR-A1.4a',
    sentence: 'The presentation state has no graphics and no layer to switch off.',
    hooks: inThe('presentation-state', (dataset) => {
      delete dataset['GraphicAnnotationSequence'];
      delete dataset['GraphicLayerSequence'];
    }),
  },
  {
    id: 'overlay-missing',
    requirement: 'RCR-A1.4b',
    sentence: 'An overlay is declared, but none is sent.',
    hooks: withoutCarrier('overlay'),
  },
  {
    id: 'overlay-burned-in',
    requirement: 'RCR-A1.4b',
    sentence: 'The image that should have an overlay has none: its group 6000 is missing.',
    hooks: inThe('overlay', (dataset) => {
      for (const keyword of Object.keys(dataset))
        if (/^(Overlay|6000)/.test(keyword)) Reflect.deleteProperty(dataset, keyword);
    }),
  },
];
