import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../../config/defaults';
import { readDicom } from '../../model/dicom/reader';
import { loadCatalogue } from '../../requirements/load';
import { Exams } from '../harness/exams';
import { DISPLAY_REQUIREMENTS, displayStudy } from './index';

const exams = new Exams(DEFAULTS as never);
/** Trainings and statements: there is nothing to be looked at. */
const WITHOUT_STUDY = ['RCR-P3.1', 'AIR-IM-19', 'RCR-4.1'];

describe('the studies for attestations of a display', () => {
  it('are there for every attested requirement of the PACS, and for no other', () => {
    const attested = loadCatalogue().filter(
      ({ id, actors, method }) => actors.includes('pacs') && method === 'attested' && !WITHOUT_STUDY.includes(id),
    );
    expect([...DISPLAY_REQUIREMENTS].sort()).toEqual(attested.map(({ id }) => id).sort());
  });

  it.each(DISPLAY_REQUIREMENTS)('%s has readable objects of its exams, words and a picture', (requirement) => {
    const study = displayStudy(requirement, exams);
    expect(study?.lookFor.length).toBeGreaterThan(0);
    const uids = study?.exams.map((exam) => exam.studyInstanceUid);
    for (const { bytes, sopInstanceUid } of study?.objects ?? []) {
      const object = readDicom(bytes, { skipPixelData: true });
      expect(object.problems).toEqual([]);
      expect(object.sopInstanceUid).toBe(sopInstanceUid);
      expect(uids).toContain(object.dataset.string('StudyInstanceUID'));
    }
    const withAi = PNG.sync.read(study?.picture() ?? Buffer.alloc(0));
    const without = PNG.sync.read(study?.picture('without-ai') ?? Buffer.alloc(0));
    expect([withAi.width, withAi.height]).toEqual([without.width, without.height]);
    expect(withAi.data.equals(without.data)).toBe(false);
  });
});
