import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FilesReport } from '../../model/files-report';
import { checkFiles } from '../../runner/check-files/check-files';
import { encodePart10, type Natural } from '../kit/dicom-bytes';
import * as make from '../kit/objects';
import { CALCIFICATION, examOf, HAEMORRHAGE, hl7, obxLines, type NoticeOptions } from '../kit/scenario';

/** Lets the test runner hear of us between tests that block for long. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export type Content = Natural | string | Buffer;

/** Files in a folder of their own. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'airworthy-check-test-'));

  /** Objects are written as DICOM files. */
  add(files: Record<string, Content>): this {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), toBytes(content));
    }
    return this;
  }

  check(air = false): FilesReport {
    return checkFiles([this.path], { air });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export const toBytes = (content: Content): Buffer | string =>
  typeof content === 'string' || Buffer.isBuffer(content) ? content : encodePart10(content);

/** Judges files and takes them away again. */
export function checkThe(files: Record<string, Content>, air = false): FilesReport {
  const folder = new Folder().add(files);
  try {
    return folder.check(air);
  } finally {
    folder.remove();
  }
}

/** `file rule severity`, in order. */
export const said = ({ objects }: FilesReport, folder = ''): string[] =>
  objects.flatMap(({ file, findings }) =>
    findings.map(
      ({ rule, severity }) => `${file.slice(file.lastIndexOf('/') + 1).replace(folder, '')} ${rule} ${severity}`,
    ),
  );

/** A study of two images with a report and a segmentation that agree. */
export const study = (): Record<string, Natural> => ({
  'ct0.dcm': make.ctImage(0),
  'ct1.dcm': make.ctImage(1),
  'seg.dcm': make.segmentation(),
  'sr.dcm': make.report(),
});

export const exam = examOf('critical');

export const notice = (options: NoticeOptions = {}): string =>
  hl7(
    exam,
    {
      lines: obxLines([
        [HAEMORRHAGE, 'present', 'AA'],
        [CALCIFICATION, 'absent'],
      ]),
      ...options,
    },
    'N1',
    'AI',
  );

const coding = (code: string, display: string) => ({ coding: [{ system: 'http://snomed.info/sct', code, display }] });

/** A Bundle that says the same as the report. */
export function bundle(presence: 'present' | 'absent' = 'present', patient = exam.patientId): string {
  const subject = { identifier: { value: patient } };
  const observation = {
    resourceType: 'Observation',
    id: 'o1',
    status: 'preliminary',
    code: coding(HAEMORRHAGE.value, HAEMORRHAGE.meaning),
    subject,
    valueCodeableConcept: presence === 'present' ? coding('52101004', 'Present') : coding('2667000', 'Absent'),
  };
  const report = {
    resourceType: 'DiagnosticReport',
    status: 'preliminary',
    code: { text: 'AI analysis' },
    subject,
    identifier: [{ value: exam.accessionNumber }],
    result: [{ reference: 'Observation/o1' }],
  };
  return JSON.stringify({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [{ resource: observation }, { resource: report }],
  });
}
