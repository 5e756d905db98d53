import { resolve } from 'node:path';
import { Pack } from '../../evidence/pack/reader';
import { keyIdOf, readPrivateKey } from '../../evidence/signature/keys';
import { signPack } from '../../evidence/signature/sign-pack';
import { verifyPack } from '../../runner/packing/verify-pack';
import { findingLines } from '../finding-lines';
import { openFile } from '../open-file';

export interface SignFlags {
  key: string;
  out?: string;
}

/** `airworthy sign PACK`: vouches for the pack, once it has been verified. */
export async function signCommand(file: string, flags: SignFlags): Promise<number> {
  const key = readPrivateKey(flags.key, process.env['AIRWORTHY_KEY_PASSPHRASE']);
  const source = openFile(file, 'a pack');
  try {
    const { findings, held, record, load } = verifyPack(source, file, []);
    const stated = record ?? load;
    if (!held || !stated) {
      process.stdout.write(`${findingLines(findings)}\n\nNot signed: ${file} does not hold what it claims.\n`);
      return 1;
    }
    const out = resolve(flags.out ?? file);
    const name = signPack(Pack.open(source), stated, key, out);
    process.stdout.write(
      `Signed ${out} with key ${keyIdOf(key)}: ${name}.\n` +
        'Give the public key to those who verify (openssl pkey -in key.pem -pubout), on another way than the pack.\n',
    );
    return 0;
  } finally {
    source.close();
  }
}
