import { setTimeout as pass } from 'node:timers/promises';
import { AIR_PRIMITIVES } from '../../../model/sut';
import { BRAIN_MASK } from '../analysis/reference';
import type { Deliverable, StoreResult, Transport } from '../delivery/deliverable';
import type { Variant } from './types';

/** Well below any deadline, and far above what the reference takes. */
const SLOW_MS = 1500;

const isReport = ({ carrier }: Deliverable): boolean => carrier === 'sr' || carrier === 'declaration-sr';

/** The largest first, and structured reports still last: they signal that all is there. */
const largestFirst =
  (transport: Transport): Transport =>
  async (objects) => {
    const order = [...objects].sort(
      (a, b) => Number(isReport(a)) - Number(isReport(b)) || b.bytes.length - a.bytes.length,
    );
    const results = await transport(order);
    return objects.map((object) => results[order.indexOf(object)] ?? { outcome: 'try-again', reason: 'not answered' });
  };

const oneByOne =
  (transport: Transport): Transport =>
  async (objects) => {
    const results: StoreResult[] = [];
    for (const object of objects) results.push(...(await transport([object])));
    return results;
  };

/** Other ways of getting images, storing results, and taking one's time. */
export const WORKFLOW_VARIANTS: Variant[] = [
  {
    id: 'objects-in-other-order',
    sentence: 'Results are stored in another order; structured reports are still the last.',
    allowedBy: 'RCR l.199-201: only the report, where it is the signal, comes last',
    hooks: { transport: largestFirst },
  },
  {
    id: 'association-per-object',
    sentence: 'Every result is stored on an association of its own.',
    allowedBy: 'PS3.4 B.4: the number of associations is free',
    hooks: { transport: oneByOne },
  },
  {
    id: 'slow-but-in-time',
    sentence: 'The results take their time, within the declared deadline.',
    allowedBy: 'RCR l.90-95: delivery is measured, no time is set',
    hooks: {
      transport: (transport) => async (objects) => {
        await pass(SLOW_MS);
        return transport(objects);
      },
    },
  },
  {
    id: 'stow-rs',
    sentence: 'Results are stored by STOW-RS instead of C-STORE.',
    allowedBy: 'RCR l.19-20; PS3.18 10.5',
    declares: { resultStorage: 'stow-rs' },
    hooks: {},
  },
  {
    id: 'intake-c-move',
    sentence: 'Images are not routed to it: it has the PACS send them (C-MOVE).',
    allowedBy: 'RCR l.115',
    declares: { intake: 'c-move' },
    hooks: {},
  },
  {
    id: 'intake-c-get',
    sentence: 'Images are not routed to it: it fetches them (C-GET).',
    allowedBy: 'RCR l.115',
    declares: { intake: 'c-get' },
    hooks: {},
  },
  {
    id: 'no-storage-commitment',
    sentence: 'IHE AI Results is not claimed, and storage commitment is neither declared nor asked for.',
    // The profile asks its Evidence Creators for RAD-10: who claims it and makes no request is warned (AIR-EC-50).
    allowedBy: 'RCR l.21-22: that results are there can also be asked by C-FIND',
    declares: { storageCommitment: false, air: undefined },
    hooks: {},
  },
  {
    id: 'only-what-must-be',
    sentence: 'Nothing beyond SR and SEG is declared or sent: no FHIR, no TLS, no language model, no critical code.',
    allowedBy: 'RCR l.125-138: the others are choices',
    declares: {
      carriers: ['sr', 'seg'],
      fhir: false,
      tls: { dimse: false, mllp: false, http: false },
      llmText: false,
      criticalAlertCode: undefined,
      srSignalsAvailability: false,
      air: {
        primitives: AIR_PRIMITIVES.filter((primitive) => !['parametric-maps', 'image-references'].includes(primitive)),
        furtherAlgorithms: [BRAIN_MASK],
      },
    },
    hooks: {},
  },
];
