import type { ConsumerAccess } from '../../../model/consumer';
import type { StudyReading } from '../consumer/types';
import type { RisHooks } from '../hooks';

/** The reference RIS as another supplier might lawfully have built it: it must pass everything. */
export interface RisVariant {
  /** Permanent, kebab-case. */
  id: string;
  /** How it differs. */
  sentence: string;
  /** The clause that allows it. */
  allowedBy: string;
  /** How it says that it retrieves results, where otherwise than the reference. */
  retrieve?: ConsumerAccess['retrieve'];
  hooks?: RisHooks;
}

export const RIS_VARIANTS: readonly RisVariant[] = [
  {
    id: 'consumer-by-dicomweb',
    sentence: 'Results are found by QIDO-RS and retrieved by WADO-RS.',
    allowedBy: 'AIR RAD-129 and RAD-107 beside RAD-137 and RAD-138',
    retrieve: 'wado-rs',
  },
  {
    id: 'consumer-by-c-get',
    sentence: 'Results are retrieved by C-GET on the association of the RIS.',
    allowedBy: 'PS3.4 C.4.3',
    retrieve: 'c-get',
  },
  {
    id: 'consumer-in-another-order',
    sentence: 'What was read is shown in another order, numbers rounded to three digits.',
    allowedBy: 'No clause gives an order to what a consumer shows',
    hooks: { consumer: { study: backwards } },
  },
];

/** @throws a sentence when there is no such variant */
export function findRisVariant(id: string): RisVariant {
  const found = RIS_VARIANTS.find((variant) => variant.id === id);
  if (found) return found;
  throw new Error(`There is no variant "${id}". There are: ${RIS_VARIANTS.map((variant) => variant.id).join(', ')}.`);
}

function backwards(reading: StudyReading): StudyReading {
  return {
    ...reading,
    objects: [...reading.objects].reverse().map((object) => ({
      ...object,
      measurements: [...object.measurements]
        .reverse()
        .map((each) => ({ ...each, value: String(Number(Number(each.value).toPrecision(3))) })),
      findings: [...object.findings].reverse(),
      evaluations: [...object.evaluations].reverse(),
      segments: [...object.segments].reverse(),
    })),
  };
}
