import type { KeyObject } from 'node:crypto';
import { FileSource } from '../../evidence/byte-source';
import { readPublicKey } from '../../evidence/signature/keys';
import { verifyCertificate } from '../../runner/packing/verify-certificate';
import { verifyPack } from '../../runner/packing/verify-pack';
import { productVersion } from '../../runner/run';
import { findingLines } from '../finding-lines';
import { today } from '../today';
import { countLine } from '../verdict-table';

export interface VerifyFlags {
  key?: string[];
  /** Of a certificate: the run folder or pack it was made from. */
  run?: string;
  json?: boolean;
}

/** `airworthy verify FILE`: says what of the claims of a pack or certificate holds. 0 all that was tried, 1 something did not. */
export async function verifyCommand(file: string, flags: VerifyFlags): Promise<number> {
  const keys = (flags.key ?? []).map(readPublicKey);
  const source = openFile(file);
  try {
    // JSON, so no zip archive: the envelope that `certify --key` writes.
    if (source.read(0, 1).toString('latin1') === '{') return certificate(file, flags, keys);
    if (flags.run !== undefined)
      throw new Error('--run goes with a certificate (certificate.dsse.json); a pack has its run in it.');
    const { findings, held, record } = verifyPack(source, file, keys);
    if (flags.json) {
      process.stdout.write(`${JSON.stringify({ file, held, findings }, null, 2)}\n`);
      return held ? 0 : 1;
    }
    process.stdout.write(`${findingLines(findings)}\n\n`);
    if (held && record) {
      const { vendor, product, version } = record.sut;
      process.stdout.write(`${vendor}, ${product} ${version}: ${countLine(record)}\n`);
      if (record.airworthy !== productVersion()) {
        process.stdout.write(`It was made by airworthy ${record.airworthy}; this is ${productVersion()}.\n`);
      }
    }
    process.stdout.write(held ? 'Everything that was checked holds.\n' : 'This pack does not hold what it claims.\n');
    return held ? 0 : 1;
  } finally {
    source.close();
  }
}

function certificate(file: string, { run, json }: VerifyFlags, keys: KeyObject[]): number {
  const findings = verifyCertificate(file, { keys, run, today: today() });
  const held = findings.every((finding) => finding.held !== false);
  process.stdout.write(
    json
      ? `${JSON.stringify({ file, held, findings }, null, 2)}\n`
      : `${findingLines(findings)}\n\n${held ? 'Everything that was checked holds.' : 'This statement does not hold what it claims.'}\n`,
  );
  return held ? 0 : 1;
}

function openFile(file: string): FileSource {
  try {
    return new FileSource(file);
  } catch (error) {
    throw new Error(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}). Give the path of a pack or of a certificate.dsse.json.`,
      {
        cause: error,
      },
    );
  }
}
