import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSealed, pae, parseEnvelope, seal } from './dsse';
import { keyIdOf, readPrivateKey, readPublicKey } from './keys';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-signature-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const at = (name: string) => join(dir, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });

describe('DSSE', () => {
  it('encodes and verifies the test vector of the specification', () => {
    const type = 'http://example.com/HelloWorld';
    const signed = pae(type, Buffer.from('hello world'));
    expect(String(signed)).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
    const coordinate = (decimal: string) =>
      Buffer.from(BigInt(decimal).toString(16).padStart(64, '0'), 'hex').toString('base64url');
    const key = createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: coordinate('46950820868899156662930047687818585632848591499744589407958293238635476079160'),
        y: coordinate('5640078356564379163099075877009565129882514886557779369047442380624545832820'),
      },
    });
    const sig = 'A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==';
    expect(verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(sig, 'base64'))).toBe(true);
  });

  it('counts bytes, not characters', () => {
    expect(String(pae('é', Buffer.from('ü')))).toBe('DSSEv1 2 é 2 ü');
  });

  it.each([
    ['ed25519', ['genpkey', '-algorithm', 'ed25519']],
    ['p256', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']],
  ])('signs with %s so that OpenSSL agrees, and nothing else is accepted', (kind, generate) => {
    openssl(...generate, '-out', at(`${kind}.pem`));
    openssl('pkey', '-in', at(`${kind}.pem`), '-pubout', '-out', at(`${kind}.pub`));
    const envelope = seal('text/plain', Buffer.from('body'), readPrivateKey(at(`${kind}.pem`)));
    const key = readPublicKey(at(`${kind}.pub`));
    expect(String(openSealed(envelope, key))).toBe('body');

    writeFileSync(at('pae'), pae('text/plain', Buffer.from('body')));
    writeFileSync(at('sig'), Buffer.from(envelope.signatures[0]?.sig ?? '', 'base64'));
    const verified =
      kind === 'ed25519'
        ? openssl(
            'pkeyutl',
            '-verify',
            '-pubin',
            '-inkey',
            at(`${kind}.pub`),
            '-rawin',
            '-in',
            at('pae'),
            '-sigfile',
            at('sig'),
          )
        : openssl('dgst', '-sha256', '-verify', at(`${kind}.pub`), '-signature', at('sig'), at('pae'));
    expect(String(verified)).toMatch(/Verified (Successfully|OK)/);

    expect(openSealed({ ...envelope, payload: Buffer.from('bodY').toString('base64') }, key)).toBeUndefined();
    expect(openSealed({ ...envelope, payloadType: 'text/html' }, key)).toBeUndefined();
    const { publicKey: stranger } = generateKeyPairSync('ed25519');
    // The key id is a hint: claiming another's changes nothing.
    const claimed = { ...envelope, signatures: [{ sig: envelope.signatures[0]?.sig ?? '', keyid: keyIdOf(stranger) }] };
    expect(openSealed(claimed, stranger)).toBeUndefined();
    expect(String(openSealed(claimed, key))).toBe('body');
  });

  it('refuses what is no envelope', () => {
    for (const text of ['null', '{}', '{"payloadType":"a","payload":"b","signatures":[]}', '[1]']) {
      expect(() => parseEnvelope(Buffer.from(text))).toThrow('it is no DSSE envelope');
    }
  });
});

describe('key files', () => {
  it('that do not fit are refused with a sentence', () => {
    openssl('genpkey', '-algorithm', 'RSA', '-out', at('rsa.pem'));
    openssl('genpkey', '-algorithm', 'ed25519', '-aes256', '-pass', 'pass:secret', '-out', at('locked.pem'));
    writeFileSync(at('no.pem'), 'hello');
    expect(() => readPrivateKey(at('absent.pem'))).toThrow(/absent\.pem cannot be read \(ENOENT\)/);
    expect(() => readPrivateKey(at('no.pem'))).toThrow(/holds no private key in PEM form/);
    expect(() => readPrivateKey(at('rsa.pem'))).toThrow(/kind rsa; signatures are by Ed25519 or ECDSA P-256/);
    expect(() => readPrivateKey(at('locked.pem'))).toThrow(/AIRWORTHY_KEY_PASSPHRASE/);
    expect(() => readPrivateKey(at('locked.pem'), 'wrong')).toThrow(/Is the passphrase right/);
    expect(keyIdOf(readPrivateKey(at('locked.pem'), 'secret'))).toMatch(/^[0-9a-f]{64}$/);
    expect(() => readPublicKey(at('rsa.pem'))).toThrow(/is a private key: keep it to yourself/);
  });
});
