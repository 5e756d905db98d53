import { newUid } from '../../../protocols/dimse/uids';
import type { Carrier } from '../../../model/sut';
import { carries, type Editable, editObjects, items } from './tools/edit-dicom';
import { conceptOf, eachContent } from './tools/edit-sr';
import type { Mutant } from './types';

const ALGORITHM_NAME = '111001';
const DEVICE_OBSERVER_UID = '121012';

const inThe = (carriers: (Carrier | 'declaration-sr')[], edit: (dataset: Editable) => void): Mutant['hooks'] => ({
  objects: (objects) => editObjects(objects, carries(...carriers), edit),
});
const inAll = (edit: (dataset: Editable) => void): Mutant['hooks'] => ({
  objects: (objects) => editObjects(objects, () => true, edit),
});
const eachDevice = (dataset: Editable, edit: (device: Editable) => void): void =>
  items(dataset, 'ContributingEquipmentSequence').forEach(edit);
const withoutInSeg = (keyword: string): Mutant['hooks'] =>
  inThe(['seg'], (seg) => eachDevice(seg, (device) => Reflect.deleteProperty(device, keyword)));

/** Defects of how results of IHE AI Results name the algorithm (6.5.3.1). */
export const AIR_EQUIPMENT_MUTANTS: Mutant[] = [
  {
    id: 'key-objects-without-equipment',
    requirement: 'AIR-EC-03',
    sentence: 'The key object selection has no Contributing Equipment.',
    hooks: inThe(['key-object'], (keyObject) => delete keyObject['ContributingEquipmentSequence']),
  },
  {
    id: 'only-library-described',
    requirement: 'AIR-EC-04',
    sentence: 'Contributing Equipment describes the library that encoded the segmentation, and not the algorithm.',
    hooks: inThe(['seg'], (seg) =>
      eachDevice(seg, (device) => {
        device['Manufacturer'] = 'Highdicom open-source contributors';
        device['ManufacturerModelName'] = 'highdicom';
        device['SoftwareVersions'] = '0.23.0';
      }),
    ),
  },
  {
    id: 'equipment-of-acquisition',
    requirement: 'AIR-EC-04',
    sentence: 'The algorithm is described as Acquisition Equipment, not as Processing Equipment.',
    hooks: inAll((dataset) =>
      eachDevice(dataset, (device) => {
        device['PurposeOfReferenceCodeSequence'] = [
          { CodeValue: '109101', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Acquisition Equipment' },
        ];
      }),
    ),
  },
  {
    id: 'equipment-without-manufacturer',
    requirement: 'AIR-EC-05',
    sentence: 'Contributing Equipment of the segmentation names no manufacturer.',
    hooks: withoutInSeg('Manufacturer'),
  },
  {
    id: 'equipment-without-model',
    requirement: 'AIR-EC-06',
    sentence: 'Contributing Equipment of the segmentation names no model.',
    hooks: withoutInSeg('ManufacturerModelName'),
  },
  {
    id: 'equipment-without-version',
    requirement: 'AIR-EC-07',
    sentence: 'Contributing Equipment of the segmentation names no software version.',
    hooks: withoutInSeg('SoftwareVersions'),
  },
  {
    id: 'further-algorithm-not-described',
    requirement: 'AIR-EC-09',
    sentence: 'Contributing Equipment describes only the first of the algorithms that contributed.',
    hooks: inAll((dataset) => {
      dataset['ContributingEquipmentSequence'] = items(dataset, 'ContributingEquipmentSequence').slice(0, 1);
    }),
  },
  {
    id: 'purpose-code-of-revision-1.1',
    requirement: 'AIR-EC-10',
    sentence: 'The purpose of the equipment has the provisional code of revision 1.1 of the profile.',
    hooks: inAll((dataset) =>
      eachDevice(dataset, (device) => {
        device['PurposeOfReferenceCodeSequence'] = [
          { CodeValue: 'Newcode1', CodingSchemeDesignator: '99IHE', CodeMeaning: 'Processing Algorithm' },
        ];
      }),
    ),
  },
  {
    id: 'sr-algorithm-not-contributing',
    requirement: 'AIR-EC-12',
    sentence: 'The structured report names an algorithm that Contributing Equipment does not have.',
    hooks: inThe(['sr'], (report) =>
      eachContent(report, (item) => {
        if (conceptOf(item) === ALGORITHM_NAME) item['TextValue'] = 'Another algorithm';
      }),
    ),
  },
  {
    id: 'segment-algorithm-of-another-version',
    requirement: 'AIR-EC-13',
    sentence: 'Algorithm Identification of the segments names another version than Contributing Equipment.',
    hooks: inThe(['seg'], (seg) => {
      for (const segment of items(seg, 'SegmentSequence')) {
        for (const named of items(segment, 'SegmentationAlgorithmIdentificationSequence'))
          named['AlgorithmVersion'] = '0.0.1';
      }
    }),
  },
  {
    id: 'device-uid-new-each-time',
    requirement: 'AIR-EC-14a',
    sentence: 'The algorithm has another Device UID in every exam.',
    hooks: {
      objects: (objects) => {
        const uids = new Map<string, string>();
        const newFor = (uid: unknown): string => {
          const known = uids.get(String(uid)) ?? newUid();
          uids.set(String(uid), known);
          return known;
        };
        return editObjects(
          objects,
          () => true,
          (dataset) => {
            eachDevice(dataset, (device) => (device['DeviceUID'] = newFor(device['DeviceUID'])));
            eachContent(dataset, (item) => {
              if (conceptOf(item) === DEVICE_OBSERVER_UID) item['UID'] = newFor(item['UID']);
            });
          },
        );
      },
    },
  },
];
