import { join, resolve } from 'node:path';
import { readExceptions } from '../../config/exceptions';
import { readPrivateKey } from '../../evidence/signature/keys';
import { certify } from '../../runner/certifying/certify';
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
  const made = await certify(resolve(folder), {
    key: flags.key === undefined ? undefined : readPrivateKey(flags.key, process.env['AIRWORTHY_KEY_PASSPHRASE']),
    exceptions: flags.exceptions === undefined ? [] : readExceptions(flags.exceptions),
    day: today(),
    folder: ({ product }) => newFolder(flags.out, `${product}-certificate`),
  });
  if ('missing' in made) {
    process.stdout.write(`No statement was made: this run does not support one.\n`);
    for (const sentence of made.missing) process.stdout.write(`- ${printable(sentence)}\n`);
    return 1;
  }
  for (const name of made.files) process.stdout.write(`${join(made.dir, name)}\n`);
  return 0;
}
