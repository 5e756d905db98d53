import type { JournalEvent } from '../../model/events';
import type { ViewerLook, ViewerRecord } from '../../model/record';
import type { FileReader } from './file-reader';

/** What was seen in a viewer; undefined where none was used. Pictures that cannot be read any more are as if not taken. */
export function readViewer(own: readonly JournalEvent[], files: FileReader): ViewerRecord | undefined {
  const study = own.findLast((event) => event.kind === 'viewer.study');
  if (study?.kind !== 'viewer.study') return undefined;
  const looks = own.flatMap((event): ViewerLook[] => {
    if (event.kind !== 'viewer.look') return [];
    const { seq, caseId, step, about, image, texts, failure } = event;
    const png = event.picture && files.bytes(event.picture);
    return [
      {
        seq,
        caseId,
        step,
        texts,
        ...(about ? { about } : {}),
        ...(image === undefined ? {} : { image }),
        ...(event.picture && png ? { picture: { ref: event.picture, png } } : {}),
        ...(failure ? { failure } : {}),
      },
    ];
  });
  return { known: study.known, looks };
}
