import { readFileSync } from 'node:fs';
import type { ConnectionOptions, TlsOptions } from 'node:tls';
import type { TlsFiles } from '../../model/actors';

/** Options for an accepting TLS socket. Throws a plain sentence naming the file that cannot be read. */
export function serverTls(files: TlsFiles): TlsOptions {
  if (!files.certificate || !files.key) throw new Error('A TLS listener needs both a certificate and a key.');
  const mutual = files.requireClientCertificate ?? false;
  if (mutual && !files.ca)
    throw new Error('A TLS listener that requires client certificates needs a CA to check them.');
  return { ...shared(files), requestCert: mutual, rejectUnauthorized: mutual };
}

/**
 * Options for a connecting TLS socket. With a CA of its own the certificate chain is what is trusted, not the host name
 * in it: DICOM nodes are addressed by IP (PS3.15 B.1).
 */
export function clientTls(files: TlsFiles): ConnectionOptions {
  const options: ConnectionOptions = { ...shared(files), rejectUnauthorized: true };
  return files.ca ? { ...options, checkServerIdentity: () => undefined } : options;
}

function shared(files: TlsFiles): TlsOptions & ConnectionOptions {
  const minVersion = files.minVersion ?? 'TLSv1.2';
  return {
    minVersion,
    ...(files.certificate ? { cert: read(files.certificate, 'certificate') } : {}),
    ...(files.key ? { key: read(files.key, 'key') } : {}),
    ...(files.ca ? { ca: read(files.ca, 'CA certificate') } : {}),
    // OpenSSL 3 refuses these two at its default security level.
    ...(minVersion === 'TLSv1' || minVersion === 'TLSv1.1' ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
  };
}

function read(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`The TLS ${what} ${file} cannot be read: ${(error as Error).message}.`);
  }
}
