import { looksLikeDicom } from '../../model/dicom/reader';

export type Format = 'dicom' | 'hl7' | 'json' | 'zip';

/** What a file is by how it begins (at least 512 bytes of it, where it has as many); undefined for anything else. */
export function recognise(start: Buffer): Format | undefined {
  const magic = start.toString('latin1', 0, 4);
  if (magic === 'PK\x03\x04' || magic === 'PK\x05\x06') return 'zip';
  const text = start
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    // Not trimStart: the start of an MLLP block counts as white space there.
    .replace(/^[ \t\r\n]+/, '');
  if (text.startsWith('\x0b') || text.includes('\x0bMSH') || /^(MSH|FHS|BHS)[^A-Za-z0-9\s]/.test(text)) return 'hl7';
  if (/^\{\s*("|\})/.test(text)) return 'json';
  return looksLikeDicom(start) ? 'dicom' : undefined;
}

const PROMISES: [ending: RegExp, format: string][] = [
  [/\.(dcm|dicom|ima)$/i, 'DICOM'],
  [/\.(hl7|er7|mllp)$/i, 'HL7 v2'],
  [/\.zip$/i, 'zip'],
  [/\.fhir\.json$/i, 'FHIR JSON'],
];

/** What a file's name promises that it is. */
export const promisedBy = (name: string): string | undefined => PROMISES.find(([ending]) => ending.test(name))?.[1];
