import { newUid } from '../../../protocols/dimse/uids';
import type { StoreResult, Transport } from '../delivery/deliverable';
import { edited } from './tools/edit-dicom';
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
];
