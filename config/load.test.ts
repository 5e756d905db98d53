import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readAttestations } from './attestations';
import { loadSutConfig } from './load';
import { ConfigError } from './yaml-file';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-config-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const GOOD = `vendor: Acme
product: CranioCheck
version: 2.1.0
actor: ai-platform
intendedUse:
  description: CT head of adults
  modalities: [CT]
  bodyParts: [HEAD]
algorithms:
  - name: bleed
    version: "4"
    manufacturer: Acme
    abnormalities:
      - code: { value: "1386000", scheme: SCT, meaning: Intracranial hemorrhage }
        alertable: true
endpoints:
  dimse: { host: 10.0.0.5, port: 104, aeTitle: CRANIO }
  mllp: { host: 10.0.0.5, port: 2575 }
`;

function load(text: string): ReturnType<typeof loadSutConfig> {
  const file = join(dir, 'sut.yaml');
  writeFileSync(file, text);
  return loadSutConfig(file);
}

function problemsOf(text: string): string[] {
  try {
    load(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ line, message }) => `${line}: ${message}`);
    throw error;
  }
  return [];
}

describe('loadSutConfig', () => {
  it('fills in what may be left out', () => {
    const config = load(GOOD);
    expect(config.harness.pacs.dimsePort).toBe(11112);
    expect(config.capabilities.carriers).toEqual(['sr', 'seg']);
    expect(config.studies.critical).toHaveLength(1);
  });

  it('lets a given value stand beside defaults of the same group', () => {
    const config = load(`${GOOD}harness:\n  ris: { mllpPort: 6661 }\n`);
    expect(config.harness.ris).toMatchObject({ mllpPort: 6661, fhirPort: 8080 });
  });

  it.each([
    [
      'an unknown key, with the likely one',
      GOOD.replace('vendor:', 'vendr:'),
      [/lacks "vendor"/, /^1: "vendr" is not a key.*Did you mean "vendor"/],
    ],
    [
      'an unknown nested key',
      GOOD.replace('bodyParts:', 'bodyPart:'),
      [/^5: "intendedUse" lacks "bodyParts"/, /^8: "bodyPart" .*Did you mean "bodyParts"/],
    ],
    [
      'a wrong type',
      GOOD.replace('port: 104', 'port: "104"'),
      [/^17: "endpoints.dimse.port" must be a whole number, not "104"/],
    ],
    [
      'a port out of range',
      GOOD.replace('port: 2575', 'port: 70000'),
      [/^18: "endpoints.mllp.port" must be <= 65535.*70000/],
    ],
    [
      'an AE title over 16 characters',
      GOOD.replace('aeTitle: CRANIO', 'aeTitle: CRANIOCHECK_SERVER'),
      [/^17: .*aeTitle/],
    ],
    [
      'a choice that does not exist',
      GOOD.replace('actor: ai-platform', 'actor: ai-platfrom'),
      [/^4: "actor" cannot be "ai-platfrom".*"ai-platform"/],
    ],
    [
      'a missing file',
      `${GOOD}attestations: nowhere.yaml\n`,
      [/^19: "attestations" names the file .*nowhere.yaml, but there is none/],
    ],
    [
      'a missing study folder',
      `${GOOD}studies:\n  positive:\n    - source: ./none\n`,
      [/^21: "studies.positive.0.source" names the folder .*none, but there is none/],
    ],
    [
      'TLS without certificates',
      `${GOOD}capabilities:\n  tls: { dimse: true }\n`,
      [/^20: "capabilities.tls" declares TLS/],
    ],
    [
      'an AIR primitive that no carrier has',
      `${GOOD}capabilities:\n  air: { primitives: [measurements, parametric-maps] }\n`,
      [/^20: "capabilities.air.primitives" declares parametric-maps, which parametric-map carries/],
    ],
    [
      'an AIR primitive that does not exist',
      `${GOOD}capabilities:\n  air: { primitives: [contours] }\n`,
      [/^20: "capabilities.air.primitives.0" cannot be "contours"/],
    ],
    ['two services on one port', `${GOOD}harness:\n  ris: { mllpPort: 11112 }\n`, [/both 11112/]],
    ['broken YAML', `${GOOD}harness: [\n`, [/not valid YAML/]],
  ])('names line, key and fix of %s', (_what, text, expected) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(expected.length);
    expected.forEach((pattern, index) => expect(problems[index]).toMatch(pattern));
  });

  it('says what to do when the file is not there', () => {
    expect(() => loadSutConfig(join(dir, 'absent.yaml'))).toThrow(/absent.yaml: there is no such file.*airworthy init/);
  });
});

describe('readAttestations', () => {
  it('hashes the evidence and names a missing one by line', () => {
    const entry = (evidence: string) =>
      `attestations:\n  - requirement: RCR-5.2\n    answer: "yes"\n    name: A\n    role: B\n    on: 2026-11-24\n    productVersion: "1"\n    statement: seen\n    evidence: [${evidence}]\n`;
    const file = join(dir, 'attestations.yaml');
    writeFileSync(join(dir, 'guide.txt'), 'guide');
    writeFileSync(file, entry('guide.txt'));
    expect(readAttestations(file)[0]?.evidence[0]).toMatchObject({
      file: 'guide.txt',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    writeFileSync(file, entry('lost.txt'));
    expect(() => readAttestations(file)).toThrow(/line 9: the evidence file .*lost.txt/);
  });
});
