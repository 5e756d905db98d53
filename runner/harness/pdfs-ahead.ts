import { readPdfAhead } from '../../evidence/pdf/read-pdf';
import type { Recording } from '../../evidence/recording';
import { readDicom } from '../../model/dicom/reader';
import type { FileRef, JournalEvent } from '../../model/events';
import { growingSource } from '../run-source';

const ENCAPSULATED_PDF = '1.2.840.10008.5.1.4.1.1.104.1';

/** A larger document is not read at all. */
const MAX_BYTES = 65 * 1024 * 1024;

/** Documents are read in a thread of their own as soon as they are recorded, so that judging waits for none of them. */
export interface PdfsAhead {
  /** Resolves once what was recorded so far has been read, or given up. */
  settled(): Promise<void>;
  end(): void;
}

export function readPdfsAhead(recording: Recording): PdfsAhead {
  const { read } = growingSource(recording);
  let reading: Promise<void> = Promise.resolve();
  const end = recording.onEvent((event) => {
    for (const ref of documentsOf(event)) reading = reading.then(() => readAhead(ref, read));
  });
  return { settled: () => reading, end };
}

function documentsOf(event: JournalEvent): FileRef[] {
  if (event.kind === 'dimse.command')
    return event.command === 'C-STORE-RQ' && event.sopClassUid === ENCAPSULATED_PDF && event.dataset
      ? [event.dataset]
      : [];
  // Of what came over the web only the object itself says what it is.
  return event.kind === 'http.request' ? (event.parts ?? []) : [];
}

async function readAhead({ file, bytes: length }: FileRef, read: (path: string) => Buffer): Promise<void> {
  if (length > MAX_BYTES) return;
  try {
    const bytes = read(file);
    if (bytes.includes(ENCAPSULATED_PDF)) await readPdfAhead(readDicom(bytes));
  } catch {
    // What cannot be read now is told where it is judged.
  }
}
