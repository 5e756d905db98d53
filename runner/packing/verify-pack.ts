import type { KeyObject } from 'node:crypto';
import { BadPack } from '../../evidence/pack/bad-pack';
import type { ByteSource } from '../../model/byte-source';
import type { ReadJournal } from '../../evidence/journal';
import { type Manifest, MANIFEST, manifestProblems, readManifest } from '../../evidence/pack/manifest';
import { Pack } from '../../evidence/pack/reader';
import { counted } from '../../model/counted';
import type { LoadRecord } from '../../model/load';
import type { RunRecord } from '../../model/run-record';
import { differencesOf } from '../judging/differences';
import { judgeRun } from '../judging/judge-run';
import { journalOf } from '../judging/read-part';
import { isLoadTest, journalOfLoad } from '../load/load-files';
import { packSource, type RunSource } from '../run-source';
import { RUN_FILES } from '../run-start';
import { referredFiles } from './referred-files';
import { loadFigures, readLoadRecord } from './verify-load';
import { verifySignatures } from './verify-signatures';

/** One thing that a pack claims, and whether it holds. `undefined`: it could not be, or was not to be, tried. */
export interface Finding {
  what:
    | 'archive'
    | 'files'
    | 'journal'
    | 'recorded files'
    | 'verdicts'
    | 'redaction'
    | 'signatures'
    | 'statement'
    | 'validity';
  held: boolean | undefined;
  /** One sentence. */
  sentence: string;
  /** The single problems, where there are several. */
  details: string[];
}

export interface VerifiedPack {
  findings: Finding[];
  /** Every one that was tried held. */
  held: boolean;
  /** What the pack says of itself; there where it could be read at all. */
  record?: RunRecord;
  /** The same of a load test. */
  load?: LoadRecord;
}

/** Holds a pack to everything that it claims, with nothing but its own bytes and the given public keys. */
export function verifyPack(source: ByteSource, name: string, keys: readonly KeyObject[]): VerifiedPack {
  let pack: Pack;
  let manifest: Manifest;
  try {
    pack = Pack.open(source);
    manifest = readManifest(pack);
  } catch (error) {
    if (!(error instanceof BadPack)) throw error;
    const finding = { what: 'archive', held: false, sentence: `It is not a sound pack: ${error.message}.` } as const;
    return { findings: [{ ...finding, details: [] }], held: false };
  }
  const run = packSource(pack, name);
  const archive: Finding = {
    what: 'archive',
    held: true,
    sentence: `The archive is as a pack must be, to the last of its ${source.size} bytes.`,
    details: [],
  };
  const [record, load] = isLoadTest(run) ? [undefined, readLoadRecord(run)] : [readRecord(run), undefined];
  const findings = [
    archive,
    files(pack, manifest),
    attempt('journal', () => journal(run)),
    attempt('recorded files', () => recordedFiles(run, manifest)),
    attempt('verdicts', () => (isLoadTest(run) ? loadFigures(run, load, manifest) : verdicts(run, record, manifest))),
    ...redaction(record),
    attempt('signatures', () => verifySignatures(pack, keys, record ?? load)),
  ];
  return { findings, held: findings.every(({ held }) => held !== false), record, load };
}

function files(pack: Pack, manifest: Manifest): Finding {
  const details = manifestProblems(pack, manifest);
  return details.length === 0
    ? {
        what: 'files',
        held: true,
        sentence: `All ${manifest.files.length} files are there, none is extra, and each has the SHA-256 that ${MANIFEST} states.`,
        details,
      }
    : { what: 'files', held: false, sentence: `The files are not those that ${MANIFEST} states.`, details };
}

const eventsOf = (run: RunSource): ReadJournal => (isLoadTest(run) ? journalOfLoad(run) : journalOf(run));

function journal(run: RunSource): Finding {
  const { events, problems } = eventsOf(run);
  return problems.length === 0
    ? {
        what: 'journal',
        held: true,
        sentence: `The journal is an unbroken chain of ${counted(events.length, 'event')}.`,
        details: [],
      }
    : { what: 'journal', held: false, sentence: 'The chain of the journal is broken.', details: problems };
}

function recordedFiles(run: RunSource, manifest: Manifest): Finding {
  const listed = new Map(manifest.files.map(({ path, sha256 }) => [path, sha256]));
  const referred = referredFiles(eventsOf(run).events);
  const details = [...referred].flatMap(([path, sha256]) => {
    const packed = listed.get(path);
    if (packed === undefined) return [`${path} is missing; the journal names it.`];
    return packed === sha256
      ? []
      : [`${path} is not the file that was recorded: its SHA-256 differs from the journal.`];
  });
  return details.length === 0
    ? {
        what: 'recorded files',
        held: true,
        sentence: `What the journal names is what was recorded: ${counted(referred.size, 'object, message or other file', 'objects, messages and other files')}.`,
        details,
      }
    : { what: 'recorded files', held: false, sentence: 'The files are not those that were recorded.', details };
}

function verdicts(run: RunSource, stated: RunRecord | undefined, manifest: Manifest): Finding {
  if (!stated) {
    return { what: 'verdicts', held: false, sentence: `The pack has no readable ${RUN_FILES.record}.`, details: [] };
  }
  const { record: judged } = judgeRun(run);
  const details = differencesOf(stated, judged);
  if (manifest.runId !== judged.runId) details.push(`${MANIFEST} speaks of run ${manifest.runId}, not ${judged.runId}`);
  const automated = judged.requirements.filter(({ selected, attested }) => selected && !attested).length;
  const attested = judged.requirements.filter(({ selected, attested: word }) => selected && word).length;
  const people = attested > 0 ? ` (${attested} more rest on a person's word)` : '';
  return details.length === 0
    ? {
        what: 'verdicts',
        held: true,
        sentence: `Judged again from the recorded objects and messages, ${automated === 1 ? 'the one automated verdict is' : `all ${automated} automated verdicts are`} the same${people}.`,
        details,
      }
    : {
        what: 'verdicts',
        held: false,
        sentence: `Judged again, the record gives other verdicts than ${RUN_FILES.record} states.`,
        details,
      };
}

/** Nothing to be held to: what the values were is not in the pack. It is said so that nobody takes it for the original. */
function redaction(record: RunRecord | undefined): Finding[] {
  if (record?.redacted === undefined) return [];
  const sentence = 'The pack is redacted: names and identifiers are not those that were on the wire.';
  return [{ what: 'redaction', held: undefined, sentence, details: [record.redacted] }];
}

function readRecord(run: RunSource): RunRecord | undefined {
  try {
    const record = JSON.parse(run.read(RUN_FILES.record).toString('utf8')) as RunRecord | null;
    return record !== null && Array.isArray(record.requirements) && Array.isArray(record.scenarios)
      ? record
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whatever a damaged or hostile record makes fail is a finding about it, not an end of the examination. */
function attempt(what: Finding['what'], examine: () => Finding): Finding {
  try {
    return examine();
  } catch (error) {
    return { what, held: false, sentence: `This could not be read: ${(error as Error).message}`, details: [] };
  }
}
