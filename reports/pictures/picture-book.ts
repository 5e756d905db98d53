import { readDicom } from '../../model/dicom/reader';
import type { DicomObject } from '../../model/dicom/object';
import type { EvidenceRef } from '../../model/record';
import type { RequirementResult, RunFiles } from '../../model/run-record';
import { VERDICTS } from '../../model/verdict';
import { DRAWN, drawImage, drawObject } from './draw-object';
import type { Picture } from '../../model/picture';
import { NotDrawn } from './not-drawn';

const MAX_BYTES = 32 * 1024 * 1024;
/** What a report shows at most; the files are all in the record. */
const MAX_PICTURES = 40;
const MAX_OF_REQUIREMENT = 4;

/** The pictures of one requirement, and where else those of its objects are that another one shows. */
export interface Plates {
  pictures: Picture[];
  elsewhere: string[];
  /** Sentences about objects that could not be drawn. */
  notDrawn: string[];
}

interface Known {
  file: string;
  sopClassUid: string;
  fromScanner: boolean;
}

/**
 * Draws what the cited results show. Each object is drawn once, where it is most to the point: at what failed, else at the
 * requirement that cites the fewest objects; the others lead there.
 */
export function drawPlates(files: RunFiles, requirements: readonly RequirementResult[]): Map<string, Plates> {
  const known = storedObjects(files);
  const { open, find } = readersOf(files, known);
  const drawnAt = new Map<string, string>();
  let left = MAX_PICTURES;
  const plates = new Map<string, Plates>();
  const cited = requirements.map((requirement) => ({ requirement, uids: citedObjects(requirement, known) }));
  const order = cited
    .filter(({ uids }) => uids.length > 0)
    .sort((a, b) => rank(a.requirement) - rank(b.requirement) || a.uids.length - b.uids.length);
  for (const { requirement, uids } of order) {
    const mine: Plates = { pictures: [], elsewhere: [], notDrawn: [] };
    const kinds = new Set<string>();
    for (const uid of uids) {
      const at = drawnAt.get(uid);
      if (at !== undefined) {
        if (at !== '' && !mine.elsewhere.includes(at)) mine.elsewhere.push(at);
        continue;
      }
      const object = known.get(uid);
      // One of a kind is enough to see what the kind looks like.
      if (!object || left === 0 || kinds.size >= MAX_OF_REQUIREMENT || kinds.has(object.sopClassUid)) continue;
      try {
        const picture = drawObject(open(object.file), find);
        drawnAt.set(uid, picture ? requirement.id : '');
        if (!picture) continue;
        kinds.add(object.sopClassUid);
        mine.pictures.push(picture);
        left -= 1;
      } catch (error) {
        drawnAt.set(uid, '');
        const why = error instanceof NotDrawn ? error.message : `It could not be read: ${(error as Error).message}`;
        mine.notDrawn.push(`Object ${uid} is not drawn. ${why}`);
      }
    }
    plates.set(requirement.id, { ...mine, elsewhere: mine.pictures.length > 0 ? [] : mine.elsewhere.slice(0, 2) });
  }
  return plates;
}

/** One object of a run, whatever it is. @throws NotDrawn */
export function drawFile(files: RunFiles, file: string): Picture {
  const { open, find } = readersOf(files, storedObjects(files));
  const object = open(file);
  if (!object) throw new NotDrawn('It is too large to be drawn here; open the file.');
  return drawObject(object, find) ?? drawImage(object);
}

function readersOf(files: RunFiles, known: ReadonlyMap<string, Known>) {
  const open = (file: string): DicomObject | undefined => {
    const bytes = files.read(file);
    return bytes.length > MAX_BYTES ? undefined : readDicom(bytes);
  };
  const find = (uid: string): DicomObject | undefined => {
    const file = known.get(uid)?.file;
    return file === undefined ? undefined : open(file);
  };
  return { open, find };
}

const rank = ({ verdict }: RequirementResult): number => VERDICTS.indexOf(verdict);

/** Results that could be drawn, by SOP Instance UID, each once. */
function citedObjects({ observations }: RequirementResult, known: ReadonlyMap<string, Known>): string[] {
  const refs = observations.flatMap(({ evidence, findings }): EvidenceRef[] => [
    ...findings.flatMap((finding) => finding.evidence ?? []),
    ...evidence,
  ]);
  const uids = new Set(refs.flatMap(({ sopInstanceUid }) => sopInstanceUid ?? []));
  return [...uids].filter((uid) => {
    const object = known.get(uid);
    return object !== undefined && !object.fromScanner && DRAWN.has(object.sopClassUid);
  });
}

/** Every object that was stored by C-STORE, by SOP Instance UID; STOW-RS parts by the UID in their file's name. */
function storedObjects(files: RunFiles): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const event of files.events(1, Infinity)) {
    if (event.kind === 'dimse.command' && event.command === 'C-STORE-RQ' && event.dataset && event.sopInstanceUid) {
      const { sopInstanceUid: uid, sopClassUid = '', dataset, link } = event;
      known.set(uid, { file: dataset.file, sopClassUid, fromScanner: link.startsWith('scanner>') });
    }
    if (event.kind === 'http.request' && event.parts) {
      for (const { file, bytes } of event.parts) {
        if (bytes > MAX_BYTES) continue;
        const { sopInstanceUid, sopClassUid } = readDicom(files.read(file), { skipPixelData: true });
        known.set(sopInstanceUid, { file, sopClassUid, fromScanner: false });
      }
    }
  }
  return known;
}
