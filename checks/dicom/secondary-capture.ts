import type { Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import { find, type Rule } from './rule';

const DERIVED: Rule = { id: 'secondary-capture/derived', clause: 'PS3.3 C.7.6.1.1.2', severity: 'warning' };
const BURNED_IN: Rule = { id: 'secondary-capture/burned-in-said', clause: 'PS3.3 C.7.6.1', severity: 'warning' };
const SOURCE: Rule = { id: 'secondary-capture/refers-to-images', clause: 'PS3.3 C.7.6.1', severity: 'info' };

/** A Secondary Capture that an algorithm made: nothing in it may pass for an original image. */
export function checkSecondaryCapture({ dataset }: DicomObject): Finding[] {
  const findings: Finding[] = [];
  const [value] = dataset.strings('ImageType');
  if (value !== 'DERIVED') {
    const where = { path: 'ImageType', seen: value ?? 'absent', expected: 'DERIVED' };
    findings.push(find(DERIVED, 'The image does not say that it is derived.', where));
  }
  if (dataset.string('BurnedInAnnotation') === undefined) {
    const where = { path: 'BurnedInAnnotation', seen: 'absent', expected: 'YES or NO' };
    findings.push(find(BURNED_IN, 'The image does not say whether annotations are burned in.', where));
  }
  const sources = ['SourceImageSequence', 'ReferencedImageSequence', 'ReferencedSeriesSequence'];
  if (!sources.some((key) => dataset.items(key).length > 0)) {
    findings.push(
      find(SOURCE, 'The image does not say which images it was made from.', {
        path: 'SourceImageSequence',
        seen: 'absent',
      }),
    );
  }
  return findings;
}
