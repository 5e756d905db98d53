import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemCalls } from '../../../protocols/tap/relay/system-calls';
import { freePorts } from '../../kit/processes';
import { scratch } from '../cli';
import { BULK_LINKS, bulkRun, endsInPeace, fileName, HOLD } from './bulk';
import { hospitalPacs, orthanc, orthancOf } from './orthanc';
import { chosen, RUN_LIMIT_MS } from './strike';

const { dir, remove } = scratch();
afterAll(remove);

const BRIEF = { notice: 10, recovery: 8, exchange: 5 };

const OURS = chosen(BULK_LINKS.map((link) => ({ link, always: false })));

// A suite without a case is an error.
describe.skipIf(!systemCalls() || !orthanc || OURS.length === 0)(
  "the harness's own PACS, killed in the midst of a long study",
  () => {
    it.each(OURS)(
      'on $link: the run ends, blames nobody, and says who went away',
      async ({ link }) => {
        const run = await bulkRun(dir, {
          ...{ name: fileName('own', link), link, strike: HOLD, timeouts: BRIEF },
          change: (config) => (config.pacs = { launcher: 'path' }),
        });
        try {
          await run.held(() => void process.kill(orthancOf(run.child.pid), 'SIGKILL'));
          const { code, verdicts } = await endsInPeace(run);
          expect(code, verdicts).toBe(3);
          expect(verdicts).toMatch(/The PACS .* went away in mid-run/);
        } finally {
          run.end();
        }
      },
      RUN_LIMIT_MS,
    );
  },
);

const HOSPITAL = chosen(
  BULK_LINKS.flatMap((link) =>
    (['killed', 'killed and started again', 'frozen', 'frozen for a while'] as const).map((what) => ({
      ...{ link, what },
      always: false,
    })),
  ),
);
/** Far less than any wait of the run. */
const FROZEN_MS = 2000;
const aWhile = () => new Promise((resolve) => setTimeout(resolve, FROZEN_MS));

describe.skipIf(!systemCalls() || !orthanc || HOSPITAL.length === 0)(
  'a PACS of the hospital, in the midst of a long study',
  () => {
    it.each(HOSPITAL)(
      '$what on $link: the run ends without a word against the product',
      async ({ link, what }) => {
        const [dimse = 0, http = 0] = await freePorts(2);
        const up = await hospitalPacs(join(dir, `orthanc-${dimse}`), { dimse, http });
        let pacs = await up();
        const lasting = what === 'killed' || what === 'frozen';
        const run = await bulkRun(dir, {
          ...{ name: fileName(what, link), link, strike: HOLD, timeouts: lasting ? BRIEF : {} },
          change: (config) => {
            config.harness.pacs.aeTitle = 'HOSPITAL';
            config.pacs = {
              launcher: 'existing',
              host: '127.0.0.1',
              dimsePort: dimse,
              httpPort: http,
              aeTitle: 'HOSPITAL',
            };
          },
        });
        try {
          await run.held(async () => {
            pacs.kill(what.startsWith('frozen') ? 'SIGSTOP' : 'SIGKILL');
            if (what.startsWith('killed')) await once(pacs, 'exit');
          });
          if (what === 'killed and started again') pacs = await up();
          if (what === 'frozen for a while') {
            await aWhile();
            pacs.kill('SIGCONT');
          }
          const { code, verdicts } = await endsInPeace(run);
          expect(lasting ? [3] : [0, 3], verdicts).toContain(code);
        } finally {
          run.end();
          pacs.kill('SIGKILL');
        }
      },
      RUN_LIMIT_MS,
    );
  },
);

const PLATFORM = chosen([
  { what: 'killed', always: false },
  { what: 'killed and started again', always: false },
  { what: 'frozen', always: false },
  { what: 'frozen for a while', always: false },
]);

describe.skipIf(!systemCalls() || PLATFORM.length === 0)('an AI platform, in the midst of a long study', () => {
  it.each(PLATFORM)(
    '$what: the run comes to its end, and our own side had no trouble',
    async ({ what }) => {
      const timeouts = what === 'frozen for a while' ? {} : BRIEF;
      const run = await bulkRun(dir, {
        ...{ name: fileName('platform', what), link: 'pacs>ai-platform:dimse', strike: HOLD, timeouts },
      });
      const { platform } = run;
      try {
        await run.held(() => (what.startsWith('frozen') ? platform.freeze() : platform.kill()));
        if (what === 'killed and started again') await platform.restart();
        if (what === 'frozen for a while') {
          await aWhile();
          platform.thaw();
        }
        const { code, verdicts } = await endsInPeace(run, { ofTheProduct: true });
        expect(verdicts).not.toMatch(/went away|internal|harness/i);
        if (what === 'frozen for a while') expect(code, verdicts).toBe(0);
        else if (what !== 'killed and started again') {
          expect(verdicts).not.toMatch(/ pass$/m);
          expect([1, 3], verdicts).toContain(code);
        }
      } finally {
        run.end();
      }
    },
    RUN_LIMIT_MS,
  );
});
