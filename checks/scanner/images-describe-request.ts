import type { Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { Exam } from '../../model/exam';
import { atObject } from '../workflow/reading/evidence';
import { nothingSeen } from '../workflow/reading/judging';
import { imagesOf, isRead, type ReadImage } from './images';
import { decide, scannerCheck } from './judging';

const RULE = 'scanner/images-describe-request';
const CLAUSE = 'RCR l.76-78, 103-110; PS3.3 C.7.3.1';
const REQUEST = 'RequestAttributesSequence';

/** RCR-M1.1i. */
export const imagesDescribeRequest = scannerCheck({
  id: RULE,
  title: 'The images say which request they answer and which body part they show',
  clause: CLAUSE,
  judge(caseRecord) {
    const images = imagesOf(caseRecord).filter(isRead);
    if (images.length === 0) return nothingSeen('No image came that could be read.');
    return decide(
      images.flatMap((image) => faultsOf(image, caseRecord.exam)),
      `${counted(images.length, 'image')} name requested procedure, scheduled step and body part.`,
      images.map((image) => atObject(image, REQUEST)),
    );
  },
});

function faultsOf(image: ReadImage, exam: Exam): Finding[] {
  const { dataset } = image.object;
  const fault = (path: string, message: string, seen = '', expected = ''): Finding => ({
    rule: RULE,
    clause: CLAUSE,
    severity: 'error',
    message,
    path,
    seen,
    expected,
    evidence: atObject(image, path),
  });
  const requests = dataset.items(REQUEST);
  const own = requests.find((item) => item.string('ScheduledProcedureStepID') === exam.scheduledProcedureStepId);
  const procedure = own?.string('RequestedProcedureID') ?? '';
  const found: Finding[] = [];
  if (requests.length === 0)
    found.push(fault(REQUEST, `An image has no ${REQUEST}: it does not say which request it answers.`));
  else if (!own)
    found.push(
      fault(
        `${REQUEST}[0].ScheduledProcedureStepID`,
        'An image names another scheduled procedure step than the worklist entry.',
        requests[0]?.string('ScheduledProcedureStepID') ?? '',
        exam.scheduledProcedureStepId,
      ),
    );
  else if (procedure !== exam.requestedProcedureId)
    found.push(
      fault(
        `${REQUEST}[0].RequestedProcedureID`,
        'An image names another requested procedure than the worklist entry.',
        procedure,
        exam.requestedProcedureId,
      ),
    );
  if (!dataset.string('BodyPartExamined') && dataset.items('AnatomicRegionSequence').length === 0)
    found.push(
      fault(
        'BodyPartExamined',
        'An image does not say which body part it shows, by which AI tells what it may analyse.',
      ),
    );
  return found;
}
