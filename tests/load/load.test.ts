import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { memorySource } from '../../model/byte-source';
import { readManifest } from '../../evidence/pack/manifest';
import { packRun } from '../../evidence/pack/pack-run';
import { Pack } from '../../evidence/pack/reader';
import { signPack } from '../../evidence/signature/sign-pack';
import { silentLogger } from '../../model/actors';
import type { LoadPlan, LoadRecord } from '../../model/load';
import { renderLoad } from '../../reports/load/render';
import { demoOf } from '../../runner/demo/demo';
import { referencePlatform } from '../../runner/demo/reference-platform';
import { judgeLoad } from '../../runner/load/judge-load';
import { load } from '../../runner/load/load';
import { mergeLoads } from '../../runner/load/merge-loads';
import { makePack } from '../../runner/packing/make-pack';
import { verifyPack } from '../../runner/packing/verify-pack';
import type { Hooks } from '../../simulators/ai-platform/mutants/types';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((dir) => rmSync(dir, { recursive: true, force: true })));

/** Six studies in six seconds. */
const PLAN: LoadPlan = {
  ...{ perHour: 3600, seconds: 6, arrivals: 'even', seed: 7 },
  mix: { negative: 2, positive: 1, critical: 1 },
};

/** A short load on the reference platform, spoilt by hooks where given, over real connections and the embedded PACS. */
async function loaded(
  o: { hooks?: Hooks; plan?: Partial<LoadPlan>; stopAfter?: number; notice?: number } = {},
): Promise<{ dir: string; record: LoadRecord }> {
  const dir = mkdtempSync(join(tmpdir(), 'airworthy-load-test-'));
  folders.push(dir);
  const config = (await demoOf('ai-platform')).config({ launcher: 'embedded' });
  // Of a slow machine; a study whose notice comes is waited for no longer than that takes.
  config.timeouts = { ...config.timeouts, notice: o.notice ?? 120 };
  const stop = new AbortController();
  const record = await load({
    ...{ config, dir, plan: { ...PLAN, ...o.plan }, log: silentLogger, scannerEngine: 'dcmjs' },
    standIn: referencePlatform(o.hooks && { hooks: o.hooks }),
    preflightBackwards: false,
    signal: stop.signal,
    leave: new AbortController().signal,
    progress: {
      ...{ notice: () => undefined, preflight: () => undefined, planned: () => undefined, over: () => undefined },
      begun: (number) => number === o.stopAfter && stop.abort(),
    },
  });
  return { dir, record };
}

/** What holds of a pack of the folder, as `airworthy verify` finds. */
async function packed(dir: string, keys: KeyObject[] = [], sign?: KeyObject) {
  const file = `${dir}.zip`;
  folders.push(file);
  await makePack(dir, file, { redact: false });
  if (sign) {
    const pack = Pack.open(memorySource(readFileSync(file)));
    signPack(pack, JSON.parse(pack.read('load.json').toString()) as LoadRecord, sign, file);
  }
  const { findings } = verifyPack(memorySource(readFileSync(file)), 'pack', keys);
  return { file, held: Object.fromEntries(findings.map(({ what, held }) => [what, held])), findings };
}

describe('a load test of an AI platform', () => {
  it('is packed, signed, and verified from its pack alone; what was altered in it is found', async () => {
    const { dir } = await loaded();
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const all = { archive: true, files: true, journal: true, 'recorded files': true, verdicts: true };
    const sound = await packed(dir, [publicKey], privateKey);
    expect(sound.held).toEqual({ ...all, signatures: true });
    await expect(makePack(dir, `${dir}.redacted.zip`, { redact: true })).rejects.toThrow(/--redact does not know/);

    // A later notice, by someone who knows how a pack is made.
    const record = JSON.parse(readFileSync(join(dir, 'load.json'), 'utf8')) as LoadRecord;
    const [exam] = record.exams;
    if (!exam || !record.notice) throw new Error('no study came through');
    exam.toNotice = 0.001;
    record.notice.median = 0.001;
    const tampered = join(`${dir}.tampered`);
    folders.push(tampered);
    cpSync(dir, tampered, { recursive: true });
    writeFileSync(join(tampered, 'load.json'), JSON.stringify(record));
    const { runId } = readManifest(Pack.open(memorySource(readFileSync(sound.file))));
    packRun(tampered, `${tampered}.zip`, { runId, packedBy: '0' });
    folders.push(`${tampered}.zip`);
    const found = verifyPack(memorySource(readFileSync(`${tampered}.zip`)), 'pack', []).findings;
    const verdicts = found.find(({ what }) => what === 'verdicts');
    expect(verdicts?.held).toBe(false);
    expect(verdicts?.details.join()).toMatch(/notice: load.json says .*study case-/);
  });

  it('delivers every study, takes its times, and gives the same again offline', async () => {
    const { dir, record } = await loaded({ plan: { within: 60 } });
    expect(record).toMatchObject({ outcome: 'met', complete: true, counts: { sent: 6, delivered: 6, lost: 0 } });
    for (const { toFirstResult = -1, toLastResult = -1, toNotice = -1, completed, results } of record.exams) {
      expect(completed).toBeGreaterThan(0);
      expect(results).toBeGreaterThan(0);
      expect(toFirstResult).toBeGreaterThan(0);
      expect(toLastResult).toBeGreaterThanOrEqual(toFirstResult);
      expect(toNotice).toBeGreaterThanOrEqual(toLastResult);
    }
    expect(record.notice?.values).toBe(6);
    expect(judgeLoad(dir)).toEqual(record);
    const html = renderLoad(record);
    expect(html).toContain('It held the load');
    expect(html.match(/<picture>/g)).toHaveLength(3);
  });

  it('joins what two machines sent, and refuses what is no part of it', async () => {
    const short = { seconds: 2 };
    const [one, two, other] = [
      await loaded({ plan: short }),
      await loaded({ plan: { ...short, seed: 8 } }),
      await loaded({ plan: { ...short, mix: { positive: 1 } } }),
    ];
    const out = mkdtempSync(join(tmpdir(), 'airworthy-load-whole-'));
    folders.push(out);
    const whole = mergeLoads([one.dir, two.dir], out);
    expect(whole).toMatchObject({ outcome: 'met', plan: { perHour: 7200 }, counts: { sent: 4, delivered: 4 } });
    expect(new Set(whole.exams.map(({ caseId }) => caseId)).size).toBe(4);
    expect(() => mergeLoads([one.dir, other.dir], join(out, 'x'))).toThrow(/has another mix than the first/);
    expect(() => mergeLoads([one.dir], join(out, 'x'))).toThrow('at least two');
    expect(() => mergeLoads([one.dir, two.dir], out)).toThrow('is not empty');
  });

  it('sees the notice that goes astray when studies are many', async () => {
    let notices = 0;
    const { record } = await loaded({
      hooks: { notice: (message) => (++notices % 2 === 0 ? [] : [message]) },
      plan: { seconds: 4 },
      notice: 15,
    });
    expect(record.counts).toMatchObject({ sent: 4, delivered: 2, lost: 2 });
    expect(record.outcome).toBe('not-met');
    expect(record.reasons[0]).toMatch(/^2 studies of 4 got no notice at all/);
  });

  it('sees results that are announced under the name of the patient before', async () => {
    let before: string | undefined;
    const hooks: Hooks = {
      notice(message) {
        const own = /^PID.*$/m.exec(message.replaceAll('\r', '\n'))?.[0] ?? '';
        const mixed = before === undefined ? message : message.replace(own, before);
        before = own;
        return [mixed];
      },
    };
    const { record } = await loaded({ hooks, notice: 8 });
    expect(record.outcome).toBe('not-met');
    expect(record.exams.flatMap(({ violations }) => violations.map(({ check }) => check))).toContain(
      'notice/identifies-exam',
    );
  });

  it('sees a notice that runs ahead of the results', async () => {
    const { record } = await loaded({
      hooks: { steps: (steps) => ['notify', ...steps.filter((step) => step !== 'notify')] },
    });
    expect(record.outcome).toBe('not-met');
    expect(
      record.exams.every(({ violations }) =>
        violations.some(({ check }) => check === 'workflow/results-before-notice'),
      ),
    ).toBe(true);
  });

  it('says that it cannot tell when it is stopped early, and keeps what was sent', async () => {
    const { record } = await loaded({ stopAfter: 2 });
    expect(record).toMatchObject({ outcome: 'inconclusive', complete: false, counts: { sent: 2, delivered: 2 } });
    expect(record.reasons).toContain('The test was stopped early.');
  });
});
