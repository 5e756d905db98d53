import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { declaredCapabilities } from '../../config/capabilities';
import { readExceptions } from '../../config/exceptions';
import { seal } from '../../evidence/signature/dsse';
import { keyIdOf, readPrivateKey } from '../../evidence/signature/keys';
import { CERTIFICATE_PREDICATE_TYPE, PAYLOAD_TYPE, STATEMENT_TYPE } from '../../evidence/signature/statement';
import type { Certificate } from '../../model/certificate';
import type { RunRecord } from '../../model/run-record';
import { renderCertificate } from '../../reports/certificate/render';
import { renderCertificatePdf } from '../../reports/certificate/plain-pdf';
import { findChromium } from '../../runner/chromium';
import { printToPdf } from '../../runner/export/chromium';
import { differencesOf } from '../../runner/judging/differences';
import { judgeRun } from '../../runner/judging/judge-run';
import { CERTIFICATE_JSON } from '../../runner/packing/verify-certificate';
import { folderSource } from '../../runner/run-source';
import { readRunStart, RUN_FILES } from '../../runner/run-start';
import { certificateOf, missingFor } from '../../verdicts/certifying/certificate';
import { printable } from '../progress-view';
import { newFolder } from '../run-folder';
import { today } from '../today';

export interface CertifyFlags {
  out?: string;
  key?: string;
  exceptions?: string;
}

/** `airworthy certify RUN`: the supplier's statement; exit 1, and what is missing, where the run does not support one. */
export async function certifyCommand(folder: string, flags: CertifyFlags): Promise<number> {
  const key = flags.key === undefined ? undefined : readPrivateKey(flags.key, process.env['AIRWORTHY_KEY_PASSPHRASE']);
  const exceptions = flags.exceptions === undefined ? [] : readExceptions(flags.exceptions);
  const run = folderSource(resolve(folder));
  const { config } = readRunStart(run);
  if (!run.has(RUN_FILES.record))
    throw new Error(`${folder} has no ${RUN_FILES.record}: the run did not come to its end.`);
  const bytes = run.read(RUN_FILES.record);
  const { record, problems } = judgeRun(run);
  const differences = differencesOf(JSON.parse(bytes.toString('utf8')) as RunRecord, record);
  const options = {
    day: today(),
    exceptions,
    problems: [...problems, ...differences],
    capabilities: [...declaredCapabilities(config)],
    recordSha256: sha256(bytes),
    planSha256: sha256(run.read(RUN_FILES.start)),
  };
  const missing = missingFor(record, options);
  if (missing.length > 0) {
    process.stdout.write(`No statement was made: this run does not support one.\n`);
    for (const sentence of missing) process.stdout.write(`- ${printable(sentence)}\n`);
    return 1;
  }
  const certificate = certificateOf(record, options);
  const dir = newFolder(flags.out, `${certificate.product}-certificate`);
  mkdirSync(dir, { recursive: true });
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(dir, name), content);
    process.stdout.write(`${join(dir, name)}\n`);
  };
  const json = `${JSON.stringify(certificate, null, 2)}\n`;
  const html = renderCertificate(certificate, key && keyIdOf(key));
  write(CERTIFICATE_JSON, json);
  write('certificate.html', html);
  if (key)
    write(
      'certificate.dsse.json',
      `${JSON.stringify(seal(PAYLOAD_TYPE, statement(certificate, json), key), null, 1)}\n`,
    );
  const chromium = findChromium();
  if (chromium === undefined) write('certificate.pdf', await renderCertificatePdf(certificate, key && keyIdOf(key)));
  else {
    await printToPdf(chromium, join(dir, 'certificate.html'), join(dir, 'certificate.pdf'));
    process.stdout.write(`${join(dir, 'certificate.pdf')}\n`);
  }
  return 0;
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
