import { createHash, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileSource } from '../../evidence/file-source';
import { Pack } from '../../evidence/pack/reader';
import { type Envelope, openSealed, parseEnvelope } from '../../evidence/signature/dsse';
import { keyIdOf } from '../../evidence/signature/keys';
import { CERTIFICATE_PREDICATE_TYPE, PAYLOAD_TYPE, STATEMENT_TYPE } from '../../evidence/signature/statement';
import type { Certificate } from '../../model/certificate';
import type { RunRecord } from '../../model/run-record';
import { differencesOf } from '../judging/differences';
import { judgeRun } from '../judging/judge-run';
import { folderSource, packSource, type RunSource } from '../run-source';
import { RUN_FILES } from '../run-start';
import { type Finding, verifyPack } from './verify-pack';

export const CERTIFICATE_JSON = 'certificate.json';

interface CertificateStatement {
  _type: string;
  subject: { name: string; digest: { sha256: string } }[];
  predicateType: string;
  predicate: Certificate;
}

export interface CertificateQuestion {
  keys: readonly KeyObject[];
  /** Run folder or pack from which it claims to be made. */
  run?: string;
  /** YYYY-MM-DD. */
  today: string;
}

/** Holds the envelope of a supplier's statement to what it claims: who signed, over which certificate.json, from which run. */
export function verifyCertificate(file: string, { keys, run, today }: CertificateQuestion): Finding[] {
  let envelope: Envelope;
  let statement: CertificateStatement;
  try {
    envelope = parseEnvelope(readFileSync(file));
    statement = parseStatement(envelope);
  } catch (error) {
    return [finding('statement', false, `It is no signed statement of conformity: ${(error as Error).message}.`)];
  }
  const { vendor, product, version, actor, issuedOn, exceptions } = statement.predicate;
  const but = exceptions.length === 0 ? 'without exceptions' : `with ${exceptions.length} stated as unmet`;
  const said = `It states that ${vendor}, ${product} ${version} conforms as ${actor}, ${but}; issued on ${issuedOn}.`;
  return [
    finding('statement', true, said),
    signature(envelope, keys),
    ...validity(statement.predicate, today),
    beside(file, statement),
    ofRun(statement, run),
  ];
}

function parseStatement(envelope: Envelope): CertificateStatement {
  if (envelope.payloadType !== PAYLOAD_TYPE) throw new Error(`its payload is ${envelope.payloadType}`);
  const statement = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as CertificateStatement | null;
  if (statement?._type !== STATEMENT_TYPE) throw new Error('it holds no in-toto Statement v1');
  if (statement.predicateType !== CERTIFICATE_PREDICATE_TYPE)
    throw new Error(`it states something else (${String(statement.predicateType)})`);
  const { predicate, subject } = statement;
  if (predicate?.format !== 1 || !Array.isArray(predicate.requirements) || !Array.isArray(predicate.exceptions))
    throw new Error('what it states is no certificate of format 1');
  if (!Array.isArray(subject) || subject.some((one) => typeof one?.digest?.sha256 !== 'string'))
    throw new Error('it names no files by their SHA-256');
  return statement;
}

function signature(envelope: Envelope, keys: readonly KeyObject[]): Finding {
  if (keys.length === 0)
    return finding('signatures', undefined, 'Who signed it was not checked: give the public key with --key.');
  const failed = keys.filter((key) => openSealed(envelope, key) === undefined).map((key) => keyIdOf(key).slice(0, 16));
  return failed.length === 0
    ? finding('signatures', true, `It is signed with the given key (${keys.map(keyIdOf).join(', ')}).`)
    : finding('signatures', false, `It is not signed with the given key (${failed.join(', ')}).`);
}

function validity({ validUntil }: Certificate, today: string): Finding[] {
  if (validUntil === undefined) return [];
  return validUntil <= today
    ? [finding('validity', false, `It holds no longer: an attested answer expired on ${validUntil}.`)]
    : [finding('validity', true, `It is valid until ${validUntil}, when an attested answer expires.`)];
}

function beside(file: string, statement: CertificateStatement): Finding {
  const json = join(dirname(file), CERTIFICATE_JSON);
  if (!existsSync(json))
    return finding('files', undefined, `No ${CERTIFICATE_JSON} lies beside it; what it states is in the envelope.`);
  const bytes = readFileSync(json);
  return sha256(bytes) === digestOf(statement, CERTIFICATE_JSON)
    ? finding(
        'files',
        true,
        `${CERTIFICATE_JSON} beside it is the one that was signed (page and PDF are made from it).`,
      )
    : finding('files', false, `${CERTIFICATE_JSON} beside it is not the one that was signed.`);
}

function ofRun(statement: CertificateStatement, path: string | undefined): Finding {
  if (path === undefined) {
    const { runId } = statement.predicate.run;
    return finding('verdicts', undefined, `Whether run ${runId} bears it out was not checked: give it with --run.`);
  }
  if (!existsSync(path)) throw new Error(`${path} is not there. Give --run a run folder or a pack.`);
  if (statSync(path).isDirectory()) return heldBy(statement, folderSource(path));
  const source = new FileSource(path);
  try {
    const failed = verifyPack(source, path, []).findings.find(({ held }) => held === false);
    return failed
      ? finding('verdicts', false, `${path} does not hold what it claims. ${failed.sentence}`)
      : heldBy(statement, packSource(Pack.open(source), path));
  } finally {
    source.close();
  }
}

function heldBy(statement: CertificateStatement, run: RunSource): Finding {
  const other = [RUN_FILES.record, RUN_FILES.start].filter(
    (name) => !run.has(name) || sha256(run.read(name)) !== digestOf(statement, name),
  );
  if (other.length > 0)
    return finding('verdicts', false, `${run.name} is not the run it was made from: ${other.join(', ')} differs.`);
  const record = JSON.parse(run.read(RUN_FILES.record).toString('utf8')) as RunRecord;
  const { record: judged, problems } = judgeRun(run);
  const stated = new Map(record.requirements.map(({ id, verdict }) => [id, verdict]));
  const details = [
    ...problems,
    ...differencesOf(record, judged),
    ...statement.predicate.requirements.flatMap(({ id, verdict }) =>
      stated.get(id) === verdict ? [] : [`${id}: it states ${verdict}, the run gives ${stated.get(id) ?? 'nothing'}`],
    ),
  ];
  return details.length === 0
    ? finding('verdicts', true, `${run.name} is the run it was made from, and judged again it gives the same verdicts.`)
    : finding('verdicts', false, `${run.name} does not give what it states.`, details);
}

function digestOf({ subject }: CertificateStatement, name: string): string | undefined {
  return subject.find((one) => one.name === name)?.digest.sha256;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function finding(what: Finding['what'], held: boolean | undefined, sentence: string, details: string[] = []): Finding {
  return { what, held, sentence, details };
}
