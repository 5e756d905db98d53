import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readDicom } from '../../model/dicom/reader';
import { run, type RunningPeer, startPeer } from '../../tests/kit/processes';
import { realFile } from '../../tests/kit/real-files';
import { unwrap } from './file-meta';
import { nativeAddonFolder } from './native';
import { DimseServer } from './server';
import { shipmentOf, store, type StoreEngine, storeEngine, type StoreSource } from './store';
import * as uids from './uids';

const scratch = mkdtempSync(join(tmpdir(), 'airworthy-test-'));
const received = join(scratch, 'received');
let storescp: RunningPeer;
/** One file for each transfer syntax. */
let files: Record<'implicit' | 'explicit' | 'bigEndian' | 'jpeg2000', string>;

beforeAll(async () => {
  files = {
    implicit: realFile('pydicom/MR_small_implicit.dcm'),
    explicit: realFile('pydicom/CT_small.dcm'),
    bigEndian: join(scratch, 'big-endian.dcm'),
    jpeg2000: realFile('pydicom/JPEG2000.dcm'),
  };
  const { code, output } = await run('dcmconv', ['+tb', '+Fm', realFile('ct-3slice/01.dcm'), files.bigEndian]);
  expect(code, output).toBe(0);
  await run('mkdir', ['-p', received]);
  storescp = await startPeer('storescp', (port) => ['-v', '-aet', 'STORESCP', '+xa', '+B', '-od', received, `${port}`]);
});

afterAll(async () => {
  await storescp.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const toStorescp = () => ({
  callingAeTitle: 'AIRWORTHY',
  peer: { aeTitle: 'STORESCP', host: '127.0.0.1', port: storescp.port },
  timeoutMs: 20_000,
});

const engines: StoreEngine[] = ['dcmjs', 'native'];
for (const engine of engines) {
  const absent = engine === 'native' && nativeAddonFolder() === undefined;
  const title = absent ? `${engine} (skipped: dicom-dimse-native is not built on this machine)` : engine;
  describe.skipIf(absent)(`C-STORE to storescp with ${title}`, () => {
    it('leaves nothing behind of what it made ready, sent or not', async () => {
      const temporary = join(scratch, `temporary-${engine}`);
      mkdirSync(temporary);
      vi.stubEnv('TMPDIR', temporary);
      try {
        const sources = [{ bytes: readFileSync(files.explicit) }];
        const sent = shipmentOf(toStorescp(), sources, engine);
        expect((await sent.send()).map(({ status }) => status)).toEqual([0]);
        await sent.drop();
        await shipmentOf(toStorescp(), sources, engine).drop();
        const missing = shipmentOf(toStorescp(), [{ file: join(scratch, 'none.dcm') }], engine);
        await expect(missing.send()).rejects.toThrow('none.dcm');
        await missing.drop();
        expect(readdirSync(temporary)).toEqual([]);
      } finally {
        vi.unstubAllEnvs();
      }
    });

    it('sends implicit, explicit, big endian and JPEG 2000 in one call', async () => {
      for (const name of readdirSync(received)) rmSync(join(received, name));
      const sources: StoreSource[] = [
        { file: files.implicit },
        { bytes: readFileSync(files.explicit) },
        { file: files.bigEndian },
        { file: files.jpeg2000 },
      ];
      const outcomes = await store(toStorescp(), sources, engine);
      expect(outcomes.map((outcome) => outcome.status)).toEqual([0, 0, 0, 0]);
      expect(outcomes[3]?.sopInstanceUid).toBe(unwrap(readFileSync(files.jpeg2000)).meta.sopInstanceUid);
      expect(readdirSync(received)).toHaveLength(4);
    });

    it('keeps pixel data as it was', () => {
      const pixels = (file: string) => readDicom(readFileSync(file)).dataset.element('PixelData');
      const sent = pixels(files.jpeg2000);
      const got = readdirSync(received)
        .map((name) => pixels(join(received, name)))
        .find((element) => element?.fragments);
      expect(sent?.fragments?.[0]?.length).toBeGreaterThan(200);
      expect(Buffer.concat([...(got?.fragments ?? [])]).equals(Buffer.concat([...(sent?.fragments ?? [])]))).toBe(true);
    });

    it('says what the peer answered to each instance', async () => {
      const statuses = [0, 0xa700, 0xb000];
      const server = new DimseServer({
        listen: { host: '127.0.0.1', port: 0 },
        aeTitle: 'PICKY',
        storageSopClasses: [uids.CT_IMAGE_STORAGE],
        handlers: { store: () => Promise.resolve(statuses.shift() ?? 0) },
      });
      await server.start();
      const o = { callingAeTitle: 'AIRWORTHY', peer: { aeTitle: 'PICKY', ...server.address }, timeoutMs: 20_000 };
      const sources = ['ct-3slice/01.dcm', 'ct-3slice/02.dcm', 'ct-3slice/03.dcm', 'pydicom/MR_small.dcm'];
      const outcomes = await store(
        o,
        sources.map((name) => ({ file: realFile(name) })),
        engine,
      );
      await server.stop();
      expect(outcomes.map((outcome) => outcome.status).sort()).toEqual([0, 0x0122, 0xa700, 0xb000]);
      expect(outcomes[3]).toMatchObject({ status: 0x0122, sopClassUid: uids.MR_IMAGE_STORAGE });
      expect(outcomes[3]?.comment).toMatch(/^Not sent: the peer/);
    });

    it('gives one sentence for a wrong AE title, an unreachable port, and a peer that never answers', async () => {
      const server = new DimseServer({
        listen: { host: '127.0.0.1', port: 0 },
        aeTitle: 'RIGHT',
        handlers: { store: () => new Promise<number>(() => undefined) },
      });
      await server.start();
      const { port } = server.address;
      const sources = [{ file: files.explicit }];
      const to = (aeTitle: string, portOf: number, timeoutMs: number) => ({
        callingAeTitle: 'AIRWORTHY',
        peer: { aeTitle, host: '127.0.0.1', port: portOf },
        timeoutMs,
      });
      await expect(store(to('WRONG', port, 20_000), sources, engine)).rejects.toMatchObject({
        code: 'rejected',
        message: `AIRWORTHY could not open an association with WRONG at 127.0.0.1:${port}: the peer rejected it, called AE title not recognised. Check the AE title of the peer.`,
      });
      await expect(store(to('RIGHT', port, 1000), sources, engine)).rejects.toMatchObject({
        code: 'timeout',
        message: `RIGHT at 127.0.0.1:${port} did not answer AIRWORTHY to C-STORE within 1 s. Check the peer, or allow it more time.`,
      });
      await server.stop();
      await expect(store(to('RIGHT', port, 20_000), sources, engine)).rejects.toMatchObject({
        code: 'unreachable',
        message: `AIRWORTHY could not reach RIGHT at 127.0.0.1:${port}: the connection was refused, nothing listens at that port. Check that RIGHT is running and that its host and port are right.`,
      });
    });
  });
}

describe('C-STORE with dcmjs', () => {
  it('sends the bytes of each data set exactly as they are', async () => {
    for (const name of readdirSync(received)) rmSync(join(received, name));
    const sources = Object.values(files);
    await store(
      toStorescp(),
      sources.map((file) => ({ file })),
    );
    const got = new Map(
      readdirSync(received).map((name) => {
        const { meta, datasetBytes } = unwrap(readFileSync(join(received, name)));
        return [meta.sopInstanceUid, datasetBytes] as const;
      }),
    );
    for (const file of sources) {
      const { meta, datasetBytes } = unwrap(readFileSync(file));
      expect(got.get(meta.sopInstanceUid)?.equals(datasetBytes), file).toBe(true);
    }
  });

  it('names the file that is no DICOM', async () => {
    await expect(store(toStorescp(), [{ file: __filename }])).rejects.toThrow(
      /store\.test\.ts cannot be sent: This is not a DICOM file/,
    );
    await expect(store(toStorescp(), [{ file: '/nowhere/x.dcm' }])).rejects.toThrow(
      /^\/nowhere\/x\.dcm cannot be sent/,
    );
  });

  it('is what auto means for a peer with TLS', () => {
    expect(storeEngine({ ...toStorescp(), peer: { ...toStorescp().peer, tls: {} } })).toBe('dcmjs');
    expect(storeEngine()).toBe(nativeAddonFolder() ? 'native' : 'dcmjs');
  });
});
