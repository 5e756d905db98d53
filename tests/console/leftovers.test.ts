import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scratchFolder } from '../../evidence/scratch-folder';
import { Browser, openConsole } from './browser';

it('of uploads and packs that a killed console had not finished are removed when it starts again', async () => {
  const data = mkdtempSync(join(tmpdir(), 'airworthy-data-'));
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await once(child, 'exit');
  for (const folder of ['studies', 'packs']) {
    mkdirSync(join(data, folder));
    const living = scratchFolder(`airworthy-${folder}`, join(data, folder));
    const left = living.replace(`-${process.pid}-`, `-${child.pid}-`);
    mkdirSync(join(left, 'objects'), { recursive: true });
    writeFileSync(join(left, 'upload.zip'), 'PK');
    rmSync(living, { recursive: true });
    writeFileSync(join(data, folder, 'notes.txt'), 'of somebody else');
  }
  const server = await openConsole({ data });
  try {
    expect(['studies', 'packs'].map((folder) => readdirSync(join(data, folder)))).toEqual([
      ['notes.txt'],
      ['notes.txt'],
    ]);
    const admin = new Browser(server.url);
    await admin.enter(server.address());
    const raw = (text: string) => ({ type: 'application/zip', bytes: new Uint8Array(Buffer.from(text)) });
    const sent = { query: { name: 'x' }, raw: raw('PK\x03\x04 and so on') };
    const { id } = await admin.call('packs.add', sent);
    expect(await admin.refused('packs.add', { ...sent, raw: raw('none') })).toMatchObject({ status: 415 });
    expect(await admin.refused('packs.sign', { params: { pack: id }, body: { key: 'none' } })).toMatchObject({
      status: 422,
    });
    expect(await admin.refused('studies.add', sent)).toMatchObject({ status: 422 });
    expect(readdirSync(join(data, 'packs')).sort()).toEqual([`${id}.zip`, 'notes.txt'].sort());
    expect(readdirSync(join(data, 'studies'))).toEqual(['notes.txt']);
  } finally {
    await server.close();
    rmSync(data, { recursive: true, force: true });
  }
});
