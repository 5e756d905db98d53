import { DEFAULTS } from '../../config/defaults';
import { readDicom } from '../../model/dicom/reader';
import { displayStudy, DISPLAY_REQUIREMENTS } from '../display';
import { Exams } from '../harness/exams';
import { journalOf } from '../judging/read-part';
import { openRun } from '../packing/open-run';

/** Something to be opened in a viewer: images first, then results. */
export interface StudyToShow {
  /** What it is, in a few words. */
  title: string;
  studyInstanceUid: string;
  objects: { sopClassUid: string; sopInstanceUid: string; bytes: Buffer }[];
  /** What the right viewer shows, one sentence a line, where that is known. */
  lookFor: string[];
}

/**
 * The studies that are made for display requirements, each with identifiers of its own.
 * @param wanted requirement ids or prefixes; all where there is none
 * @throws Error with a sentence where none of them has a study
 */
export function displayStudies(wanted?: readonly string[]): StudyToShow[] {
  const ids = DISPLAY_REQUIREMENTS.filter((id) => !wanted || wanted.some((prefix) => id.startsWith(prefix)));
  if (ids.length === 0)
    throw new Error(
      `No display study belongs to ${wanted?.join(', ')}. There are: ${DISPLAY_REQUIREMENTS.join(', ')}.`,
    );
  const exams = new Exams({ ...DEFAULTS, studies: {} } as never);
  return ids.flatMap((id) => {
    const study = displayStudy(id, exams);
    return (study?.exams ?? []).map(({ studyInstanceUid }, index) => ({
      title: index === 0 ? id : `${id}, second study`,
      studyInstanceUid,
      objects: index === 0 ? (study?.objects ?? []) : [],
      lookFor: index === 0 ? (study?.lookFor ?? []) : [],
    }));
  });
}

/** Every object that was stored in a run, each once as it was sent first, by study. `path`: run folder or pack. */
export function studiesOfRun(path: string): StudyToShow[] {
  const run = openRun(path);
  const studies = new Map<string, StudyToShow>();
  const seen = new Set<string>();
  for (const event of journalOf(run).events) {
    const files =
      event.kind === 'dimse.command' && event.command === 'C-STORE-RQ' && event.dataset
        ? [event.dataset]
        : event.kind === 'http.request' && event.method === 'POST'
          ? (event.parts ?? [])
          : [];
    for (const { file } of files) {
      const bytes = run.read(file);
      const { sopClassUid, sopInstanceUid, dataset } = readDicom(bytes, { skipPixelData: true });
      const studyInstanceUid = dataset.string('StudyInstanceUID') ?? '';
      if (studyInstanceUid === '' || seen.has(sopInstanceUid)) continue;
      seen.add(sopInstanceUid);
      const study = studies.get(studyInstanceUid) ?? {
        title: [dataset.string('PatientName'), dataset.string('AccessionNumber')].filter(Boolean).join(', '),
        studyInstanceUid,
        objects: [],
        lookFor: [],
      };
      study.objects.push({ sopClassUid, sopInstanceUid, bytes });
      studies.set(studyInstanceUid, study);
    }
  }
  if (studies.size === 0) throw new Error(`Nothing was stored in the run ${path}: there is nothing to show.`);
  return [...studies.values()];
}
