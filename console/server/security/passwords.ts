import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
/** About 32 MiB and a tenth of a second for each try (OWASP password storage). */
const [N, R, P] = [2 ** 15, 8, 1];
const BYTES = 32;
export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 256;

/** `scrypt$N$r$p$salt$hash`, base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await hashed(password, salt, N, R, P);
  return ['scrypt', N, R, P, salt.toString('base64'), hash.toString('base64')].join('$');
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [, n, r, p, salt = '', hash = ''] = stored.split('$');
  const expected = Buffer.from(hash, 'base64');
  const found = await hashed(password, Buffer.from(salt, 'base64'), Number(n), Number(r), Number(p));
  return expected.length === found.length && timingSafeEqual(expected, found);
}

function hashed(password: string, salt: Buffer, cost: number, blockSize: number, parallel: number): Promise<Buffer> {
  const options = { N: cost, r: blockSize, p: parallel, maxmem: 256 * cost * blockSize };
  return derive(password.normalize('NFKC'), salt, BYTES, options);
}
