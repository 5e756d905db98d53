import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, startPeer } from '../../../tests/kit/processes';
import { realFile } from '../../../tests/kit/real-files';
import { Tapping, type CapturedFrame } from '../../../tests/kit/tapping';
import type { Side } from '../../../model/events';
import { unwrap } from '../../dimse/part10';

const t = new Tapping();
const CT = ['01', '02'].map((name) => realFile(`ct-3slice/${name}.dcm`));

async function peer(program: string, args: (port: number) => string[]): Promise<number> {
  const started = await startPeer(program, args);
  t.atEnd(() => started.stop());
  return started.port;
}

/** Archive with one study, in which DCMTK answers. */
async function archive(): Promise<number> {
  const folder = join(t.dir, 'archive');
  mkdirSync(folder);
  const configuration = join(t.dir, 'dcmqrscp.cfg');
  writeFileSync(
    configuration,
    `NetworkTCPPort = 0\nMaxPDUSize = 16384\nMaxAssociations = 4\nHostTable BEGIN\nHostTable END\nVendorTable BEGIN\nVendorTable END\nAETable BEGIN\nARCHIVE ${folder} RW (9, 1024mb) ANY\nAETable END\n`,
  );
  return peer('dcmqrscp', (port) => ['-c', configuration, String(port)]);
}

/** Frames by the position of their bytes in what one side sent: worked out from tshark's own numbers. */
function frameAt(frames: CapturedFrame[], sender: Side, offset: number): number {
  let passed = 0;
  for (const each of frames.filter((one) => one.sender === sender)) {
    passed += each.length;
    if (offset < passed) return each.frame;
  }
  throw new Error(`${sender} did not send ${offset + 1} bytes`);
}

describe('a DIMSE link, beside DCMTK', () => {
  it('records what storescu stores, byte for byte, in the frames in which tshark has it', async () => {
    const folder = join(t.dir, 'received');
    mkdirSync(folder);
    const port = await peer('storescp', (p) => ['+xa', '-od', folder, String(p)]);
    const { address } = await t.tap('dimse', port);
    const sent = await run('storescu', [...['-aet', 'SENDER', '-aec', 'TAKER'], '127.0.0.1', `${address.port}`, ...CT]);
    expect(sent.code).toBe(0);
    const closed = await t.until('connection.closed');

    const [request] = t.events('dimse.associate-request');
    expect(request).toMatchObject({ callingAeTitle: 'SENDER', calledAeTitle: 'TAKER', maxPduLength: 16384 });
    expect(t.events('dimse.associate-accept')[0]?.implementationVersionName).toMatch(/^OFFIS/);
    const commands = t.events('dimse.command');
    expect(commands.map(({ command, messageId, sender, status }) => [command, messageId, sender, status])).toEqual([
      ['C-STORE-RQ', 1, 'client', undefined],
      ['C-STORE-RSP', 1, 'server', 0],
      ['C-STORE-RQ', 2, 'client', undefined],
      ['C-STORE-RSP', 2, 'server', 0],
    ]);
    const stores = commands.filter(({ command }) => command === 'C-STORE-RQ');
    for (const store of stores) {
      const kept = unwrap(t.read(store.dataset));
      const name = readdirSync(folder).find((each) => each.endsWith(store.sopInstanceUid ?? '?'));
      const received = unwrap(readFileSync(join(folder, name ?? '')));
      expect(kept.datasetBytes.equals(received.datasetBytes)).toBe(true);
      expect(kept.meta).toMatchObject({
        sopInstanceUid: store.sopInstanceUid,
        sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
        transferSyntaxUid: received.meta.transferSyntaxUid,
      });
      const dump = await run('dcmdump', [
        '-q',
        '+P',
        '0002,0003',
        '+P',
        '7fe0,0010',
        join(t.recording.dir, store.dataset?.file ?? ''),
      ]);
      expect(dump).toMatchObject({ code: 0, output: expect.stringContaining(store.sopInstanceUid ?? '?') });
      expect(store.attributes).toBeUndefined();
    }

    const frames = await t.frames(port);
    expect(frames.at(-1)?.frame).toBe(frames.length);
    const said = (pattern: RegExp) => frames.filter(({ info }) => pattern.test(info)).map(({ frame }) => frame);
    expect(said(/A-ASSOCIATE request/)).toEqual([request?.frames[1]]);
    expect(said(/C-STORE-RSP/)).toEqual(
      commands.filter(({ sender }) => sender === 'server').map((each) => each.frames[1]),
    );
    // A message begins in the frame after what came before it, and ends in the one that has its last byte.
    expect(
      said(/C-STORE-RQ ID=/).every(
        (frame, i) => frame >= (stores[i]?.frames[0] ?? 0) && frame <= (stores[i]?.frames[1] ?? 0),
      ),
    ).toBe(true);
    const releaseAt = closed.bytesFromClient - 10;
    expect(stores[1]?.frames[1]).toBe(frameAt(frames, 'client', releaseAt - 1));
    expect(t.events('dimse.release')[0]?.frames).toEqual([
      frameAt(frames, 'client', releaseAt),
      frameAt(frames, 'client', releaseAt + 9),
    ]);
    expect(frames.filter(({ length, protocol }) => length > 0 && !/DICOM|TCP/.test(protocol))).toEqual([]);
  });

  it('has identifiers in the journal and in files, and knows C-ECHO', async () => {
    const port = await archive();
    const { address } = await t.tap('dimse', port);
    const at = ['-aec', 'ARCHIVE', '127.0.0.1', String(address.port)];
    expect((await run('echoscu', at)).code).toBe(0);
    expect((await run('storescu', [...at, CT[0] ?? ''])).code).toBe(0);
    const keys = ['QueryRetrieveLevel=STUDY', 'PatientName=*', 'StudyInstanceUID', 'ModalitiesInStudy'];
    expect((await run('findscu', ['-S', ...keys.flatMap((key) => ['-k', key]), ...at])).code).toBe(0);
    await t.until('connection.closed', 3);
    const commands = t.events('dimse.command');
    expect(commands.slice(0, 2).map(({ command, status, dataset }) => [command, status, dataset])).toEqual([
      ['C-ECHO-RQ', undefined, undefined],
      ['C-ECHO-RSP', 0, undefined],
    ]);
    const [request, pending, final] = commands.filter(({ command }) => command.startsWith('C-FIND'));
    expect(request?.attributes).toEqual({
      QueryRetrieveLevel: 'STUDY',
      ModalitiesInStudy: '',
      PatientName: '*',
      StudyInstanceUID: '',
    });
    expect(pending).toMatchObject({
      status: 0xff00,
      attributes: { StudyInstanceUID: expect.stringMatching(/^[0-9.]+$/) },
    });
    expect(t.read(pending?.dataset).includes(String(pending?.attributes?.['StudyInstanceUID']))).toBe(true);
    expect(final).toMatchObject({ status: 0 });
    expect(final?.dataset).toBeUndefined();
  });

  it('says why an association was rejected', async () => {
    const { address } = await t.tap('dimse', await archive());
    await run('echoscu', ['-aec', 'NOBODY', '127.0.0.1', String(address.port)]);
    expect(await t.until('dimse.associate-reject')).toMatchObject({
      result: 1,
      source: 1,
      meaning: 'called AE title not recognised',
    });
  });

  it('records an abort, which leaves nothing incomplete', async () => {
    const { address } = await t.tap('dimse', await peer('storescp', (p) => ['--abort-after', '--ignore', String(p)]));
    await run('storescu', ['127.0.0.1', String(address.port), CT[0] ?? '']);
    expect(await t.until('dimse.abort')).toMatchObject({ sender: 'server', source: 0 });
    await t.until('connection.closed');
    expect(t.events('connection.undecodable')).toEqual([]);
  });
});
