import type { KeyObject } from 'node:crypto';
import { keyIdOf } from '../../evidence/signature/keys';
import { readSignatures, type FoundSignature } from '../../evidence/signature/sign-pack';
import { statementOf, type Statement } from '../../evidence/signature/statement';
import { MANIFEST } from '../../evidence/pack/manifest';
import type { Pack } from '../../evidence/pack/reader';
import { counted } from '../../model/counted';
import type { LoadRecord } from '../../model/load';
import type { RunRecord } from '../../model/run-record';
import type { Finding } from './verify-pack';

/** Each given key must have signed this very manifest and these verdicts. Without a key nothing can be said. */
export function verifySignatures(
  pack: Pack,
  keys: readonly KeyObject[],
  record: RunRecord | LoadRecord | undefined,
): Finding {
  const signatures = readSignatures(pack, keys);
  const broken = signatures.flatMap(({ name, problem }) => (problem === undefined ? [] : [`${name}: ${problem}.`]));
  if (broken.length > 0) return finding(false, 'A signature cannot be used.', broken);
  if (keys.length === 0) {
    return signatures.length === 0
      ? finding(undefined, 'The pack is not signed: it may be sound, but nothing says who vouches for it.')
      : finding(
          undefined,
          `The pack is signed (${signatures.length}), but who signed was not checked: give the public key with --key.`,
        );
  }
  const details = keys.flatMap((key) => keyProblems(key, pack, signatures, record));
  const ids = keys.map((key) => keyIdOf(key).slice(0, 16)).join(', ');
  return details.length === 0
    ? finding(true, `The pack is signed with the given key (${ids}), over these files and these verdicts.`)
    : finding(false, 'The signature does not hold.', details);
}

function keyProblems(
  key: KeyObject,
  pack: Pack,
  signatures: FoundSignature[],
  record: RunRecord | LoadRecord | undefined,
): string[] {
  const id = keyIdOf(key);
  const mine = signatures.filter(({ by }) => by.includes(id));
  if (mine.length === 0) {
    return [
      signatures.length === 0
        ? 'The pack bears no signature.'
        : `The pack bears ${counted(signatures.length, 'signature')}, and none by the key ${id.slice(0, 16)}.`,
    ];
  }
  if (!record) return ['What was signed cannot be compared: the pack has no readable record.'];
  const expected = statementOf(record, (name) => pack.digest(name).sha256);
  return mine.flatMap(({ name, statement }) => (statement ? statementProblems(name, statement, expected) : []));
}

function statementProblems(name: string, found: Statement, expected: Statement): string[] {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  if (!same(found.subject, expected.subject)) return [`${name} signs another ${MANIFEST} than this one.`];
  return same(found.predicate, expected.predicate) ? [] : [`${name} signs other results than the record states.`];
}

function finding(held: boolean | undefined, sentence: string, details: string[] = []): Finding {
  return { what: 'signatures', held, sentence, details };
}
