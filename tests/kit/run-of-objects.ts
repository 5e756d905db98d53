import { readDicom } from '../../model/dicom/reader';
import type { RunFiles } from '../../model/run-record';
import { sampleRun } from '../../reports/testing/sample-run';
import type { ReportEvent } from '../../reports/html/arrows';
import { encodePart10, type Natural } from './dicom-bytes';

/** A judged run in which the product stored these objects; its one failed requirement cites them, each at its path. */
export function runOfObjects(text: string, objects: { natural: Natural; path?: string; source?: boolean }[]): RunFiles {
  const base = sampleRun(text);
  const stored = objects.map((object, index) => {
    // Names and titles of explicit VR end at 64 KiB.
    const bytes = encodePart10(object.natural, { text: 'utf8', explicit: text.length < 60_000 });
    const { sopClassUid, sopInstanceUid } = readDicom(bytes);
    return { ...object, bytes, sopClassUid, sopInstanceUid, file: `objects/${index}.dcm`, seq: 4 + index };
  });
  const events = stored.map(({ seq, file, source, sopClassUid, sopInstanceUid, bytes }): ReportEvent => ({
    seq,
    at: '2026-11-24T10:00:01.000Z',
    ms: 10 + seq,
    kind: 'dimse.command',
    link: source ? 'scanner>pacs:dimse' : 'ai-platform>pacs:dimse',
    connection: 2,
    sender: 'client',
    contextId: 1,
    abstractSyntax: sopClassUid,
    transferSyntax: '1.2.840.10008.1.2.1',
    command: 'C-STORE-RQ',
    messageId: seq,
    sopClassUid,
    sopInstanceUid,
    dataset: { file, sha256: '', bytes: bytes.length },
    frames: [seq, seq],
  }));
  const all = [...base.events(1, 3), ...events];
  const [first] = base.record.requirements;
  const observation = first?.observations[0];
  if (!first || !observation) throw new Error('the sample run has changed');
  observation.evidence.push(
    ...stored
      .filter(({ source }) => !source)
      .map(({ seq, file, sopInstanceUid, path }) => ({ event: seq, file, sopInstanceUid, path, note: text })),
  );
  return {
    record: base.record,
    events: (from, to) => all.slice(from - 1, to),
    read(ref) {
      const name = typeof ref === 'string' ? ref : ref.file;
      return stored.find(({ file }) => file === name)?.bytes ?? base.read(ref);
    },
  };
}
