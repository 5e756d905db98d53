import type { Deliverable, StoreResult, Transport } from '../delivery/deliverable';
import { Requestor } from '../../../protocols/dimse/requestor';
import { newUid, PLAIN_TRANSFER_SYNTAXES, VERIFICATION } from '../../../protocols/dimse/uids';
import type { Settings } from '../options';
import { edited } from './tools/edit-dicom';
import { type DeliveryStep, DELIVERY_STEPS, type Mutant } from './types';

const steps = (...kept: DeliveryStep[]): Mutant['hooks'] => ({ steps: () => kept });
const without = (...dropped: DeliveryStep[]): Mutant['hooks'] =>
  steps(...DELIVERY_STEPS.filter((step) => !dropped.includes(step)));

/** Sends once, and takes whatever happens for success. */
const carelessly =
  (transport: Transport): Transport =>
  async (objects) => {
    await transport(objects).catch(() => undefined);
    return objects.map((): StoreResult => ({ outcome: 'stored' }));
  };

/** The results go out in the opposite order; each is answered in its own place. */
const backwards =
  (transport: Transport): Transport =>
  async (objects) =>
    (await transport([...objects].reverse())).reverse();

/** The first time round the chosen objects are kept back; the second time only they are sent. */
const keepingBack =
  (chosen: (object: Deliverable) => boolean) =>
  (transport: Transport): Transport => {
    let rounds = 0;
    return async (objects) => {
      rounds += 1;
      const sent = objects.filter((object) => chosen(object) === rounds > 1);
      const results = await transport(sent);
      return objects.map((object): StoreResult => results[sent.indexOf(object)] ?? { outcome: 'stored' });
    };
  };

/** After an attempt that failed, everything is sent as if it were new. */
const underNewUids = (transport: Transport): Transport => {
  let failed = false;
  return async (objects) => {
    try {
      const again = (object: Deliverable): Deliverable =>
        edited(object, (dataset) => (dataset['SOPInstanceUID'] = newUid()));
      return await transport(failed ? objects.map(again) : objects);
    } catch (error) {
      failed = true;
      throw error;
    }
  };
};

/** Opens one association more than it releases. */
const leavingOpen =
  (transport: Transport, { aeTitle, pacs, exchangeTimeoutMs }: Settings): Transport =>
  async (objects) => {
    const contexts = [{ abstractSyntax: VERIFICATION, transferSyntaxes: PLAIN_TRANSFER_SYNTAXES }];
    await Requestor.open({ callingAeTitle: aeTitle, peer: pacs, timeoutMs: exchangeTimeoutMs }, contexts);
    return transport(objects);
  };

/** Defects of when, whether and how often something is done. */
export const WORKFLOW_MUTANTS: Mutant[] = [
  {
    id: 'notice-never-sent',
    requirement: 'RCR-S1.1',
    sentence: 'Results are stored, but the RIS is never notified: somebody must look whether they are there.',
    hooks: without('notify'),
  },
  {
    id: 'second-completion-analysed-again',
    requirement: 'RCR-S1.2',
    sentence: 'A second CM for the same exam brings a second analysis, a second set of results and a second notice.',
    hooks: { reopens: ({ status }, known) => known.finished && status === 'CM' },
  },
  {
    id: 'scope-ignored',
    requirement: 'RCR-S2.1',
    sentence: 'Every study is analysed, whether or not it is within the intended use.',
    hooks: { scope: () => ({ inScope: true }) },
  },
  {
    id: 'refusal-silent',
    requirement: 'RCR-S2.2',
    sentence: 'A study outside the intended use is dropped without a word to the RIS.',
    hooks: { statusMessage: (message) => (message.includes('NOT-ANALYSED') ? [] : [message]) },
  },
  {
    id: 'refusal-without-reason',
    requirement: 'RCR-S2.2',
    sentence:
      'A study outside the intended use is answered with ORC-5 = A and nothing else, as if it had been analysed.',
    hooks: {
      statusMessage: (message) => [message.includes('NOT-ANALYSED') ? message.replace(/\rOBX\|[^\r]*/g, '') : message],
    },
  },
  {
    id: 'failure-silent',
    requirement: 'RCR-S6.4',
    sentence: 'An analysis that fails is dropped without a word to the RIS.',
    hooks: { statusMessage: (message) => (message.includes('FAILED') ? [] : [message]) },
  },
  {
    id: 'notice-before-storing',
    requirement: 'RCR-S6.1',
    sentence: 'The RIS is notified before the results are sent to the PACS.',
    hooks: steps('notify', 'store', 'commit', 'confirm', 'fhir'),
  },
  {
    id: 'notice-before-last-result',
    requirement: 'RCR-S6.1',
    sentence: 'The notice does not wait for the segmentation, which is sent after it.',
    hooks: {
      transport: keepingBack(({ carrier }) => carrier === 'seg'),
      steps: () => ['store', 'fhir', 'notify', 'store'],
    },
  },
  {
    id: 'result-lost-when-pacs-down',
    requirement: 'RCR-S6.3',
    sentence: 'Results are sent once; when the PACS is away they are lost, and the notice goes out all the same.',
    hooks: { transport: carelessly, steps: () => ['store', 'fhir', 'notify'] },
  },
  {
    id: 'gives-up-when-pacs-down',
    requirement: 'RCR-S6.3',
    sentence: 'Results are sent once; when the PACS is away the RIS is told that the analysis failed, and that is all.',
    hooks: {
      configure: (settings) => ({ ...settings, retry: { ...settings.retry, giveUpAfterMs: 1 } }),
      noticePolicy: (policy) => ({ ...policy, giveUpAfterMs: 60_000 }),
    },
  },
  {
    id: 'notice-lost-when-ris-refuses',
    requirement: 'RCR-S6.3',
    sentence: 'The notice is sent once; when the RIS is away or refuses it, it is lost.',
    hooks: { noticePolicy: (policy) => ({ ...policy, giveUpAfterMs: 0 }) },
  },
  {
    id: 'results-doubled-by-retry',
    requirement: 'RCR-S6.3',
    sentence:
      'When storing has to be repeated, everything is sent under new UIDs, so that what had arrived is there twice.',
    hooks: { transport: underNewUids, steps: () => ['store', 'fhir', 'notify'] },
  },
  {
    id: 'association-kept-open',
    requirement: 'RCR-S6.5',
    sentence: 'Each delivery leaves an association with the PACS open for ever.',
    hooks: { transport: leavingOpen },
  },
  {
    id: 'results-not-returned',
    requirement: 'RCR-A6.1',
    sentence: 'Images are taken from the PACS, but no result is stored there: only the RIS hears of the analysis.',
    hooks: steps('fhir', 'notify'),
  },
  {
    id: 'starts-when-images-arrive',
    requirement: 'RCR-R2.2',
    sentence: 'The arrival of images starts the analysis, without waiting for the completion of the exam.',
    hooks: { startsOnImages: true },
  },
  {
    id: 'starts-in-progress',
    requirement: 'RCR-R2.2',
    sentence: 'Order status IP (in progress) starts the analysis.',
    hooks: { starts: ({ status }, exam) => ['IP', 'CM'].includes(status) && exam.stage === 'ordered' },
  },
  {
    id: 'sr-not-last',
    requirement: 'RCR-R3.2',
    sentence: 'The structured report is the first of the results on the PACS, so that it signals nothing.',
    hooks: { transport: backwards },
  },
];
