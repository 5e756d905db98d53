import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DimsePeer } from '../../model/actors';
import { readDicom } from '../../model/dicom/reader';
import type { TestInstance } from './instances';

export interface ToolResult {
  code: number;
  output: string;
}

/** Runs a DCMTK tool; without no-delay it waits 40 ms at every turn. */
export function dcmtk(tool: string, ...args: string[]): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { env: { ...process.env, TCP_NODELAY: '1' }, timeout: 20_000 });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

export async function storescu(peer: DimsePeer, instances: readonly TestInstance[]): Promise<ToolResult> {
  const folder = mkdtempSync(join(tmpdir(), 'airworthy-store-'));
  const files = instances.map(({ bytes }, index) => {
    const file = join(folder, `${index}.dcm`);
    writeFileSync(file, bytes);
    return file;
  });
  return dcmtk('storescu', '-R', '-aec', peer.aeTitle, peer.host, String(peer.port), ...files);
}

/** C-FIND by findscu; the responses as keyword → value, read from the files that it extracts. */
export async function findscu(
  peer: DimsePeer,
  keys: Record<string, string>,
): Promise<{ code: number; found: Record<string, string>[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'airworthy-find-'));
  const args = Object.entries(keys).flatMap(([keyword, value]) => ['-k', `${keyword}=${value}`]);
  const { code } = await dcmtk(
    'findscu',
    ...['-S', '-X', '-od', folder, '-aec', peer.aeTitle],
    ...args,
    peer.host,
    String(peer.port),
  );
  const found = readdirSync(folder)
    .sort()
    .map((name) => {
      const { dataset } = readDicom(readFileSync(join(folder, name)));
      return Object.fromEntries(dataset.elements.map((each) => [each.keyword, dataset.strings(each.tag).join('\\')]));
    });
  return { code, found };
}
