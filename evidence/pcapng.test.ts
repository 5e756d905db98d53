import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { CaptureWriter } from './pcapng';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-pcapng-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function tshark(file: string, ...args: string[]): string[] {
  return execFileSync('tshark', ['-r', file, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .trim()
    .split('\n');
}

it.each([
  ['IPv4', { host: '127.0.0.1', port: 40000 }, { host: '10.0.0.5', port: 2575 }],
  ['IPv6', { host: '::1', port: 40000 }, { host: 'fe80::1:2', port: 2575 }],
  ['mapped IPv4', { host: '::ffff:127.0.0.1', port: 40000 }, { host: '127.0.0.2', port: 2575 }],
])('writes %s connections that tshark reassembles, with the frame numbers it says', async (name, client, server) => {
  const file = join(dir, `${name}.pcapng`);
  const writer = new CaptureWriter(file);
  const stream = writer.open(client, server, 'TLS ended by the tap');
  const large = Buffer.alloc(100_000, 'x');
  expect(stream.data('client', Buffer.from('\x0bMSH|^~\\&|A|B|C|D|20261124||ORM^O01|42|P|2.4\r\x1c\r'))).toEqual([
    4, 4,
  ]);
  expect(stream.data('server', large)).toEqual([5, 8]);
  stream.end('client');
  stream.end('server');
  await writer.close();
  expect(writer.frameCount).toBe(10);
  expect(tshark(file, '-Y', 'tcp.analysis.flags', '-T', 'fields', '-e', 'frame.number')).toEqual(['']);
  expect(tshark(file, '-Y', 'hl7', '-T', 'fields', '-e', 'frame.number', '-e', 'hl7.message.type')).toEqual(['4\tORM']);
  expect(tshark(file, '-Y', 'frame.comment', '-T', 'fields', '-e', 'frame.number')).toEqual(['1']);
  const bytes = tshark(file, '-Y', 'tcp.srcport == 2575', '-T', 'fields', '-e', 'tcp.len').reduce(
    (sum, n) => sum + Number(n),
    0,
  );
  expect(bytes).toBe(100_000);
});
