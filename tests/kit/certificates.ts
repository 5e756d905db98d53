import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TestCertificates {
  ca: string;
  certificate: string;
  key: string;
}

/** A CA and a certificate that it signed, for 127.0.0.1, made with openssl in `folder`. */
export function makeCertificates(folder: string, name: string): TestCertificates {
  const file = (suffix: string): string => join(folder, `${name}-${suffix}`);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  const extensions = file('extensions.cnf');
  writeFileSync(extensions, 'subjectAltName=IP:127.0.0.1\nkeyUsage=digitalSignature,keyEncipherment\n');
  openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name} CA`],
    ...['-keyout', file('ca-key.pem'), '-out', file('ca.pem')],
  );
  openssl(
    ...['req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`],
    ...['-keyout', file('key.pem'), '-out', file('request.pem')],
  );
  openssl(
    ...['x509', '-req', '-in', file('request.pem'), '-days', '2', '-extfile', extensions],
    ...['-CA', file('ca.pem'), '-CAkey', file('ca-key.pem'), '-CAcreateserial', '-out', file('cert.pem')],
  );
  return { ca: file('ca.pem'), certificate: file('cert.pem'), key: file('key.pem') };
}
