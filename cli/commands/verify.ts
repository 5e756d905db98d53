import { FileSource } from '../../evidence/byte-source';
import { readPublicKey } from '../../evidence/signature/keys';
import { verifyPack } from '../../runner/packing/verify-pack';
import { productVersion } from '../../runner/run';
import { findingLines } from '../finding-lines';
import { countLine } from '../verdict-table';

export interface VerifyFlags {
  key?: string[];
  json?: boolean;
}

/** `airworthy verify PACK`: says what of a pack's claims holds. 0 all that was tried, 1 something did not. */
export async function verifyCommand(file: string, flags: VerifyFlags): Promise<number> {
  const keys = (flags.key ?? []).map(readPublicKey);
  const source = openFile(file);
  try {
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

function openFile(file: string): FileSource {
  try {
    return new FileSource(file);
  } catch (error) {
    throw new Error(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}). Give the path of a pack.`, {
      cause: error,
    });
  }
}
