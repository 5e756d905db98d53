import { connect, createServer, type AddressInfo } from 'node:net';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { simulate as simulateCommand, type SimulateFlags } from '../cli/commands/simulate';
import { PACKAGE_ROOT as ROOT } from '../model/package-root';
import { airworthy, scratch, start } from './e2e/cli';
import { orderInTheGuide } from './kit/guide';
import { freePorts, run } from './kit/processes';

const { dir, remove } = scratch();
afterAll(remove);

const running: ReturnType<typeof start>[] = [];
afterEach(async () => {
  for (const { child, exited } of running.splice(0)) {
    child.kill('SIGKILL');
    await exited;
  }
});

const LOCAL = 'listen.port=0 dimse.port=0 mllp.port=0 http.port=0 dimsePort=0 httpPort=0'.split(' ');
const KEYS = {
  scanner: ['listen.port'],
  ris: ['dimse.port', 'mllp.port', 'http.port'],
  pacs: ['dimsePort', 'httpPort'],
  'ai-platform': ['dimse.port', 'mllp.port'],
} as const;
type Name = keyof typeof KEYS;

/** Ports chosen by the system; `more` are further settings. */
async function simulate(name: Name, ...more: string[]) {
  const free = LOCAL.filter((setting) => (KEYS[name] as readonly string[]).includes(setting.slice(0, -2)));
  const actor = start(['simulate', name, '--set', ...free, ...more], dir);
  running.push(actor);
  const output = await actor.until('Ready. Ctrl-C stops.');
  const ports = [...output.matchAll(/127\.0\.0\.1:(\d+)/g)].map((match) => Number(match[1]));
  return { ...actor, output, ports };
}

/** What --print-config prints. */
async function printed(name: Name, flags: SimulateFlags): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    expect(await simulateCommand(name, { ...flags, printConfig: true })).toBe(0);
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('airworthy-simulate-'));

describe.each([
  ['scanner', 'AIRW_SCANNER', 1, 'SIGTERM'],
  ['ris', 'AIRW_RIS', 3, 'SIGINT'],
  ['pacs', 'AIRW_PACS', 2, 'SIGTERM'],
  ['ai-platform', 'AIRW_AI', 2, 'SIGTERM'],
] as const)('airworthy simulate %s', (name, aeTitle, listeners, signal) => {
  it('names its listeners, answers, and leaves nothing when it is stopped', async () => {
    const before = leftovers();
    const { child, exited, output, ports } = await simulate(
      name,
      ...(name === 'pacs' ? ['launcher=embedded'] : []),
      ...(name === 'scanner' ? ['worklist.port=1'] : []),
    );
    expect(output.match(/^(DICOM|HL7|HTTP) .*127\.0\.0\.1:\d+/gm)).toHaveLength(listeners);
    expect(output).toContain(`AE title ${aeTitle}`);
    const echo = await run('echoscu', ['-aec', aeTitle, '127.0.0.1', String(ports[0])]);
    expect(echo.code, echo.output).toBe(0);
    for (const port of ports.slice(0, listeners)) expect(await accepts(port)).toBe(true);

    const asked = performance.now();
    child.kill(signal);
    expect(await exited).toBe(0);
    // Not after a deadline of its own, on a slow machine either: those are of ten seconds and more.
    expect(performance.now() - asked).toBeLessThan(8000);
    for (const port of ports.slice(0, listeners)) expect(await accepts(port)).toBe(false);
    expect(leftovers()).toEqual(before);
  });

  it('prints options that it takes back', async () => {
    const file = join(dir, `${name}.yaml`);
    const options = await printed(name, {});
    writeFileSync(file, options);
    expect(await printed(name, { config: file })).toBe(options);
  });

  it('says in one sentence that its port is in use, and ends 2', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const [key] = KEYS[name];
    const more = name === 'pacs' ? ['launcher=embedded'] : [];
    const { code, stdout, stderr } = await airworthy(['simulate', name, '--set', `${key}=${port}`, ...more], dir);
    taken.close();
    expect([code, stdout]).toEqual([2, expect.not.stringContaining('Ready')]);
    expect(stderr.trim()).toMatch(new RegExp(`^airworthy: .*${port}.*(in use|another program uses it).*$`));
  });
});

describe('four actors, each a process of its own', () => {
  it('take an exam from the order to the reporting worklist, with what the AI found', async () => {
    // The four must know each other's before they start.
    const [risDimse, risMllp, risHttp, pacsDimse, pacsHttp] = await freePorts(5);
    const ai = await simulate(
      'ai-platform',
      `pacs.port=${pacsDimse}`,
      `dicomWeb.baseUrl=http://127.0.0.1:${pacsHttp}/dicom-web`,
      `ris.port=${risMllp}`,
      `fhir.baseUrl=http://127.0.0.1:${risHttp}/fhir`,
    );
    const scanner = start(
      [
        'simulate',
        'scanner',
        '--set',
        'once=true',
        'pollSeconds=0.2',
        'listen.port=0',
        `pacs.port=${pacsDimse}`,
      ].concat(`worklist.port=${risDimse}`),
      dir,
    );
    running.push(scanner);
    const scannerPort = /127\.0\.0\.1:(\d+)/.exec(await scanner.until('Ready.'))?.[1];
    const peers = [
      { aeTitle: 'AIRW_SCANNER', host: '127.0.0.1', port: Number(scannerPort) },
      { aeTitle: 'AIRW_AI', host: '127.0.0.1', port: ai.ports[0] },
    ];
    const started = [
      start(
        ['simulate', 'ris', '--set', `dimse.port=${risDimse}`, `mllp.port=${risMllp}`, `http.port=${risHttp}`].concat(
          `aiPlatform.port=${ai.ports[1]}`,
        ),
        dir,
      ),
      start(
        ['simulate', 'pacs', '--set', 'launcher=embedded', `dimsePort=${pacsDimse}`, `httpPort=${pacsHttp}`].concat(
          `peers=${JSON.stringify(peers)}`,
        ),
        dir,
      ),
    ] as const;
    running.push(...started);
    for (const actor of started) await actor.until('Ready.');

    const order = await fetch(`http://127.0.0.1:${risHttp}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: orderInTheGuide(),
    });
    expect(order.status, await order.text()).toBe(201);
    const told = await started[0].until(/completed → reporting .*/);
    expect(told).toMatch(/scheduled → in-progress \(MPPS IN PROGRESS\)/);
    expect(await scanner.exited).toBe(0);
    expect(scanner.output()).toMatch(/acquired A1: 24 images stored/);
    expect(scanner.output()).toMatch(/storage commitment: 24 committed, 0 not/);
    const exam = (await (await fetch(`http://127.0.0.1:${risHttp}/exams/A1`)).json()) as { ai: { findings: string } };
    expect(exam.ai.findings).toContain('Intracranial hemorrhage');
  });
});

describe('bad options', () => {
  it.each([
    [['robot'], /There is no actor "robot" to simulate\. There are: scanner, ris, pacs, ai-platform\./],
    [
      ['ris', '--set', 'dimse.prot=1'],
      /--set dimse\.prot=1: "prot" is not a key that "dimse" has\. Did you mean "port"\?/,
    ],
    [['ris', '--set', 'mllp.port=many'], /--set mllp\.port=many: "mllp\.port" must be a whole number, not "many"/],
    [['ris', '--set', 'mllp.port'], /--set mllp\.port: this is not of the form key=value/],
    [['ris', '--set', '__proto__.port=1'], /"__proto__" is not a key/],
    [['scanner', '--set', 'study=synthetic:ct-haed'], /There is no synthetic study "ct-haed"\. There are: ct-head/],
    [['scanner', '--set', 'study=nowhere'], /"study" names .*nowhere, but there is none/],
    [['ai-platform', '--set', 'mutant=result-fianl'], /There is no mutant "result-fianl"/],
    [['ai-platform', '--set', 'dimse.tls.key=none.pem'], /"dimse\.tls\.key" names .*none\.pem, but there is none/],
    [['pacs', '--set', 'launcher=dokcer'], /"launcher" cannot be "dokcer"\. Did you mean "docker"\?/],
  ])('airworthy simulate %j', async (args, sentence) => {
    const [actor = '', , ...set] = args;
    await expect(simulateCommand(actor, { set })).rejects.toThrow(sentence);
  });

  it('names file and line of every problem in the file', async () => {
    const file = join(dir, 'wrong.yaml');
    writeFileSync(file, 'aeTitle: AIRW_AI\ndimse:\n  prot: 11113\nmllp: { port: 99999 }\nretry: { factor: 0 }\n');
    const { code, stderr } = await airworthy(['simulate', 'ai-platform', '--config', file], dir);
    expect(code).toBe(2);
    expect(stderr).toMatch(/wrong\.yaml line 3: "prot" is not a key that "dimse" has\. Did you mean "port"\?/);
    expect(stderr).toMatch(/wrong\.yaml line 4: "mllp\.port"/);
    expect(stderr).toMatch(/wrong\.yaml line 5: "retry\.factor"/);
  });
});

describe('the AI platform in the place of the product in sut.yaml', () => {
  it('takes its addresses, AE title, peers and declaration', async () => {
    const config = join(dir, 'sut.yaml');
    copyFileSync(join(ROOT, 'config', 'sut.template.yaml'), config);
    const options = parse(await printed('ai-platform', { set: [`sut=${config}`] })) as Record<string, unknown>;
    expect(options).toMatchObject({
      aeTitle: 'YOUR_AE',
      dimse: { host: '127.0.0.1', port: 11113 },
      mllp: { host: '127.0.0.1', port: 2576 },
      pacs: { aeTitle: 'AIRW_PACS', host: '127.0.0.1', port: 11112 },
      ris: { host: '127.0.0.1', port: 2575 },
      algorithms: [{ name: 'Your algorithm', version: '1.0.0' }],
      capabilities: { carriers: ['sr', 'seg'], intake: 'routed', fhir: false },
    });
    // What the file leaves out is not declared.
    expect(options['intendedUse']).not.toHaveProperty('minSlices');
  });
});

describe('docker-compose.yml', () => {
  const compose = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
    services: Record<string, { command?: string[]; volumes?: string[] }>;
  };
  const simulators = Object.entries(compose.services).filter(([, { command }]) => command?.[0] === 'simulate');

  it.each(simulators)('gives %s options that it takes', async (_, { command = [], volumes = [] }) => {
    const [, actor, , file = ''] = command;
    const folder = volumes.find((volume) => volume.includes(':/etc/airworthy'))?.split(':')[0] ?? '';
    const config = join(ROOT, folder, basename(file));
    const options = parse(await printed(actor as Name, { config })) as Record<string, unknown>;
    for (const listener of ['listen', 'dimse', 'mllp', 'http']) {
      if (options[listener] !== undefined) expect(options[listener]).toMatchObject({ host: '0.0.0.0' });
    }
  });

  it('declares in the harness what the reference platform beside it is', async () => {
    const config = join(ROOT, 'docker', 'harness', 'system-under-test.yaml');
    const is = parse(await printed('ai-platform', { config })) as Record<string, object>;
    const declared = parse(readFileSync(join(ROOT, 'docker', 'harness', 'reference.yaml'), 'utf8')) as Record<
      string,
      object
    >;
    expect(declared['intendedUse']).toEqual(is['intendedUse']);
    expect(declared['algorithms']).toEqual(is['algorithms']);
    expect(is['capabilities']).toMatchObject(declared['capabilities'] as object);
  });
});
