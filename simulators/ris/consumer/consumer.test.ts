import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDicom } from '../../../model/dicom/reader';
import { PACKAGE_ROOT } from '../../../model/package-root';
import { encodePart10, type Natural } from '../../../tests/kit/dicom-bytes';
import { report, segmentation } from '../../../tests/kit/objects';
import { readResultObject } from './read-object';
import { shownReading } from './show-reading';

const real = (file: string) => readResultObject(readDicom(readFileSync(join(PACKAGE_ROOT, 'fixtures', 'real', file))));
const made = (object: Natural) => readResultObject(readDicom(encodePart10(object)));

describe('what the RIS reads of a result object', () => {
  it('reads a report that highdicom wrote, with its older codes', () => {
    const { measurements, findings, report: document, notRead } = real('highdicom/sr_document.dcm');
    expect(measurements).toHaveLength(1);
    expect(measurements[0]).toMatchObject({
      name: { value: 'G-A16A', scheme: 'SRT' },
      value: '1.7',
      unit: { value: 'cm2', scheme: 'UCUM' },
      site: { meaning: 'Cervico-thoracic spine' },
      finding: { meaning: 'Spinal cord' },
    });
    expect(findings).toHaveLength(1);
    expect(document).toMatchObject({ verification: 'UNVERIFIED', replaces: [] });
    expect(notRead).toEqual([]);
  });

  it('reads the segment of a dcmqi segmentation, and nothing of what is no report', () => {
    expect(real('dcmqi/seg-liver.dcm')).toMatchObject({
      segments: [{ label: 'Liver', finding: { meaning: 'Liver' }, trackingUid: '' }],
      measurements: [],
    });
    expect(real('pydicom/CT_small.dcm')).toMatchObject({ measurements: [], segments: [], algorithms: [] });
  });

  it('reads the objects of the tests, by another writer than the one of the platform', () => {
    const { findings, algorithms, measurements } = made(report());
    expect(findings.length + measurements.length).toBeGreaterThan(0);
    expect(algorithms.length).toBeGreaterThan(0);
    expect(made(segmentation()).segments.length).toBeGreaterThan(0);
  });

  it('keeps only the name of a report of another template, and says so', () => {
    const other = made({
      ...report(),
      ConceptNameCodeSequence: [{ CodeValue: 'X', CodingSchemeDesignator: '99X', CodeMeaning: 'Own report' }],
    });
    expect(other).toMatchObject({ measurements: [], findings: [], report: { title: 'Own report' } });
    expect(other.notRead).toEqual([expect.stringContaining('"Own report" follows a template')]);
  });

  it('survives bytes that are no DICOM', () => {
    expect(readResultObject(readDicom(Buffer.from('no DICOM at all')))).toMatchObject({
      measurements: [],
      segments: [],
    });
  });
});

it('says that nothing was read yet, or why', () => {
  expect(shownReading('A1', undefined)).toMatchObject({ status: 'none', measurements: [] });
  const failed = shownReading('A1', { status: 'failed', problem: 'No answer.', objects: [] });
  expect(failed).toMatchObject({ status: 'failed', problem: 'No answer.' });
});
