import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openRecording } from '../../evidence/recording';
import { silentLogger } from '../../model/actors';
import type { JournalEvent } from '../../model/events';
import type { RunRecord } from '../../model/run-record';
import { findChromium } from '../../runner/chromium';
import { displayStudies } from '../../runner/viewer/objects';
import { startReferenceViewer } from '../../runner/viewer/reference-viewer';
import { findOrthanc } from '../../simulators/pacs/orthanc/find-orthanc';
import { openBrowser } from '../../viewers/browser';
import { ohifFiles } from '../../viewers/ohif/package';
import { ohifPages } from '../../viewers/ohif/pages';
import { airworthy } from '../e2e/cli';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-web-viewer-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Why OHIF on a real Orthanc cannot be tried here. */
async function whyNot(): Promise<string | undefined> {
  if (findChromium() === undefined) return 'there is no Chromium';
  if (findOrthanc() === undefined) return 'there is no Orthanc';
  return ohifFiles({ notice: () => undefined }).then(
    () => undefined,
    (error: Error) => error.message,
  );
}
describe('OHIF on a real Orthanc', async () => {
  const reason = await whyNot();
  if (reason !== undefined) process.stderr.write(`OHIF on Orthanc is not tried: ${reason}\n`);
  const trying = it.skipIf(reason !== undefined);

  trying(
    'shows a segmentation, and asks nothing of anyone but its own server',
    async () => {
      const studies = displayStudies(['RCR-P1.1']);
      const [study] = studies;
      const recording = openRecording(join(dir, 'pacs-record'));
      const viewer = await startReferenceViewer({
        launcher: 'path',
        studies,
        storageDir: join(dir, 'pacs'),
        sink: recording,
        log: silentLogger,
        notice: () => undefined,
      });
      const browser = await openBrowser(viewer.url, findChromium() ?? '');
      const complaints: string[] = [];
      browser.page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
      });
      try {
        const pages = ohifPages(browser.page, { url: viewer.url, timeoutMs: 60_000 });
        const identity = { patientId: '', patientName: '', accessionNumber: '' };
        await pages.openStudy({ studyInstanceUid: study?.studyInstanceUid ?? '', ...identity });
        expect((await pages.listSeries()).join()).toMatch(/SEG AI segmentation/);
        const segmentation = { kind: 'segmentation' as const, description: '', seriesNumber: 9003, sopInstanceUid: '' };
        await pages.show?.(segmentation);
        expect((await pages.readTexts?.(segmentation))?.join()).toMatch(/Region A.*Region B/);
        expect([...browser.strangers]).toEqual([]);
        expect(complaints).toEqual([]);
      } finally {
        await browser.close();
        await viewer.stop();
        await recording.close();
      }
      await expect(fetch(viewer.url)).rejects.toThrow();
    },
    180_000,
  );

  trying(
    'is judged by what is seen: good and red, the same again offline, and otherwise where a picture is',
    async () => {
      const out = join(dir, 'run');
      const wanted = ['RCR-P1.1', 'RCR-P2.1', 'AIR-ID-13'];
      const run = await airworthy([
        'demo',
        '--actor',
        'pacs',
        '--viewer',
        'ohif',
        '--pacs',
        'path',
        '--out',
        out,
        '--only',
        ...wanted,
      ]);
      const verdicts = () =>
        Object.fromEntries(
          (JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord).requirements
            .filter(({ id }) => wanted.includes(id))
            .map(({ id, verdict }) => [id, verdict]),
        );
      // OHIF lists a Key Object Selection, and does not open it (docs/peers/ohif.md).
      expect(verdicts(), run.stdout + run.stderr).toEqual({
        'RCR-P1.1': 'pass',
        'RCR-P2.1': 'pass',
        'AIR-ID-13': 'warning',
      });
      expect((await airworthy(['judge', out])).stdout).toMatch(/verdicts are the same/);

      const events = readFileSync(join(out, 'journal.ndjson'), 'utf8').trim().split('\n');
      const looks = events
        .map((line) => JSON.parse(line) as JournalEvent)
        .flatMap((event) => (event.kind === 'viewer.look' && event.about?.kind === 'segmentation' ? [event] : []));
      const of = (step: string) => looks.filter((look) => look.step === step).at(-1)?.picture?.file ?? '';
      for (const { picture } of looks.filter(({ step }) => step === 'shown'))
        if (picture) copyFileSync(join(out, of('hidden')), join(out, picture.file));
      expect((await airworthy(['judge', out])).stdout).toMatch(/RCR-P1\.1: run\.json says pass, the record gives fail/);
    },
    300_000,
  );
});
