import { afterAll, describe, expect, it } from 'vitest';
import { systemCalls } from '../../../protocols/tap/relay/system-calls';
import { scratch } from '../cli';
import { BULK_LINKS, type BulkLink, bulkRun, endsInPeace, fileName } from './bulk';
import { chosen, RUN_LIMIT_MS } from './strike';

const { dir, remove } = scratch();
afterAll(remove);

interface Trouble {
  what: 'reset' | 'cut' | 'stalled' | 'cut for good' | 'stalled for good';
  strike: string;
}

const TROUBLE_MS = 3000;
const CUT = 'setImmediate(() => [...tap.open].forEach((each) => each.cut()));';
const forAWhile = `setTimeout(lift, ${TROUBLE_MS});`;
const REFUSE = "const lift = tap.inject({ kind: 'refuse' });";
const STALL = "const lift = tap.inject({ kind: 'stall' });";
const TROUBLES: Trouble[] = [
  { what: 'reset', strike: CUT },
  { what: 'cut', strike: `${REFUSE} ${CUT} ${forAWhile}` },
  { what: 'stalled', strike: `${STALL} ${forAWhile}` },
];
const FOR_GOOD: Trouble[] = [
  { what: 'cut for good', strike: `${REFUSE} ${CUT}` },
  { what: 'stalled for good', strike: STALL },
];
const onEach = (troubles: Trouble[], always?: { what: Trouble['what']; link: BulkLink }) =>
  chosen(
    BULK_LINKS.flatMap((link) =>
      troubles.map((trouble) => ({
        ...trouble,
        link,
        always: always?.what === trouble.what && always.link === link,
      })),
    ),
  );

describe.skipIf(!systemCalls())('a link in trouble in the midst of a long study', () => {
  it.each(onEach(TROUBLES, { what: 'reset', link: 'pacs>ai-platform:dimse' }))(
    '$link $what: the run ends in time and blames nobody who is not to blame',
    async ({ link, what, strike }) => {
      const timeouts = { notice: 20, recovery: 20 };
      const run = await bulkRun(dir, { name: fileName(what, link), link, strike, timeouts });
      try {
        const { code, output } = await endsInPeace(run);
        expect([0, 3], output).toContain(code);
      } finally {
        run.end();
      }
    },
    RUN_LIMIT_MS,
  );

  it.each(onEach(FOR_GOOD))(
    '$link $what: the run ends in time, says that it was our own line, and decides nothing by it',
    async ({ link, what, strike }) => {
      const timeouts = { notice: 10, recovery: 8, exchange: 5 };
      const run = await bulkRun(dir, { name: fileName(what, link), link, strike, timeouts });
      try {
        const { code, verdicts } = await endsInPeace(run);
        expect(code, verdicts).toBe(3);
        expect(verdicts).toMatch(/inconclusive: .*our own|inconclusive: .*harness's own/);
      } finally {
        run.end();
      }
    },
    RUN_LIMIT_MS,
  );
});
