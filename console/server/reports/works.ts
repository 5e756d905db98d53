import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { barOf } from '../../../config/bar';
import { exceptionsOf } from '../../../config/exceptions';
import { FileSource } from '../../../evidence/file-source';
import { Pack } from '../../../evidence/pack/reader';
import { keyIdOf, privateKeyOf, publicKeyOf, readPrivateKey } from '../../../evidence/signature/keys';
import { signPack } from '../../../evidence/signature/sign-pack';
import { renderComparison } from '../../../reports/comparison/render';
import { writeComparisonXlsx } from '../../../reports/comparison/xlsx';
import { loadCatalogue } from '../../../requirements/load';
import { certify } from '../../../runner/certifying/certify';
import { readRun } from '../../../runner/comparing/read-run';
import { exportRun } from '../../../runner/export/export-run';
import { makePack } from '../../../runner/packing/make-pack';
import { verifyPack } from '../../../runner/packing/verify-pack';
import { productVersion } from '../../../runner/run';
import { compareRuns } from '../../../verdicts/comparing/compare';
import type { Work } from '../worker/messages';
import type { KeyAsk } from './asks';

export const exportForm: Work<'export'> = async ({ dir, form, out }) => {
  const [file = ''] = await exportRun(dir, [form], out);
  return { file };
};

export const compare: Work<'compare'> = async ({ of, baseline, bar, despiteDifferences, out, day }) => {
  const asked =
    bar === undefined
      ? undefined
      : barOf(
          bar,
          'The bar',
          loadCatalogue().map(({ id }) => id),
        );
  const runs = of.map(({ path, name }, index) => ({
    ...named(path, name),
    from: name,
    baseline: index === baseline,
  }));
  if (new Set(runs.map(({ record }) => record.runId)).size < runs.length)
    throw new Error('The same run was chosen twice. Choose each once.');
  // The one before comes first.
  runs.sort((a, b) => Number(b.baseline) - Number(a.baseline));
  const comparison = compareRuns(runs, { airworthy: productVersion(), asOf: day, bar: asked });
  const grave = comparison.notices.filter((notice) => notice.grave);
  if (grave.length > 0 && !despiteDifferences) {
    const sentences = grave.flatMap(({ sentence, details }) => [sentence, ...details]);
    throw new Error(
      `${sentences.join(' ')} Nothing was compared. Run them anew in the same way, or compare them despite the differences.`,
    );
  }
  mkdirSync(out, { recursive: true, mode: 0o700 });
  writeFileSync(join(out, 'comparison.json'), JSON.stringify(comparison));
  writeFileSync(join(out, 'comparison.html'), renderComparison(comparison));
  await writeComparisonXlsx(comparison, join(out, 'comparison.xlsx'));
  return comparison;
};

/** Sentences of the reader speak of paths, which mean nothing to somebody at a browser. */
function named(path: string, name: string): ReturnType<typeof readRun> {
  try {
    return readRun(path);
  } catch (error) {
    throw new Error((error as Error).message.replaceAll(path, name), { cause: error });
  }
}

export const pack: Work<'pack'> = async ({ dir, out, redacted }) => {
  const { bytes } = await makePack(dir, out, { redact: redacted });
  return { bytes };
};

export const sign: Work<'sign'> = async ({ file, name, out, key: asked }) => {
  const key = keyOf(asked);
  const source = new FileSource(file);
  try {
    const { findings, held, record } = verifyPack(source, name, []);
    const failed = findings.find((finding) => finding.held === false);
    if (!held || !record)
      throw new Error(`It was not signed: the pack does not hold what it claims. ${failed?.sentence ?? ''}`.trim());
    signPack(Pack.open(source), record, key, out);
    return { keyId: keyIdOf(key) };
  } finally {
    source.close();
  }
};

export const verify: Work<'verify'> = async ({ file, name, keys }) => {
  const publicKeys = keys.map((pem, index) => publicKeyOf(pem, `Key ${index + 1}`));
  const source = new FileSource(file);
  try {
    const { findings, held, record } = verifyPack(source, name, publicKeys);
    if (!record) return { held, findings };
    const { runId, sut, startedAt, exitCode } = record;
    const { vendor, product, version } = sut;
    return { held, findings, about: { runId, vendor, product, version, startedAt, exitCode } };
  } finally {
    source.close();
  }
};

export const certifyRun: Work<'certify'> = async ({ dir, out, exceptions, key, day }) => {
  const made = await certify(dir, {
    key: key && keyOf(key),
    exceptions: exceptions === undefined ? [] : exceptionsOf(exceptions, 'The exceptions'),
    day,
    folder: () => out,
  });
  return 'missing' in made ? made : { certificate: made.certificate };
};

function keyOf({ pem, file, passphrase }: KeyAsk) {
  if (pem !== undefined) return privateKeyOf(pem, 'The key', passphrase);
  return readPrivateKey(file ?? '', passphrase);
}
