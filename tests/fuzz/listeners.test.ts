import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goodConversations, stillServes } from './kit/conversations';
import { casesFor, seed } from './kit/effort';
import { openHospital, type Hospital, type ListenerName } from './kit/hospital';
import { spoiled } from './kit/spoil';
import { throwAt } from './kit/wire';

/** What the runtime says of a slip of ours; a plain refusal never reads so. */
const OUR_SLIP =
  /TypeError|RangeError|ReferenceError|Cannot read|is not a function|is not iterable|undefined|\[object|out of range|SQLITE|constraint failed/;
/** For a connection to be closed by the other side, once nothing more can come. */
const CLOSED_WITHIN_MS = 20_000;
const LOOK_AROUND_EVERY = 200;
const PER_CASE_MS = 60;

const LISTENERS: ListenerName[] = [
  'PACS DIMSE',
  'AI DIMSE',
  'RIS DIMSE',
  'AI MLLP',
  'RIS MLLP',
  'PACS DICOMweb',
  'RIS HTTP',
];

describe('what no peer should send, through the recording tap', () => {
  let hospital: Hospital;
  let good: Record<ListenerName, Buffer[]>;
  beforeAll(async () => {
    hospital = await openHospital();
    good = await goodConversations(hospital);
  });
  afterAll(() => hospital.stop());

  it('talks to every listener as real clients do', async () => {
    for (const name of LISTENERS) {
      expect(
        good[name].map(({ length }) => length).filter((length) => length === 0),
        name,
      ).toEqual([]);
    }
    await stillServes(hospital);
  });

  const cases = casesFor(1 / LISTENERS.length);
  it.each(LISTENERS)(
    `leaves %s answering, ${cases} times`,
    async (name) => {
      let thrown = 0;
      await fc.assert(
        fc.asyncProperty(spoiled(good[name]), async ({ bytes, pieces }) => {
          hospital.said.length = 0;
          await throwAt(hospital.taps[name], bytes, pieces, CLOSED_WITHIN_MS);
          expect(hospital.said.filter((line) => OUR_SLIP.test(line))).toEqual([]);
          thrown += 1;
          if (thrown % LOOK_AROUND_EVERY === 0) await stillServes(hospital);
        }),
        { numRuns: cases, seed, endOnFailure: true },
      );
      await stillServes(hospital);
    },
    600_000 + cases * PER_CASE_MS,
  );
});
