import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../model/actors';
import { run, startPeer } from '../../tests/kit/processes';
import { get } from './client';
import { encodeDataset, readMeta, wrap } from './part10';
import { DimseServer, type DimseServerOptions } from './server';
import { store } from './store';
import * as uids from './uids';

const MIB = 1024 * 1024;
const LENGTH = 200 * MIB;
const scratch = mkdtempSync(join(tmpdir(), 'airworthy-long-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const running: { stop(): Promise<void> }[] = [];
afterEach(() => Promise.all(running.splice(0).map((one) => one.stop())));

const UID = '1.2.3.4.5';
const CLASS = uids.CT_IMAGE_STORAGE;
const META = { sopClassUid: CLASS, sopInstanceUid: UID, transferSyntaxUid: uids.EXPLICIT_VR_LITTLE_ENDIAN };

/** An instance with 200 MiB of pixels, none like another, written piece by piece. */
const long = join(scratch, 'long.dcm');
{
  const header = encodeDataset({ SOPClassUID: CLASS, SOPInstanceUID: UID, Modality: 'OT' }, META.transferSyntaxUid);
  const pixels = Buffer.alloc(12);
  pixels.write('e07f1000', 'hex');
  pixels.write('OW', 4, 'latin1');
  pixels.writeUInt32LE(LENGTH, 8);
  const fd = openSync(long, 'w');
  writeSync(fd, wrap(Buffer.concat([header, pixels]), META));
  const piece = Buffer.alloc(MIB);
  for (let at = 0; at < LENGTH; at += MIB) {
    for (let word = 0; word < MIB; word += 4) piece.writeUInt32LE(at + word, word);
    writeSync(fd, piece);
  }
  closeSync(fd);
}

/** SHA-256 of the data set: file meta is of whoever wrote the file. */
async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  let beginning = true;
  for await (const chunk of createReadStream(file, { highWaterMark: MIB }) as AsyncIterable<Buffer>) {
    hash.update(beginning ? chunk.subarray(readMeta(chunk).datasetAt) : chunk);
    beginning = false;
  }
  return hash.digest('hex');
}

async function listen(options: Partial<DimseServerOptions>): Promise<{ server: DimseServer; spool: string }> {
  const spool = mkdtempSync(join(scratch, 'spool-'));
  const server = new DimseServer({
    ...{ listen: { host: '127.0.0.1', port: 0 }, aeTitle: 'SERVER', spool, log: silentLogger, handlers: {} },
    ...options,
  });
  await server.start();
  running.push(server);
  return { server, spool };
}

const to = (port: number) => ({
  callingAeTitle: 'CLIENT',
  peer: { aeTitle: 'SERVER', host: '127.0.0.1', port },
  timeoutMs: 60_000,
});

/** By how much the memory of this process grew while something was done, MiB. */
async function growth(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);
  await work();
  clearInterval(watch);
  return (peak - before) / MIB;
}

describe('an instance that is too long for memory', () => {
  it('comes from DCMTK to the disk, byte for byte', async () => {
    const kept = join(scratch, 'kept.dcm');
    const { server, spool } = await listen({
      handlers: {
        store: ({ file = '', sopInstanceUid }) => {
          expect(sopInstanceUid).toBe(UID);
          renameSync(file, kept);
          return Promise.resolve(0);
        },
      },
    });
    const grown = await growth(async () => {
      const args = ['-aec', 'SERVER', '127.0.0.1', `${server.address.port}`, long];
      expect(await run('storescu', args)).toMatchObject({ code: 0 });
    });
    expect(await digest(kept)).toBe(await digest(long));
    expect(readdirSync(spool)).toEqual([]);
    expect(grown).toBeLessThan(120);
  });

  it('goes from the disk to DCMTK, byte for byte', async () => {
    const folder = mkdtempSync(join(scratch, 'storescp-'));
    const peer = await startPeer('storescp', (port) => ['-aet', 'SERVER', '+B', '-od', folder, `${port}`]);
    running.push(peer);
    const grown = await growth(async () => {
      expect(await store(to(peer.port), [{ file: long }], 'dcmjs')).toMatchObject([{ status: 0 }]);
    });
    const [received = ''] = readdirSync(folder);
    expect(await digest(join(folder, received))).toBe(await digest(long));
    expect(grown).toBeLessThan(120);
  });

  it('is given out by C-GET from the disk, and what nobody moved away is removed', async () => {
    const { server, spool } = await listen({
      handlers: { get: () => Promise.resolve([{ file: long }]), store: () => Promise.resolve(0) },
    });
    let seen = 0;
    const counts = await get(to(server.address.port), 'STUDY', { StudyInstanceUID: '1' }, ({ bytes }) => {
      seen = bytes.length;
      return Promise.resolve(0);
    });
    expect(counts).toMatchObject({ status: 0, completed: 1 });
    expect(seen).toBeGreaterThan(LENGTH);
    await store(to(server.address.port), [{ file: long }], 'dcmjs');
    expect(readdirSync(spool)).toEqual([]);
  });

  it('is refused with A700H where the disk does not take it, and the association goes on', async () => {
    const { server, spool } = await listen({ handlers: { store: () => Promise.resolve(0) } });
    rmSync(spool, { recursive: true });
    const small = {
      bytes: wrap(encodeDataset({ SOPInstanceUID: '1.2' }, META.transferSyntaxUid), { ...META, sopInstanceUid: '1.2' }),
    };
    const outcomes = await store(to(server.address.port), [{ file: long }, small], 'dcmjs');
    expect(outcomes.map(({ status }) => status)).toEqual([0xa700, 0]);
  });

  it('leaves nothing behind where the sender breaks off', async () => {
    const { server, spool } = await listen({ handlers: { store: () => Promise.resolve(0) } });
    const cut = expect(store(to(server.address.port), [{ file: long }], 'dcmjs')).rejects.toThrow();
    await until(() => readdirSync(spool).length === 1);
    await server.stop();
    await cut;
    await until(() => readdirSync(spool).length === 0);
  });
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 300_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('It did not come to be.');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
