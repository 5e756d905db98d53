import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { openRecording } from '../../evidence/recording';
import { silentLogger } from '../../model/actors';
import type { EventSink, JournalEvent } from '../../model/events';
import type { RunRecord } from '../../model/run-record';
import { findChromium } from '../../runner/chromium';
import { displayStudies } from '../../runner/viewer/objects';
import { type ReferenceViewerOptions, startReferenceViewer } from '../../runner/viewer/reference-viewer';
import { findOrthanc } from '../../simulators/pacs/orthanc/find-orthanc';
import { launchPacs } from '../../simulators/pacs/pacs';
import { openBrowser } from '../../viewers/browser';
import { ohifFiles } from '../../viewers/ohif/package';
import { ohifPages } from '../../viewers/ohif/pages';
import { airworthy } from '../e2e/cli';
import { makeCertificates, type TestCertificates } from '../kit/certificates';
import { sutConfig } from '../kit/scenario';

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

const AE_TITLE = 'SECURED';
const sink: EventSink = { append: (event) => event as JournalEvent };
/** Made by scripts/make-local-images.sh where no registry can be reached. */
const IMAGE = process.env['AIRWORTHY_ORTHANC_IMAGE'] ?? 'airworthy-orthanc:bookworm';
const hasImage = () => spawnSync('docker', ['image', 'inspect', IMAGE], { timeout: 10_000 }).status === 0;

/** Orthanc as a hospital may have it: behind a front that speaks TLS, with clients that have a certificate only. */
async function startSecuredOrthanc(storageDir: string, { ca, certificate, key }: TestCertificates) {
  const pacs = await launchPacs({
    launcher: 'path',
    aeTitle: AE_TITLE,
    host: '127.0.0.1',
    peers: [],
    storageDir,
    sink,
    log: silentLogger,
    notice: () => undefined,
  });
  const [cert, secret, trusted] = [certificate, key, ca].map((file) => readFileSync(file));
  const front = createServer(
    { cert, key: secret, ca: trusted, requestCert: true, rejectUnauthorized: true },
    (secured) => {
      const plain = connect(pacs.http?.port ?? 0, '127.0.0.1');
      secured.pipe(plain).pipe(secured);
      secured.on('error', () => plain.destroy());
      plain.on('error', () => secured.destroy());
    },
  );
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  return {
    pacs,
    httpPort: (front.address() as AddressInfo).port,
    async stop() {
      front.close();
      await pacs.stop();
    },
  };
}

describe('OHIF on a real Orthanc', async () => {
  const reason = await whyNot();
  if (reason !== undefined) process.stderr.write(`OHIF on Orthanc is not tried: ${reason}\n`);
  const trying = it.skipIf(reason !== undefined);

  /** Opens the segmentation of a study in the viewer, as a reader does. */
  async function looksAtSegmentation(
    given: Pick<ReferenceViewerOptions, 'launcher' | 'config'>,
    place: string,
  ): Promise<void> {
    const studies = displayStudies(['RCR-P1.1']);
    const [study] = studies;
    const recording = openRecording(join(dir, `${place}-record`));
    const viewer = await startReferenceViewer({
      ...given,
      studies,
      storageDir: join(dir, place),
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
  }

  trying('shows a segmentation, and asks nothing of anyone but its own server', () =>
    looksAtSegmentation({ launcher: 'path' }, 'pacs'),
  );

  it.skipIf(reason !== undefined || !hasImage())('shows it from an Orthanc in a container as well', async () => {
    process.env['AIRWORTHY_ORTHANC_IMAGE'] = IMAGE;
    await looksAtSegmentation({ launcher: 'docker' }, 'container');
  });

  trying(
    'reads from the PACS of a supplier by TLS, with a certificate of our own, and not where it is another that answers',
    async () => {
      const ours = makeCertificates(dir, 'ours');
      const secured = await startSecuredOrthanc(join(dir, 'secured'), ours);
      const config = (tls: TestCertificates) =>
        sutConfig({
          actor: 'pacs',
          endpoints: {
            dimse: secured.pacs.dimse,
            dicomWeb: { host: '127.0.0.1', port: secured.httpPort, path: secured.pacs.dicomWebPath },
          },
          tls,
          capabilities: { ...sutConfig({}).capabilities, tls: { dimse: false, mllp: false, http: true } },
        });
      try {
        await looksAtSegmentation({ config: config(ours) }, 'tls');
        const others = makeCertificates(dir, 'others');
        const stranger = await startReferenceViewer({
          config: config(others),
          studies: [],
          storageDir: dir,
          sink,
          log: silentLogger,
          notice: () => undefined,
        });
        const answer = await fetch(`${stranger.url}${secured.pacs.dicomWebPath}/studies`);
        const said = await answer.text();
        await stranger.stop();
        expect([answer.status, said]).toEqual([
          502,
          expect.stringMatching(/^The PACS at 127\.0\.0\.1:\d+ could not be read\..*certificates on both sides/),
        ]);
      } finally {
        await secured.stop();
      }
    },
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
  );
});
