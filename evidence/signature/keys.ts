import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

const HOW = 'Make one with "openssl genpkey -algorithm ed25519 -out key.pem".';

/**
 * A private key for signing, from a PEM file: Ed25519 or ECDSA P-256. @throws Error with one sentence
 */
export function readPrivateKey(file: string, passphrase?: string): KeyObject {
  return privateKeyOf(readPem(file), file, passphrase);
}

/** The same from its text; `file` is what it is called in sentences. @throws Error with one sentence */
export function privateKeyOf(pem: string, file: string, passphrase?: string): KeyObject {
  if (!/PRIVATE KEY-----/.test(pem)) throw new Error(`${file} holds no private key in PEM form. ${HOW}`);
  const encrypted = /ENCRYPTED/.test(pem);
  if (encrypted && passphrase === undefined) {
    throw new Error(`${file} is protected by a passphrase. Set it in the environment as AIRWORTHY_KEY_PASSPHRASE.`);
  }
  return fit(file, () => createPrivateKey({ key: pem, passphrase }), encrypted);
}

/** A public key for verifying, from a PEM file: the key itself, or a certificate. @throws Error with one sentence */
export function readPublicKey(file: string): KeyObject {
  return publicKeyOf(readPem(file), file);
}

/** The same from its text; `file` is what it is called in sentences. @throws Error with one sentence */
export function publicKeyOf(pem: string, file: string): KeyObject {
  if (/PRIVATE KEY-----/.test(pem)) {
    throw new Error(
      `${file} is a private key: keep it to yourself, and give the public one here ("openssl pkey -in ${file} -pubout").`,
    );
  }
  return fit(file, () => createPublicKey(pem));
}

/** SHA-256 of the public key (SubjectPublicKeyInfo, DER), hex: names a key, proves nothing. */
export function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`The key ${file} cannot be read (${(error as NodeJS.ErrnoException).code}). ${HOW}`, {
      cause: error,
    });
  }
}

function fit(file: string, read: () => KeyObject, encrypted = false): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (error) {
    const hint = encrypted ? ' Is the passphrase right?' : ` ${HOW}`;
    throw new Error(`${file} cannot be used as a key.${hint}`, { cause: error });
  }
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (key.asymmetricKeyType === 'ed25519' || (key.asymmetricKeyType === 'ec' && curve === 'prime256v1')) return key;
  const is = [key.asymmetricKeyType, curve].filter(Boolean).join(' ');
  throw new Error(`${file} is a key of kind ${is}; signatures are by Ed25519 or ECDSA P-256. ${HOW}`);
}
