import { createServer } from 'node:net';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../model/run-record';
import type { SutConfig } from '../../model/sut';
import { makeCertificates } from '../../runner/demo/certificates';
import { airworthy, scratch } from './cli';
import { describePlatform, startPlatform, writeConfig } from './platform';

const { dir, remove } = scratch();
afterAll(remove);

let plain: SutConfig;
let secured: SutConfig;
let strangers: SutConfig;
beforeAll(async () => {
  const [tls, other] = await Promise.all(
    ['ours', 'theirs'].map((name) => makeCertificates(join(dir, name), ['localhost', '127.0.0.1'])),
  );
  plain = await describePlatform();
  // The same platform, at the same addresses.
  secured = { ...plain, tls, capabilities: { ...plain.capabilities, tls: { dimse: true, mllp: true, http: true } } };
  strangers = { ...secured, tls: other };
  for (const config of [plain, secured]) config.timeouts = { ...config.timeouts, notice: 5, settle: 0.1 };
});

/** Runs against a platform that is as `product` says, and more settings over it. */
async function run(name: string, harness: SutConfig, product?: SutConfig, ...more: string[]) {
  const [mine, theirs] = [join(dir, `${name}.yaml`), join(dir, `${name}-product.yaml`)];
  writeConfig(mine, harness);
  writeConfig(theirs, product ?? harness);
  const platform = product && (await startPlatform(theirs, ...more));
  const out = join(dir, name);
  const { code, stdout, stderr } = await airworthy(['run', '--config', mine, '--out', out], dir);
  expect(await platform?.stop()).toBe(platform && 0);
  const record = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord;
  return { code, output: stdout + stderr, record };
}

const at = (config: SutConfig): string => `127\\.0\\.0\\.1:${config.endpoints?.dimse?.port}`;

describe('a set-up error is said in one sentence that names both ends, and blames nobody', () => {
  it.each([
    [
      'nobody is there',
      () => run('absent', plain),
      () => `Reference head CT at ${at(plain)} \\(AE title AIRW_AI\\) did not answer C-ECHO.*nothing listens there`,
    ],
    [
      'the product has another AE title',
      () => run('ae-title', plain, plain, 'aeTitle=OTHER'),
      () => `AIRW_PACS could not open an association with AIRW_AI at ${at(plain)}: .*called AE title not recognised`,
    ],
    [
      'only the harness speaks TLS',
      () => run('tls-here', secured, plain),
      () => `Reference head CT at ${at(plain)} .*capabilities\\.tls in sut\\.yaml.*TLS failed`,
    ],
    [
      'only the product speaks TLS',
      () => run('tls-there', plain, secured),
      () => `AIRW_AI at ${at(plain)} closed the connection with AIRW_PACS .*whether it expects TLS`,
    ],
    [
      'the product has a certificate of another CA',
      () => run('tls-other', secured, strangers),
      () => `TLS failed: the certificate of the peer is not signed by the CA that is trusted here`,
    ],
    [
      'the product calls the PACS by another AE title',
      () => run('called', plain, plain, 'pacs.aeTitle=WRONG'),
      () => `reached the PACS at .* but its association, which called WRONG, was rejected: called AE title not recogn`,
    ],
    [
      'the product speaks TLS to a RIS that does not',
      () =>
        run(
          'tls-ris',
          plain,
          plain,
          `ris={host: 127.0.0.1, port: ${plain.harness.ris.mllpPort}, tls: {ca: ${secured.tls?.ca}}}`,
        ),
      () => `reached the RIS at .*:${plain.harness.ris.mllpPort} \\(MLLP\\), but .*TLS came instead of HL7`,
    ],
  ])('%s', async (_, doIt, sentence) => {
    const { code, output, record } = await doIt();
    expect(code, output).toBe(3);
    expect(record.endReason, output).toBe('preflight-failed');
    expect(record.endDetail).toMatch(new RegExp(sentence()));
    expect(output).toContain(record.endDetail);
    expect(output).not.toMatch(/\n\s+at /);
    expect(record.counts.fail).toBe(0);
    const open = record.requirements.filter(({ verdict }) => verdict === 'inconclusive');
    expect(open.length).toBeGreaterThan(10);
    expect(new Set(open.map(({ cause }) => cause))).toEqual(new Set(['set-up']));
  });

  it('a port of the harness is in use', async () => {
    const port = plain.harness.ris.mllpPort;
    const taken = createServer().listen(port, '127.0.0.1');
    await once(taken, 'listening');
    const { code, output, record } = await run('in-use', plain);
    taken.close();
    expect(code, output).toBe(3);
    expect(output).toMatch(
      new RegExp(`Port ${port} on 127\\.0\\.0\\.1, where ai-platform>ris:mllp .* is in use\\. Stop`),
    );
    expect(record).toMatchObject({ complete: false, counts: { fail: 0, pass: 0 } });
  });
});
