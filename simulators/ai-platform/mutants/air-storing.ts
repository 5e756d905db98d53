import { newUid } from '../../../protocols/dimse/uids';
import type { Deliverable, StoreResult, Transport } from '../delivery/deliverable';
import { carries, edited, editObjects } from './tools/edit-dicom';
import { DELIVERY_STEPS, type Mutant } from './types';

/** What the PACS may take later is taken for stored. */
const refusalIgnored =
  (transport: Transport): Transport =>
  async (objects) =>
    (await transport(objects)).map((result): StoreResult =>
      result.outcome === 'try-again' ? { outcome: 'stored' } : result,
    );

/** What was taken with a warning goes out once more, as if it were new. */
const warningTakenForFailure =
  (transport: Transport): Transport =>
  async (objects) => {
    const results = await transport(objects);
    const warned = objects.filter((_, i) => {
      const result = results[i];
      return result?.outcome === 'stored' && result.warning !== undefined;
    });
    const anew = warned.map((object) => edited(object, (dataset) => (dataset['SOPInstanceUID'] = newUid())));
    if (anew.length > 0) await transport(anew);
    return results;
  };

/** The other nets that would catch what was not stored. */
const withoutNet: Mutant['hooks'] = {
  carelessCommitment: true,
  steps: () => DELIVERY_STEPS.filter((step) => step !== 'confirm'),
};

/** The text is in UTF-8 and said to be in Latin 1. */
function saidToBeLatin1(object: Deliverable): Deliverable {
  const bytes = Buffer.from(object.bytes);
  const at = bytes.indexOf('ISO_IR 192', 0, 'latin1');
  if (at >= 0) bytes.write('ISO_IR 100', at, 'latin1');
  return { ...object, bytes };
}

/** Defects in how the answers of the archive are taken. */
export const AIR_STORING_MUTANTS: Mutant[] = [
  {
    id: 'refusal-for-resources-ignored',
    requirement: 'AIR-EC-49b',
    sentence:
      'What the PACS refuses because it is out of resources is taken for stored, and the RIS is told that all is there.',
    hooks: { ...withoutNet, transport: refusalIgnored },
  },
  {
    id: 'warning-stored-anew',
    requirement: 'AIR-EC-49b',
    sentence:
      'What the PACS takes with a warning is sent once more under another SOP Instance UID, so that it is there twice.',
    hooks: { transport: warningTakenForFailure },
  },
  {
    id: 'commitment-failure-ignored',
    requirement: 'AIR-EC-51b',
    sentence: 'What the PACS does not commit to is taken for safe, and the RIS is told that all is there.',
    hooks: withoutNet,
  },
  {
    id: 'character-set-misdeclared',
    requirement: 'AIR-EC-47',
    sentence: 'Results declare ISO_IR 100 and have their text in UTF-8: names beyond ASCII become unreadable.',
    hooks: { objects: (objects) => objects.map(saidToBeLatin1) },
  },
  {
    id: 'required-attribute-missing',
    requirement: 'AIR-EC-48',
    sentence: 'Structured Reports have no Performed Procedure Code Sequence, which is Type 2.',
    knockOn: [
      {
        requirements: ['RCR-S5.1'],
        because: 'An object that lacks a required attribute is no valid DICOM object either.',
      },
    ],
    hooks: {
      objects: (objects) =>
        editObjects(objects, carries('sr'), (dataset) => delete dataset['PerformedProcedureCodeSequence']),
    },
  },
  {
    id: 'new-tracking-uid-at-follow-up',
    requirement: 'AIR-EC-38',
    sentence: 'A lesion that was seen before gets a new Tracking UID in each study.',
    hooks: { forgetsLesions: true },
  },
];
