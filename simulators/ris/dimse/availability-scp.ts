import { counted } from '../../../model/counted';
import type { NaturalDataset } from '../../../protocols/dimse/client';
import type { NormalisedAnswer, NormalisedRequest } from '../../../protocols/dimse/server';
import type { Records } from '../records';

const NO_SUCH_OBJECT = 0x0112;
const MISSING_ATTRIBUTE = 0x0120;
/** Basic Text, Enhanced, Comprehensive, Comprehensive 3D SR and what else is a report. */
const STRUCTURED_REPORTS = '1.2.840.10008.5.1.4.1.1.88.';

/**
 * Instance Availability Notification (PS3.4 R): the PACS has new instances. A Structured Report among them says that AI
 * results are there, and opens reporting (RCR l.199-201).
 */
export function noticeAvailability(
  { exams, workflow, audit, unit }: Records,
  { attributes, callingAeTitle, sopInstanceUid }: NormalisedRequest,
): NormalisedAnswer {
  const study = String(attributes['StudyInstanceUID'] ?? '');
  if (study === '') return { status: MISSING_ATTRIBUTE, comment: 'StudyInstanceUID is missing' };
  return unit.run(() => {
    const [exam] = exams.findBy({ study });
    if (!exam) return { status: NO_SUCH_OBJECT, comment: 'No exam has this study' };
    const reports = items(attributes, 'ReferencedSeriesSequence')
      .flatMap((series) => items(series, 'ReferencedSOPSequence'))
      .filter((instance) => String(instance['ReferencedSOPClassUID']).startsWith(STRUCTURED_REPORTS));
    audit.note(
      `PACS ${callingAeTitle}`,
      `${counted(reports.length, 'report')} available (${sopInstanceUid})`,
      exam.accession_number,
    );
    if (reports.length > 0) workflow.reportAvailable(exam);
    return { status: 0 };
  });
}

function items(dataset: NaturalDataset, keyword: string): NaturalDataset[] {
  const value = dataset[keyword];
  return Array.isArray(value) ? (value as NaturalDataset[]) : [];
}
