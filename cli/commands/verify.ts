import type { KeyObject } from 'node:crypto';
import { readPublicKey } from '../../evidence/signature/keys';
import { verifyCertificate } from '../../runner/packing/verify-certificate';
import { verifyPack } from '../../runner/packing/verify-pack';
import { productVersion } from '../../runner/run';
import { findingLines } from '../finding-lines';
import { openFile } from '../open-file';
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
  const source = openFile(file, 'a pack or of a certificate.dsse.json');
  try {
    // JSON, so no zip archive: the envelope that `certify --key` writes.
    if (source.read(0, 1).toString('latin1') === '{') return certificate(file, flags, keys);
    if (flags.run !== undefined)
      throw new Error('--run goes with a certificate (certificate.dsse.json); a pack has its run in it.');
    const { findings, held, record, load } = verifyPack(source, file, keys);
    if (flags.json) {
      process.stdout.write(`${JSON.stringify({ file, held, findings }, null, 2)}\n`);
      return held ? 0 : 1;
    }
    process.stdout.write(`${findingLines(findings)}\n\n`);
    const about = record ?? load;
    if (held && about) {
      const { vendor, product, version } = about.sut;
      const said = record ? countLine(record) : `load test, ${load?.reasons.join(' ') ?? ''}`;
      process.stdout.write(`${vendor}, ${product} ${version}: ${said}\n`);
      if (about.airworthy !== productVersion()) {
        process.stdout.write(`It was made by airworthy ${about.airworthy}; this is ${productVersion()}.\n`);
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
