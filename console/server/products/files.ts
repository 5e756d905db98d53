import { X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProductFile } from '../../contract';
import { notFound, Refusal } from '../http/refusal';

const MOST = 20;
/** The product's own text lies there too. */
const NAMES = /^[A-Za-z0-9][A-Za-z0-9._-]*\.(pem|crt|key)$/;

/** PEM files beside a sut.yaml. */
export function listFiles(folder: string): ProductFile[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return readdirSync(folder)
    .filter((name) => NAMES.test(name))
    .sort()
    .map((name) => ({
      name,
      bytes: statSync(join(folder, name)).size,
      what: kindOf(readFileSync(join(folder, name), 'utf8')),
    }));
}

/** @throws Refusal where it is no PEM file */
export function keepFile(folder: string, name: string, content: Buffer): ProductFile {
  if (!NAMES.test(name))
    throw new Refusal(
      400,
      `"${name}" cannot be the name of a certificate or key.`,
      'Name it like client.pem, ca.crt or client.key.',
    );
  const pem = content.toString('latin1');
  const what = kindOf(pem);
  if (what === 'other')
    throw new Refusal(415, `${name} holds neither a certificate nor a private key in PEM form.`, 'Send the PEM file.');
  const known = listFiles(folder);
  if (known.length >= MOST && !known.some((file) => file.name === name))
    throw new Refusal(409, `This product has ${MOST} files already.`, 'Remove one first.');
  writeFileSync(join(folder, name), content, { mode: 0o600 });
  return { name, bytes: content.length, what };
}

export function removeFile(folder: string, name: string): void {
  const found = listFiles(folder).find((file) => file.name === name);
  if (!found) throw notFound('file', 'The list of files shows those that are there.');
  rmSync(join(folder, found.name));
}

function kindOf(pem: string): ProductFile['what'] {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) return 'private key';
  try {
    return new X509Certificate(pem).subject === '' ? 'other' : 'certificate';
  } catch {
    return 'other';
  }
}
