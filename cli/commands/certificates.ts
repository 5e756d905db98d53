import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeCertificates } from '../../runner/demo/certificates';

/** `airworthy certificates`: a throw-away CA and certificates for trying TLS links. */
export async function certificates(flags: { out: string; host: string[] }): Promise<number> {
  const dir = resolve(flags.out);
  mkdirSync(dir, { recursive: true });
  const files = await makeCertificates(dir, flags.host);
  process.stdout.write(
    `For testing only, valid 30 days:\n  certificate: ${files.certificate}\n  key:         ${files.key}\n  ca:          ${files.ca}\nPut these paths under "tls" in sut.yaml, and give the ca to the product.\n`,
  );
  return 0;
}
