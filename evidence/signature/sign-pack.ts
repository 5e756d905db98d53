import type { KeyObject } from 'node:crypto';
import type { LoadRecord } from '../../model/load';
import type { RunRecord } from '../../model/run-record';
import { memorySource } from '../../model/byte-source';
import { SIGNATURES } from '../pack/manifest';
import type { Pack } from '../pack/reader';
import { PackWriter } from '../pack/writer';
import { openSealed, parseEnvelope, seal } from './dsse';
import { keyIdOf } from './keys';
import { PAYLOAD_TYPE, PREDICATE_TYPE, STATEMENT_TYPE, statementOf, type Statement } from './statement';

/** Writes the pack anew to `out` with one signature more. Returns its name in the pack. */
export function signPack(pack: Pack, record: RunRecord | LoadRecord, key: KeyObject, out: string): string {
  const name = `${SIGNATURES}${keyIdOf(key).slice(0, 16)}.dsse.json`;
  if (pack.has(name)) throw new Error(`The pack already bears a signature by this key (${name}).`);
  const statement = statementOf(record, (file) => pack.digest(file).sha256);
  const envelope = seal(PAYLOAD_TYPE, Buffer.from(JSON.stringify(statement)), key);
  const writer = new PackWriter(out);
  try {
    for (const entry of pack.entries) writer.add(entry.name, pack.sourceOf(entry.name));
    writer.add(name, memorySource(Buffer.from(`${JSON.stringify(envelope, null, 1)}\n`)));
    writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }
  return name;
}

export interface FoundSignature {
  /** Of the envelope in the pack. */
  name: string;
  /** As the envelope claims; only a hint. */
  keyIds: string[];
  /** Of the given keys, the ids of those that made a signature of it. */
  by: string[];
  /** What is signed, read only where one of the given keys signed it. */
  statement?: Statement;
  problem?: string;
}

/** Reads every envelope of the pack and tries the given public keys on it. */
export function readSignatures(pack: Pack, keys: readonly KeyObject[]): FoundSignature[] {
  const names = pack.entries.map((entry) => entry.name).filter((name) => name.startsWith(SIGNATURES));
  return names.map((name): FoundSignature => {
    const found: FoundSignature = { name, keyIds: [], by: [] };
    try {
      const envelope = parseEnvelope(pack.read(name));
      found.keyIds = envelope.signatures.map(({ keyid }) => keyid ?? '');
      for (const key of keys) {
        const body = openSealed(envelope, key);
        if (!body) continue;
        found.by.push(keyIdOf(key));
        if (envelope.payloadType !== PAYLOAD_TYPE) throw new Error(`its payload is ${envelope.payloadType}`);
        found.statement = parseStatement(body);
      }
    } catch (error) {
      found.problem = (error as Error).message;
    }
    return found;
  });
}

function parseStatement(body: Buffer): Statement {
  const statement = JSON.parse(body.toString('utf8')) as Statement;
  if (statement._type !== STATEMENT_TYPE) throw new Error('it signs no in-toto Statement v1');
  if (statement.predicateType !== PREDICATE_TYPE) throw new Error('it signs no test result v0.1');
  return statement;
}
