import type { Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { CaseRecord, StoredInstance } from '../../model/record';
import { checkObject } from '../dicom/object';
import { atObject } from '../workflow/reading/evidence';
import { breach, nothingSeen } from '../workflow/reading/judging';
import { imagesOf, isRead } from './images';
import { decide, missing, scannerCheck } from './judging';

const RULE = 'scanner/images-valid';
const CLAUSE = 'RCR l.103-110, PS3.4 B.2';

/** RCR-M1.1d. */
export const imagesValid = scannerCheck({
  id: RULE,
  title: 'The images are valid DICOM objects, and the PACS took them',
  clause: CLAUSE,
  judge(caseRecord) {
    const images = imagesOf(caseRecord);
    if (images.length === 0) return missing(caseRecord, 'The scanner sent no image to the PACS.');
    const unreadable = images.find((image) => !isRead(image));
    if (unreadable)
      return breach(`An image cannot be read as DICOM: ${unreadable.unreadable ?? 'no reason known'}`, [
        atObject(unreadable),
      ]);
    const findings = [...replaced(caseRecord), ...mixedSeries(caseRecord), ...images.flatMap(faultsOf)];
    if (findings.every(({ severity }) => severity !== 'error')) {
      const refused = images.filter(({ sopInstanceUid }) => !isTaken(caseRecord, sopInstanceUid));
      const [first] = refused;
      if (first?.status === undefined && first) return nothingSeen('The PACS never answered the storage of an image.');
      if (first)
        return nothingSeen(
          `The PACS did not take ${counted(refused.length, 'image')}, for no fault that was found in them.`,
          refused.map((image) => atObject(image)),
        );
    }
    return decide(
      findings,
      `${counted(images.length, 'image')} stored: valid DICOM objects, all taken by the PACS.`,
      images.map((image) => atObject(image)),
    );
  },
});

const isTaken = ({ images }: CaseRecord, uid: string): boolean =>
  images.some(({ sopInstanceUid, accepted }) => sopInstanceUid === uid && accepted);

function faultsOf(image: StoredInstance): Finding[] {
  if (!isRead(image)) return [];
  const { object, sopClassUid, sopInstanceUid } = image;
  const named: [path: string, inCommand: string, inObject: string][] = [
    ['SOPClassUID', sopClassUid, object.sopClassUid],
    ['SOPInstanceUID', sopInstanceUid, object.sopInstanceUid],
  ];
  return [
    ...named
      .filter(([, inCommand, inObject]) => inCommand !== inObject)
      .map(([path, expected, seen]): Finding => ({
        rule: RULE,
        clause: 'PS3.4 B.2.3',
        severity: 'error',
        message: `The C-STORE request and the image in it differ in ${path}.`,
        path,
        seen,
        expected,
        evidence: atObject(image, path),
      })),
    ...checkObject(object).map((finding): Finding => ({ ...finding, evidence: atObject(image, finding.path) })),
  ];
}

/** Sending the same image again is lawful; another one under its UID replaces it. */
function replaced({ images }: CaseRecord): Finding[] {
  return images
    .filter((image, at) =>
      images
        .slice(0, at)
        .some(
          (earlier) => earlier.sopInstanceUid === image.sopInstanceUid && earlier.file.sha256 !== image.file.sha256,
        ),
    )
    .slice(0, 1)
    .map((image) => ({
      rule: RULE,
      clause: 'PS3.5 9',
      severity: 'error',
      message: 'Two different images have the same SOP Instance UID, so that one replaces the other.',
      path: 'SOPInstanceUID',
      seen: image.sopInstanceUid,
      evidence: atObject(image, 'SOPInstanceUID'),
    }));
}

/** Modality is an attribute of the series (PS3.3 C.7.3.1). */
function mixedSeries({ images }: CaseRecord): Finding[] {
  const first = new Map<string, string>();
  for (const image of images) {
    const series = image.object?.dataset.string('SeriesInstanceUID') ?? '';
    const modality = image.object?.dataset.string('Modality') ?? '';
    const expected = first.get(series);
    if (series === '' || modality === '') continue;
    if (expected === undefined) first.set(series, modality);
    else if (expected !== modality)
      return [
        {
          rule: RULE,
          clause: 'PS3.3 C.7.3.1',
          severity: 'error',
          message: 'Images of one series have different modalities.',
          path: 'Modality',
          seen: modality,
          expected,
          evidence: atObject(image, 'Modality'),
        },
      ];
  }
  return [];
}
