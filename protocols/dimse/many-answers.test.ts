import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../model/actors';
import { conversation } from '../../tests/fuzz/kit/wire';
import { run } from '../../tests/kit/processes';
import { find } from './client';
import { DimseServer } from './server';

const COUNT = 200_000;
const COMMENT = 'x'.repeat(2000);
const A_RELEASE_RQ_BYTES = 10;
/** Far above what the sockets of both ends hold, and far below all answers. */
const MOST_BYTES = 128 * 1024 * 1024;

const running: DimseServer[] = [];
const warnings: string[] = [];
let encoded = 0;
/** Counts each time that it is written. */
const study = {
  StudyInstanceUID: '1.2.3',
  get PatientComments(): string {
    encoded++;
    return COMMENT;
  },
};

async function started(count: number, idleTimeoutMs = 60_000): Promise<DimseServer> {
  encoded = 0;
  const keep = (text: string): void => void warnings.push(text);
  const server = new DimseServer({
    listen: { host: '127.0.0.1', port: 0 },
    aeTitle: 'SERVER',
    log: { ...silentLogger, warn: keep, error: keep },
    idleTimeoutMs,
    handlers: { find: () => Promise.resolve(Array.from({ length: count }, () => study)) },
  });
  await server.start();
  running.push(server);
  return server;
}

const ask = (address: { host: string; port: number }) =>
  find({ callingAeTitle: 'CLIENT', peer: { aeTitle: 'SERVER', ...address }, timeoutMs: 20_000 }, 'STUDY', {});

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  warnings.length = 0;
});

describe('a C-FIND with very many answers', () => {
  it('ends soon after its C-CANCEL', async () => {
    const { host, port } = (await started(COUNT)).address;
    const keys = ['-k', 'QueryRetrieveLevel=STUDY', '-k', 'PatientComments'];
    const { output } = await run('findscu', ['-v', '-S', '--cancel', '3', '-aec', 'SERVER', ...keys, host, `${port}`]);
    expect(output).toContain('Cancel');
    expect(output).toMatch(/Find Response: \d+ \(Pending\)/);
    expect(output.split('(Pending)').length).toBeLessThan(COUNT / 2);
    expect(encoded * COMMENT.length).toBeLessThan(MOST_BYTES);
  });

  it('waits with the next answers for a peer that does not read, and leaves it after a while', async () => {
    const server = await started(1);
    const asked = await conversation(server.address, ask);
    const slow = await started(COUNT, 500);
    const socket = connect(slow.address, () => socket.write(asked.subarray(0, -A_RELEASE_RQ_BYTES)));
    socket.on('error', () => undefined).pause();
    await expect.poll(() => warnings.join(), { timeout: 60_000 }).toContain('did not take its answers within 0.5 s');
    expect(encoded).toBeGreaterThan(0);
    expect(encoded * COMMENT.length).toBeLessThan(MOST_BYTES);
    socket.destroy();
    expect(await ask(server.address)).toHaveLength(1);
  });
});
