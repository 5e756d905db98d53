import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LiveEvent, Run, RunSummary } from '../../contract';
import { leaveWhoDoesNotTake } from '../../../protocols/answers-in-turn';
import { stream } from './live';
import { LiveRun } from './live-run';

const SUMMARY = { id: '0'.repeat(16), name: 'run', state: 'running' } as unknown as RunSummary;
const NOTICES = 100_000;
const PULSE_MS = 100;
const PATIENCE_MS = 1000;
const KIB = 1024;

let live: LiveRun;
let gone: boolean;
let server: Server;
let ask: (look?: (response: ServerResponse) => void) => Promise<IncomingMessage>;
beforeEach(async () => {
  live = new LiveRun({ what: 'demo', dir: '/nowhere', actor: 'pacs', launcher: 'embedded' }, SUMMARY);
  gone = false;
  const read = () => {
    if (gone) throw new Error('its folder was removed');
    return { ...live.summary, ...live.view, events: 0 } as Run;
  };
  let look: ((response: ServerResponse) => void) | undefined;
  server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    leaveWhoDoesNotTake(response, PATIENCE_MS);
    void stream(response, { run: read(), read, live, journal: () => undefined }, 0, PULSE_MS);
    look?.(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  ask = async (then) => {
    look = then;
    const [answer] = (await once(get({ host: '127.0.0.1', port, agent: false }), 'response')) as [IncomingMessage];
    answer.on('error', () => undefined);
    return answer;
  };
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const eventsOf = async function* (answer: IncomingMessage): AsyncGenerator<LiveEvent> {
  let rest = '';
  for await (const chunk of answer) {
    const blocks = (rest + String(chunk)).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield JSON.parse(data) as LiveEvent;
    }
  }
};

it('piles up nothing for a watcher that reads nothing, who sees the run as it stands when it reads again', async () => {
  let socket: ServerResponse['socket'] | undefined;
  const answer = await ask((response) => (socket = response.socket));
  for (let n = 0; n < NOTICES; n += 1) live.say({ type: 'notice', at: '', text: 'x'.repeat(100) });
  expect((socket?.writableLength ?? 0) / KIB).toBeLessThan(256);
  live.summary = { ...live.summary, sentence: 'as it stands' };
  let heard = 0;
  for await (const event of eventsOf(answer)) {
    heard += 1;
    if (event.type === 'run' && event.run.sentence === 'as it stands') break;
  }
  expect(heard).toBeLessThan(NOTICES);
});

it('goes on while nothing happens, longer than a watcher that takes nothing is waited for', async () => {
  const answer = await ask();
  let pulses = 0;
  const began = performance.now();
  for await (const chunk of answer) {
    pulses += String(chunk).split(': \n\n').length - 1;
    if (performance.now() - began > 3 * PATIENCE_MS) break;
  }
  expect(pulses).toBeGreaterThan(0);
});

it('is left by the server where a watcher takes nothing any more', async () => {
  let response: ServerResponse | undefined;
  await ask((given) => (response = given));
  // More than the system holds for one that does not read.
  while (response?.writableNeedDrain !== true) {
    live.say({ type: 'notice', at: '', text: 'x'.repeat(16 * KIB) });
    await new Promise(setImmediate);
  }
  await once(response, 'close');
});

it('ends where the run cannot be read any more, and the console goes on', async () => {
  const answer = await ask(() => {
    gone = true;
    live.say({ type: 'end', run: SUMMARY });
  });
  for await (const chunk of answer) void chunk;
});
