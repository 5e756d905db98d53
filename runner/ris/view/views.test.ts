import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../model/actors';
import type { EventSink } from '../../../model/events';
import type { Exam } from '../../../model/exam';
import type { HttpView } from '../../../model/ris-access';
import { noticeMessage } from '../../../simulators/ai-platform/scripted/messages';
import { exchangeBytes } from '../../../protocols/mllp/exchange-bytes';
import { framed } from '../../../protocols/mllp/framer';
import { Ris } from '../../../simulators/ris/ris';
import { examOf, HAEMORRHAGE } from '../../../tests/kit/scenario';
import { ris as demo } from '../../demo/ris';
import { terminalOperator } from '../../operator/terminal';
import { fhirAsHttp } from './fhir-view';
import { getJson } from './get-json';
import { HttpRisView } from './http-view';
import { MwlRisView } from './mwl-view';
import { OperatorRisView } from './operator-view';
import type { Look, RisView } from './view';

const loopback = { host: '127.0.0.1', port: 0 };
const sink: EventSink = { append: (event) => ({ ...event, seq: 1, at: '', ms: 0, previous: '', hash: '' }) };
const alerted = examOf('critical', {
  accessionNumber: 'ALERTED',
  placerOrderNumber: 'PA',
  fillerOrderNumber: 'FA',
  studyInstanceUid: '1.2.1',
});
const waiting = examOf('negative', {
  accessionNumber: 'WAITING',
  placerOrderNumber: 'PW',
  fillerOrderNumber: 'FW',
  studyInstanceUid: '1.2.2',
});
const look: Look = { view: 'worklist', exams: [alerted, waiting], need: ['alert'] };
const accessions = async (view: RisView, more: Partial<Look> = {}) =>
  (await view.look({ ...look, ...more })).entries.map(({ accessionNumber }) => accessionNumber);

let ris: Ris;
beforeAll(async () => {
  ris = new Ris({
    databaseFile: join(mkdtempSync(join(tmpdir(), 'airworthy-views-')), 'ris.sqlite'),
    dimse: { ...loopback, aeTitle: 'RIS' },
    mllp: loopback,
    http: loopback,
    sending: { application: 'RIS', facility: 'H' },
    receiving: { application: 'AI', facility: 'V' },
    aiTimeoutMs: 60_000,
    sink,
    log: silentLogger,
  });
  await ris.start();
  for (const exam of [alerted, waiting]) {
    await ris.placeOrder(exam, { referralLocation: exam === alerted ? 'emergency' : 'outpatient' });
    await ris.complete(exam.accessionNumber);
  }
  await notice(alerted);
});
afterAll(() => ris.stop());

async function notice(exam: Exam): Promise<void> {
  const text = noticeMessage({
    exam,
    findings: [{ code: HAEMORRHAGE, presence: 'present', flag: 'AA' }],
    receiving: { application: 'RIS', facility: 'H' },
  });
  await exchangeBytes(ris.mllpAddress, framed(Buffer.from(text)), 20_000);
}

const declared = demo.config({ launcher: 'embedded' }).ris?.worklist;
const httpView = declared?.adapter === 'http' ? declared.http : undefined;
const overHttp = (view: HttpView, adapter: 'http' | 'fhir' = 'http') =>
  new HttpRisView({ adapter, view, address: () => ris.httpAddress, accept: 'application/json', timeoutMs: 20_000 });

describe('a RIS seen over HTTP', () => {
  it('shows what is on the reporting worklist, as it is mapped', async () => {
    if (!httpView) throw new Error('the demo declares another adapter');
    const { entries, answer, failure } = await overHttp(httpView).look(look);
    expect(failure).toBeUndefined();
    expect(entries).toEqual([
      expect.objectContaining({
        accessionNumber: 'ALERTED',
        alert: true,
        abnormalities: ['Haemorrhage'],
        priority: { word: 'expedited', rank: 0 },
        report: '',
      }),
    ]);
    expect(answer?.toString()).toContain('"accessionNumber":"ALERTED"');
  });

  it('filters in the words of the RIS, and says what is not offered', async () => {
    if (!httpView) throw new Error('the demo declares another adapter');
    const view = overHttp(httpView);
    expect(await accessions(view, { filter: [{ by: 'referralLocation', value: 'emergency' }] })).toEqual(['ALERTED']);
    expect(await accessions(view, { filter: [{ by: 'urgency', value: 'S' }] })).toEqual([]);
    const { failure } = await overHttp({ ...httpView, filters: {} }).look({
      ...look,
      filter: [{ by: 'modality', value: 'CT' }],
    });
    expect(failure).toMatchObject({ kind: 'not-offered', sentence: expect.stringContaining('filters.modality') });
  });

  it('shows a single exam that is on no list, and none where there is none', async () => {
    if (!httpView) throw new Error('the demo declares another adapter');
    const view = overHttp(httpView);
    expect(await accessions(view, { view: 'exam', exams: [waiting] })).toEqual(['WAITING']);
    expect(await accessions(view, { view: 'exam', exams: [examOf('negative', { accessionNumber: 'NONE' })] })).toEqual(
      [],
    );
  });

  it('says when the RIS answers with an error, with no JSON, or not at all', async () => {
    if (!httpView) throw new Error('the demo declares another adapter');
    const wrong = await overHttp({ ...httpView, list: { url: '/nothing', entries: '$[*]' } }).look(look);
    expect(wrong.failure).toMatchObject({ kind: 'unreachable', sentence: expect.stringContaining('HTTP 404') });
    const away = new HttpRisView({
      adapter: 'http',
      view: httpView,
      address: () => ({ host: '127.0.0.1', port: 1 }),
      accept: '*/*',
      timeoutMs: 2000,
    });
    expect((await away.look(look)).failure?.kind).toBe('unreachable');
  });
});

it('leaves an answer that has no end', async () => {
  const piece = Buffer.alloc(1024 * 1024, ' ');
  let sent = 0;
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = (): void => {
      while (!response.destroyed) {
        sent += piece.length;
        if (!response.write(piece)) return void response.once('drain', more);
      }
    };
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  const o = { headers: {}, timeoutMs: 30_000 };
  await expect(getJson(at, '/endless', o)).rejects.toThrow('longer than 64 MiB and was not read to its end');
  // What the buffers on the way hold was sent, too.
  expect(sent).toBeLessThan(192 * 1024 * 1024);
  server.closeAllConnections();
  server.close();
});

describe('a RIS seen by FHIR', () => {
  it('shows tasks that are ready, over all pages', async () => {
    await notice(waiting);
    const view = overHttp(fhirAsHttp({ resource: 'Task', query: 'status=ready&_count=1' }, '/fhir'), 'fhir');
    expect((await accessions(view)).sort()).toEqual(['ALERTED', 'WAITING']);
    const { entries } = await view.look({ ...look, view: 'exam', exams: [alerted] });
    expect(entries).toEqual([expect.objectContaining({ orderNumber: 'PA', priority: { word: 'stat', rank: 0 } })]);
  });
});

describe('a RIS seen as modality worklist', () => {
  const view = () =>
    new MwlRisView({
      view: { stationAeTitle: 'REPORTING' },
      peer: () => ({ aeTitle: 'RIS', ...ris.dimseAddress }),
      callingAeTitle: 'PROBE',
      timeoutMs: 20_000,
    });

  it('shows who is on it and how urgent', async () => {
    const { entries } = await view().look(look);
    expect(entries.find(({ accessionNumber }) => accessionNumber === 'ALERTED')).toMatchObject({
      patientName: alerted.patientName,
      priority: { word: 'STAT', rank: 0 },
    });
  });

  it('shows no filters, no order and no single exam', async () => {
    for (const more of [
      { filter: [{ by: 'modality' as const, value: 'CT' }] },
      { sort: 'priority' as const },
      { view: 'exam' as const },
    ])
      expect((await view().look({ ...look, ...more })).failure?.kind).toBe('not-offered');
  });
});

describe('a RIS seen by a person', () => {
  const answering = (...answers: string[]) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const asked: string[] = [];
    output.on('data', (chunk: Buffer) => {
      asked.push(chunk.toString());
      // Each question ends so.
      if (chunk.toString().includes(' > ')) input.write(`${answers.shift() ?? ''}\n`);
    });
    return { view: new OperatorRisView(terminalOperator({ input, output, patience: 5 })), asked };
  };

  it('is asked for what is needed, and believed', async () => {
    const { view, asked } = answering('2 1', 'n', 'y');
    const { entries } = await view.look(look);
    expect(entries.map(({ accessionNumber, alert }) => [accessionNumber, alert])).toEqual([
      ['WAITING', false],
      ['ALERTED', true],
    ]);
    expect(asked.join('')).toContain('does the RIS show an AI alert?');
  });

  it.each([[['s']], [['']], [['7']], [['1', 'perhaps']]])('leaves open what is answered %j', async (answers) => {
    const { view } = answering(...answers);
    expect((await view.look(look)).failure?.kind).toBe('unanswered');
  });
});
