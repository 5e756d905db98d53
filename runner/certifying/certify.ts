import { createHash, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredCapabilities } from '../../config/capabilities';
import { seal } from '../../evidence/signature/dsse';
import { keyIdOf } from '../../evidence/signature/keys';
import { CERTIFICATE_PREDICATE_TYPE, PAYLOAD_TYPE, STATEMENT_TYPE } from '../../evidence/signature/statement';
import type { Certificate, CertifiedException } from '../../model/certificate';
import type { RunRecord } from '../../model/run-record';
import { renderCertificate } from '../../reports/certificate/render';
import { renderCertificatePdf } from '../../reports/certificate/plain-pdf';
import { certificateOf, missingFor } from '../../verdicts/certifying/certificate';
import { findChromium } from '../chromium';
import { printToPdf } from '../export/chromium';
import { differencesOf } from '../judging/differences';
import { judgeRun } from '../judging/judge-run';
import { CERTIFICATE_JSON } from '../packing/verify-certificate';
import { folderSource } from '../run-source';
import { readRunStart, RUN_FILES } from '../run-start';

export interface CertifyOptions {
  /** Signs it, where given. */
  key?: KeyObject;
  exceptions: CertifiedException[];
  /** YYYY-MM-DD. */
  day: string;
  /** Where to write; asked for once there is something to write. */
  folder(certificate: Certificate): string;
}

/** `files` by their names in `dir`; `missing`: sentences, why the run does not support a statement. */
export type Certified = { certificate: Certificate; dir: string; files: string[] } | { missing: string[] };

/** Makes the supplier's statement of conformity from a complete run. Throws a sentence where it is no run that has ended. */
export async function certify(runDir: string, { key, exceptions, day, folder }: CertifyOptions): Promise<Certified> {
  const run = folderSource(runDir);
  const { config } = readRunStart(run);
  if (!run.has(RUN_FILES.record))
    throw new Error(`${runDir} has no ${RUN_FILES.record}: the run did not come to its end.`);
  const bytes = run.read(RUN_FILES.record);
  const { record, problems } = judgeRun(run);
  const differences = differencesOf(JSON.parse(bytes.toString('utf8')) as RunRecord, record);
  const options = {
    day,
    exceptions,
    problems: [...problems, ...differences],
    capabilities: [...declaredCapabilities(config)],
    recordSha256: sha256(bytes),
    planSha256: sha256(run.read(RUN_FILES.start)),
  };
  const missing = missingFor(record, options);
  if (missing.length > 0) return { missing };
  const certificate = certificateOf(record, options);
  const dir = folder(certificate);
  mkdirSync(dir, { recursive: true });
  const files: string[] = [];
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(dir, name), content);
    files.push(name);
  };
  const json = `${JSON.stringify(certificate, null, 2)}\n`;
  write(CERTIFICATE_JSON, json);
  write('certificate.html', renderCertificate(certificate, key && keyIdOf(key)));
  if (key)
    write(
      'certificate.dsse.json',
      `${JSON.stringify(seal(PAYLOAD_TYPE, statement(certificate, json), key), null, 1)}\n`,
    );
  const chromium = findChromium();
  if (chromium === undefined) write('certificate.pdf', await renderCertificatePdf(certificate, key && keyIdOf(key)));
  else {
    await printToPdf(chromium, join(dir, 'certificate.html'), join(dir, 'certificate.pdf'));
    files.push('certificate.pdf');
  }
  return { certificate, dir, files };
}

function statement(certificate: Certificate, json: string): Buffer {
  const subject = [
    { name: CERTIFICATE_JSON, digest: { sha256: sha256(Buffer.from(json)) } },
    { name: RUN_FILES.record, digest: { sha256: certificate.run.recordSha256 } },
    { name: RUN_FILES.start, digest: { sha256: certificate.run.planSha256 } },
  ];
  return Buffer.from(
    JSON.stringify({
      _type: STATEMENT_TYPE,
      subject,
      predicateType: CERTIFICATE_PREDICATE_TYPE,
      predicate: certificate,
    }),
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
