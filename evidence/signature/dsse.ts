import { sign, verify, type KeyObject } from 'node:crypto';
import { keyIdOf } from './keys';

/** Dead Simple Signing Envelope 1.0, JSON form. */
export interface Envelope {
  payloadType: string;
  /** Base64. */
  payload: string;
  signatures: { keyid?: string; sig: string }[];
}

/** Pre-authentication encoding: what is really signed (DSSE protocol 1.0). */
export function pae(payloadType: string, body: Uint8Array): Buffer {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${body.length} `), body]);
}

/** ECDSA signatures are in DER, as other in-toto tools make them. */
export function seal(payloadType: string, body: Uint8Array, key: KeyObject): Envelope {
  const sig = sign(digestFor(key), pae(payloadType, body), key).toString('base64');
  return { payloadType, payload: Buffer.from(body).toString('base64'), signatures: [{ keyid: keyIdOf(key), sig }] };
}

/** The payload, where one of the signatures is by `key`; the key id in the envelope is a hint and decides nothing. */
export function openSealed(envelope: Envelope, key: KeyObject): Buffer | undefined {
  const body = Buffer.from(envelope.payload, 'base64');
  const signed = pae(envelope.payloadType, body);
  const ok = envelope.signatures.some(({ sig }) => verify(digestFor(key), signed, key, Buffer.from(sig, 'base64')));
  return ok ? body : undefined;
}

/** @throws Error where it is no envelope */
export function parseEnvelope(bytes: Buffer): Envelope {
  const found = JSON.parse(bytes.toString('utf8')) as Partial<Envelope> | null;
  const sound =
    typeof found?.payloadType === 'string' &&
    typeof found.payload === 'string' &&
    Array.isArray(found.signatures) &&
    found.signatures.length > 0 &&
    found.signatures.every((one) => typeof (one as { sig?: unknown } | null)?.sig === 'string');
  if (!sound) throw new Error('it is no DSSE envelope');
  return found as Envelope;
}

/** Ed25519 hashes by itself. */
function digestFor(key: KeyObject): 'sha256' | null {
  return key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
}
