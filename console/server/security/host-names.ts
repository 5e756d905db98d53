import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Which `Host` headers are ours: on this machine the names of the loopback; elsewhere those that the certificate is for. */
export function ourHosts(certificatePem: Buffer | undefined, port: () => number): (host: string) => boolean {
  const certificate = certificatePem && new X509Certificate(certificatePem);
  return (host) => {
    const [, name, at] = /^(\[[0-9a-fA-F:.]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(host) ?? [];
    if (name === undefined || Number(at ?? (certificate ? 443 : 80)) !== port()) return false;
    if (!certificate) return LOOPBACK.includes(name.toLowerCase());
    const bare = name.replace(/^\[|\]$/g, '');
    return (isIP(bare) ? certificate.checkIP(bare) : certificate.checkHost(bare)) !== undefined;
  };
}
