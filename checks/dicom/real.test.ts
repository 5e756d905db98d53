import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodePart10 } from '../../tests/kit/dicom-bytes';
import * as make from '../../tests/kit/objects';
import { realFile, realFiles } from '../../tests/kit/real-files';
import { readDicom } from '../../model/dicom/reader';
import { algorithmsNamed, declaredPerformance, statedFindings } from './ai-results';
import { hasModuleTable } from './modules';
import { checkObject } from './object';
import { checkResultTree } from './result-graph';

/** Errors that we give on objects of other makers: each is in the judgement of dciodvfy as well, or reviewed. */
const KNOWN: Record<string, string[]> = {
  'highdicom/dx_image.dcm': ['part10/encoding'],
  // Person Observer Name is TEXT instead of PNAME; dciodvfy does not look at templates.
  'highdicom/sr_document.dcm': ['tid1001/form'],
  'ct-3slice/01.dcm': ['dicom/required-attribute-has-value'],
  'ct-3slice/02.dcm': ['dicom/required-attribute-has-value'],
  'ct-3slice/03.dcm': ['dicom/required-attribute-has-value'],
};

describe('objects of other makers', () => {
  it.each(realFiles())('%s is judged as dciodvfy judges it', (name) => {
    const errors = checkObject(readDicom(readFileSync(realFile(name))), { file: true }).filter(
      ({ severity }) => severity === 'error',
    );
    expect(errors.map(({ rule }) => rule)).toEqual(KNOWN[name] ?? []);
    const said = spawnSync('dciodvfy', [realFile(name)], { encoding: 'utf8' });
    const missing = `${said.stdout}${said.stderr}`
      .split('\n')
      .filter((line) => /^Error - (Missing|Empty) attribute.*Type [12] /.test(line))
      .filter(() => hasModuleTable(readDicom(readFileSync(realFile(name))).sopClassUid));
    expect(missing).toEqual([]);
  });
});

describe('damaged objects', () => {
  const SEEDS = [
    make.report,
    make.segmentation,
    make.parametricMap,
    make.presentationState,
    make.keyObjects,
    make.secondaryCapture,
    make.encapsulatedPdf,
  ].map((build) => encodePart10(build()));

  it('give findings and never an exception', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SEEDS),
        fc.option(fc.nat(4000)),
        fc.array(fc.tuple(fc.nat(4000), fc.integer({ min: 1, max: 255 })), { maxLength: 8 }),
        (seed, cut, flips) => {
          const bytes = Buffer.from(cut === null ? seed : seed.subarray(0, cut));
          for (const [at, mask] of flips) if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ mask;
          const object = readDicom(bytes);
          const context = { images: [object], results: [object], air: true, file: true };
          for (const finding of checkObject(object, context))
            expect(finding.message).toMatch(/\.( \(the same in \d+ more places?\))?$/);
          statedFindings(object);
          declaredPerformance(object);
          algorithmsNamed(object);
          checkResultTree([object]);
        },
      ),
      { numRuns: 400 },
    );
  });
});
