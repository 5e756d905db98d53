import type { Finding } from '../../model/check';
import { UNDEFINED_LENGTH } from '../../model/dicom/header';
import type { DicomObject } from '../../model/dicom/object';
import { find, type Rule } from './rule';

/** Says: The bytes cannot be read as DICOM at all. */
const READABLE: Rule = { id: 'part10/readable', clause: 'PS3.5 7', severity: 'error' };
/** Says: An element, item or length is not encoded as it must be. */
const ENCODING: Rule = { id: 'part10/encoding', clause: 'PS3.5 7.1', severity: 'error' };
const META: Rule = { id: 'part10/meta-complete', clause: 'PS3.10 7.1', severity: 'error' };
const META_AGREES: Rule = { id: 'part10/meta-agrees', clause: 'PS3.10 7.1', severity: 'error' };
const GROUP_LENGTH: Rule = { id: 'part10/group-length', clause: 'PS3.10 7.1', severity: 'error' };
const SYNTAX: Rule = { id: 'part10/transfer-syntax-known', clause: 'PS3.5 10, PS3.6 A-1', severity: 'error' };
const PIXELS_FIT: Rule = { id: 'part10/pixels-fit-transfer-syntax', clause: 'PS3.5 A.4', severity: 'error' };
const NO_OTHER_GROUP: Rule = { id: 'part10/no-command-elements', clause: 'PS3.10 7.2', severity: 'error' };

// A limit of our reader, or a VR that a later edition may define, is no breach.
/** Says: The object was read in part only: nested too deep, or a VR that is not known. */
const LIMIT: Rule = { id: 'part10/read-in-part', clause: 'PS3.5 7', severity: 'warning' };
const ruleFor = (message: string): Rule => (/nested deeper than|^VR .* is not known/.test(message) ? LIMIT : ENCODING);

const REQUIRED_META = [
  'FileMetaInformationGroupLength',
  'FileMetaInformationVersion',
  'MediaStorageSOPClassUID',
  'MediaStorageSOPInstanceUID',
  'TransferSyntaxUID',
  'ImplementationClassUID',
];

/**
 * File format and encoding. `file`: the bytes are a file that the product wrote, so its File Meta Information is judged
 * too; what came over a C-STORE has a meta group that the receiver made.
 */
export function checkPart10(object: DicomObject, file = false): Finding[] {
  const findings = object.problems.map((problem) =>
    find(object.dataset.elements.length === 0 ? READABLE : ruleFor(problem.message), `${problem.message}.`, {
      path: problem.path,
      seen: `at byte ${problem.offset}`,
    }),
  );
  for (const element of object.dataset.elements) {
    if (element.tag.startsWith('0000') || element.tag.startsWith('0002')) {
      findings.push(
        find(NO_OTHER_GROUP, `${element.keyword} does not belong in a data set.`, { path: element.keyword }),
      );
    }
  }
  findings.push(...checkPixelEncoding(object));
  return file ? [...findings, ...checkMeta(object)] : findings;
}

const NATIVE = /^1\.2\.840\.10008\.1\.2(\.1|\.2|\.1\.99)?$/;
const STANDARD = /^1\.2\.840\.10008\.1\.2(\.1|\.2|\.1\.9[89]|\.4\.\d+(\.\d+)?|\.5|\.7\.\d+|\.8\.1)?$/;

/** Compressed transfer syntaxes have Pixel Data in fragments, the others have not (PS3.5 A.4). */
function checkPixelEncoding({ dataset, transferSyntaxUid }: DicomObject): Finding[] {
  const pixels = dataset.element('PixelData');
  if (!pixels || !STANDARD.test(transferSyntaxUid)) return [];
  const inFragments = pixels.length === UNDEFINED_LENGTH;
  if (inFragments !== NATIVE.test(transferSyntaxUid)) return [];
  const where = {
    path: 'PixelData',
    seen: inFragments ? 'fragments' : 'one value',
    expected: inFragments ? 'one value' : 'fragments',
  };
  return [find(PIXELS_FIT, `Pixel Data is not encoded as the transfer syntax ${transferSyntaxUid} says.`, where)];
}

function checkMeta(object: DicomObject): Finding[] {
  const { meta, dataset } = object;
  const findings: Finding[] = [];
  for (const keyword of REQUIRED_META) {
    const element = meta.element(keyword);
    if (!element || element.length === 0) {
      findings.push(
        find(META, `${keyword} is missing in the File Meta Information.`, { path: keyword, seen: 'absent' }),
      );
    }
  }
  const pairs = [
    ['MediaStorageSOPClassUID', 'SOPClassUID'],
    ['MediaStorageSOPInstanceUID', 'SOPInstanceUID'],
  ] as const;
  for (const [inMeta, inSet] of pairs) {
    const seen = meta.string(inMeta);
    const expected = dataset.string(inSet);
    if (seen !== undefined && expected !== undefined && seen !== expected) {
      findings.push(
        find(META_AGREES, `${inMeta} is not the ${inSet} of the data set.`, { path: inMeta, seen, expected }),
      );
    }
  }
  const syntax = meta.string('TransferSyntaxUID');
  if (syntax !== undefined && !STANDARD.test(syntax)) {
    // A private one begins with its maker's root.
    const rule: Rule = { ...SYNTAX, severity: syntax.startsWith('1.2.840.10008.') ? 'error' : 'warning' };
    findings.push(find(rule, 'The transfer syntax is none of DICOM.', { path: 'TransferSyntaxUID', seen: syntax }));
  }
  const first = meta.elements[0];
  const last = meta.elements.at(-1);
  const declared = meta.number('FileMetaInformationGroupLength');
  if (first?.tag === '00020000' && last && declared !== undefined) {
    const actual = last.offset + last.length - (first.offset + first.length);
    if (actual !== declared) {
      const where = { path: 'FileMetaInformationGroupLength', seen: String(declared), expected: String(actual) };
      findings.push(find(GROUP_LENGTH, 'The length of the File Meta Information is not as declared.', where));
    }
  }
  return findings;
}
