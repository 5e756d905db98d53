import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../tests/kit/processes';
import { hear, sendSlowly, Tapping } from '../../tests/kit/tapping';
import { openRecording } from '../../evidence/recording';
import { Tap } from './tap';

const t = new Tapping();
const echo = () => t.serve((socket) => socket.pipe(socket));

async function talk(link: Tap, text: string): Promise<{ heard: string; ms: number; error?: string }> {
  const started = performance.now();
  const socket = t.client(link);
  socket.end(text);
  const { heard, error } = await hear(socket);
  return { heard: heard.toString('latin1'), ms: performance.now() - started, error };
}

describe('a tap', () => {
  it('lets one side end and the other go on', async () => {
    const port = await t.serve((socket) =>
      socket.resume().on('end', () => setImmediate(() => socket.end('after your end'))),
    );
    expect(await talk(await t.tap('mllp', port), 'x')).toMatchObject({ heard: 'after your end' });
    expect(await t.until('connection.closed')).toMatchObject({ bytesFromClient: 1, bytesFromServer: 14 });
  });

  it('passes the end of a client on that says nothing and leaves before the target is reached', async () => {
    const socket = t.client(await t.tap('mllp', await echo()));
    socket.end();
    expect(await hear(socket)).toEqual({ heard: Buffer.alloc(0) });
    expect(await t.until('connection.closed')).toMatchObject({ bytesFromClient: 0, bytesFromServer: 0 });
  });

  it.each(['client', 'server'] as const)('passes a reset of the %s on', async (side) => {
    let atServer: string | undefined;
    let came: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (came = resolve));
    const port = await t.serve((socket) => {
      socket.once('data', () => (side === 'server' ? socket.resetAndDestroy() : came()));
      if (side === 'client') void hear(socket).then(({ error }) => (atServer = error ?? 'none'));
    });
    const socket = t.client(await t.tap('http', port));
    const heard = hear(socket);
    socket.write('x');
    if (side === 'client') {
      await reached;
      socket.resetAndDestroy();
    }
    expect(await t.until('connection.closed')).toMatchObject({ by: side });
    if (side === 'server') expect((await heard).error).toBe('ECONNRESET');
    else await expect.poll(() => atServer).toBe('ECONNRESET');
  });

  it('tells a reset that comes right behind the last bytes from an end', async () => {
    const sockets: Socket[] = [];
    const port = await t.serve((socket) => void sockets.push(socket.resume()));
    for (const protocol of ['http', 'mllp'] as const) {
      const socket = t.client(await t.tap(protocol, port, { link: `scanner>${protocol}` }));
      await once(socket, 'connect');
      await t.until('connection.opened', sockets.length + 1);
      socket.write('last');
      socket.resetAndDestroy();
    }
    await t.until('connection.closed', 2);
    const closed = t.events('connection.closed').map(({ by, bytesFromClient }) => [by, bytesFromClient]);
    expect(closed).toEqual([
      ['client', 4],
      ['client', 4],
    ]);
    expect(sockets).toHaveLength(2);
  });

  it('makes a sender wait for a receiver that does not read', async () => {
    const socket = t.client(await t.tap('http', await t.serve((peer) => peer.pause())));
    const chunk = Buffer.alloc(1024 * 1024);
    let sent = 0;
    // A sender that could go on for ever: it stops when the kernel's buffers on both ways and ours are full.
    const more = (): void => {
      sent += chunk.length;
      if (sent < 512 * chunk.length) socket.write(chunk, more);
    };
    more();
    let before = -1;
    while (sent !== before) {
      before = sent;
      await delay(300);
    }
    // As large as Linux lets them grow, they are 72 MiB.
    expect(sent).toBeLessThan(256 * chunk.length);
  });

  it('numbers connections per run, and ends all of them when it stops', async () => {
    const tap = await t.tap('http', await echo());
    const sockets = [t.client(tap), t.client(tap)];
    const ends = sockets.map((socket) => hear(socket));
    await t.until('connection.opened', 2);
    await tap.stop();
    expect((await Promise.all(ends)).map(({ error }) => error)).toEqual(['ECONNRESET', 'ECONNRESET']);
    expect(t.events('connection.closed').map(({ connection, by }) => [connection, by])).toEqual([
      [1, 'tap'],
      [2, 'tap'],
    ]);
    expect(() => tap.address).toThrow(/does not listen/);
    const another = openRecording(`${t.dir}/another`);
    t.atEnd(() => another.close());
    const again = await t.tap('http', await echo(), { recording: another });
    await talk(again, 'x');
    expect(another.events.find((event) => event.kind === 'connection.opened')).toMatchObject({ connection: 1 });
  });

  it('finds a target that is told to it later', async () => {
    const tap = await t.tap('mllp', 0);
    await talk(tap, 'x');
    expect((await t.until('connection.failed')).reason).toMatch(/not started yet/);
    const port = await echo();
    tap.setTarget({ host: '127.0.0.1', port });
    expect((await talk(tap, 'x')).heard).toBe('x');
    expect(t.events('connection.opened').map(({ target }) => target)).toEqual([undefined, `127.0.0.1:${port}`]);
  });

  it('tells why a target cannot be reached', async () => {
    const nothing = await t.tap('mllp', await freePort());
    expect((await talk(nothing, 'x')).error).toBe('ECONNRESET');
    expect((await t.until('connection.failed')).reason).toMatch(/nothing listens there/);
    const nowhere = await t.tap('mllp', 1, { target: { host: 'nowhere.invalid', port: 1 } });
    await talk(nowhere, 'x');
    expect((await t.until('connection.failed', 2)).reason).toMatch(/host name is not known/);
  });

  it('says plainly that its port is in use', async () => {
    const port = await echo();
    const second = new Tap({
      ...{ link: 'ris>ai-platform:mllp', from: 'ris', to: 'ai-platform', protocol: 'mllp' },
      listen: { host: '127.0.0.1', port },
      target: { host: '127.0.0.1', port: 1 },
      recording: t.recording,
    });
    await expect(second.start()).rejects.toThrow(/Port \d+ on 127.0.0.1, where ris>ai-platform:mllp .* is in use/);
  });
});

describe('a fault', () => {
  it('refuses until lifted', async () => {
    const link = await t.tap('mllp', await echo());
    const lift = link.inject({ kind: 'refuse' });
    expect((await talk(link, 'hello')).error).toMatch(/ECONNRESET|EPIPE/);
    expect(t.events('connection.failed')[0]?.reason).toMatch(/on purpose/);
    lift();
    lift();
    expect((await talk(link, 'hello')).heard).toBe('hello');
    expect(t.events('tap.fault').map(({ active }) => active)).toEqual([true, false]);
  });

  it('holds everything back until lifted, the end of a connection too, and loses nothing', async () => {
    let ended = false;
    const port = await t.serve((socket) => socket.on('end', () => (ended = true)).pipe(socket));
    const link = await t.tap('mllp', port);
    const socket = t.client(link);
    const heard = hear(socket);
    socket.write('x');
    await once(socket, 'data');
    const lift = link.inject({ kind: 'stall' });
    socket.end('x'.repeat(200_000));
    expect(await Promise.race([heard, delay(100, 'held')])).toBe('held');
    expect(ended).toBe(false);
    lift();
    expect((await heard).heard).toHaveLength(200_001);
  });

  it('delays, without making a long transfer longer by every piece of it', async () => {
    const link = await t.tap('mllp', await echo());
    const lift = link.inject({ kind: 'latency', ms: 300 });
    const socket = t.client(link);
    const heard = hear(socket);
    const started = performance.now();
    await sendSlowly(socket, Buffer.alloc(600_000, 'x'), 6000);
    socket.end();
    expect((await heard).heard).toHaveLength(600_000);
    const ms = performance.now() - started;
    expect(ms).toBeGreaterThan(2 * 300 - 5);
    // A hundred pieces: one after the other they would take half a minute.
    expect(ms).toBeLessThan(15_000);
    lift();
  });

  it('that delays is over at once when lifted', async () => {
    const link = await t.tap('mllp', await echo());
    const lift = link.inject({ kind: 'latency', ms: 60_000 });
    const talking = talk(link, 'hello');
    await t.recording.waitFor((event) => (event.kind === 'connection.opened' ? true : undefined), {
      deadlineMs: 5000,
      fromSeq: 1,
    });
    await delay(50);
    lift();
    expect((await talking).heard).toBe('hello');
  });

  it('cuts exactly where it is told to, and blames nobody for half a message', async () => {
    const received: Buffer[] = [];
    const port = await t.serve((socket) => socket.on('data', (chunk: Buffer) => received.push(chunk)));
    const link = await t.tap('mllp', port);
    link.inject({ kind: 'cut', afterBytes: 20, side: 'client' });
    const { error } = await talk(link, '\x0bMSH|^~\\&|AI|V|RIS|H|20261124||ORM^O01|C1|P|2.4\r\x1c\r');
    expect(error).toBe('ECONNRESET');
    expect(await t.until('connection.closed')).toMatchObject({ by: 'tap', bytesFromClient: 20 });
    await expect.poll(() => Buffer.concat(received).toString('latin1')).toBe('\x0bMSH|^~\\&|AI|V|RIS|H');
    expect(t.events('mllp.framing-error')).toEqual([]);
    expect(t.events('mllp.message')).toEqual([]);
  });

  it('cuts once when it is lifted by the cut itself', async () => {
    const link = await t.tap('mllp', await echo());
    const lift = link.inject({ kind: 'cut', afterBytes: 3, side: 'client' });
    const unlisten = t.recording.onEvent((event) => {
      if (event.kind === 'connection.closed' && event.by === 'tap') lift();
    });
    expect((await talk(link, 'hello')).error).toBe('ECONNRESET');
    expect((await talk(link, 'hello')).heard).toBe('hello');
    unlisten();
  });
});

describe('a poor line', () => {
  const HALF_A_SECOND = 500;

  it('takes its time, and blames nobody', async () => {
    const link = await t.tap('mllp', await echo(), { line: { latencyMs: 60, stallMs: 0 } });
    const { heard, ms } = await talk(link, 'hello');
    expect(heard).toBe('hello');
    expect(ms).toBeGreaterThan(2 * 60 - 5);
    expect(t.events('tap.fault')).toEqual([]);
  });

  it('lets nothing through for a part of each second', async () => {
    const link = await t.tap('mllp', await echo(), { line: { latencyMs: 0, stallMs: HALF_A_SECOND } });
    const socket = t.client(link);
    const sent: number[] = [];
    const came: number[] = [];
    socket.on('data', (bytes: Buffer) => came.push(...[...bytes].map(() => performance.now())));
    const isHeld = (at: number): boolean => at % 1000 < HALF_A_SECOND;
    while (sent.length < 8 || sent.filter(isHeld).length < 2) {
      sent.push(performance.now());
      socket.write('x');
      await delay(150);
    }
    await expect.poll(() => came.length).toBe(sent.length);
    const held = sent.flatMap((at, n) => (isHeld(at) ? [{ at, came: came[n] ?? 0 }] : []));
    // Timers may fire a moment early.
    for (const { at, came: then } of held) expect(then).toBeGreaterThan(at - (at % 1000) + HALF_A_SECOND - 5);
  });
});
