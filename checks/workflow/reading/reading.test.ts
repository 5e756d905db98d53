import { describe, expect, it } from 'vitest';
import { conceptsNamed, isSameCode, wordsOf } from './concepts';
import { textSaysNotAnalysed } from './not-analysed';
import { presenceWord, statementsOf } from './presence';

const HAEMORRHAGE = { value: '1386000', scheme: 'SCT', meaning: 'Intracranial haemorrhage' };
const SUBARACHNOID = { value: '21454007', scheme: 'SCT', meaning: 'Subarachnoid haemorrhage' };
const FRACTURE = { value: '71642004', scheme: 'SCT', meaning: 'Fracture of skull' };
const known = [HAEMORRHAGE, SUBARACHNOID, FRACTURE];
const text = (...texts: string[]) => ({ codes: [], texts });
const says = (question: string, answer: string) =>
  statementsOf(text(question), text(answer), known).map(
    ({ code, presence }) => `${code?.value ?? 'nothing'} ${presence}`,
  );

describe('codes and words', () => {
  it('match under all names of a coding scheme', () => {
    for (const scheme of [
      'SCT',
      'SNOMED-CT',
      'http://snomed.info/sct',
      '2.16.840.1.113883.6.96',
      'urn:oid:2.16.840.1.113883.6.96',
    ]) {
      expect(isSameCode({ value: '1386000', scheme }, HAEMORRHAGE), scheme).toBe(true);
    }
    expect(isSameCode({ value: '1386000', scheme: '99LOCAL' }, HAEMORRHAGE)).toBe(false);
    expect(isSameCode({ value: '', scheme: 'SCT' }, { value: '', scheme: 'SCT' })).toBe(false);
  });

  it('read both spellings', () => {
    expect(wordsOf('Œdema and tumours, hémorrhages')).toEqual(wordsOf('edema tumor hemorrhage'));
  });

  it('take a part of a meaning only where it fits one', () => {
    expect(conceptsNamed(text('Skull fracture'), known)).toEqual([FRACTURE]);
    expect(conceptsNamed(text('fracture'), known)).toEqual([FRACTURE]);
    expect(conceptsNamed(text('haemorrhage'), known)).toEqual([]);
    expect(conceptsNamed(text('Acute intracranial hemorrhage'), known)).toEqual([HAEMORRHAGE]);
    expect(conceptsNamed(text('Volume'), known)).toEqual([]);
    expect(conceptsNamed(text('Skull'), known)).toEqual([]);
    expect(conceptsNamed(text(''), known)).toEqual([]);
  });
});

describe('statementsOf', () => {
  it.each([
    ['Fracture', 'Present', '71642004 present'],
    ['Fracture', 'positive', '71642004 present'],
    ['Fracture', 'Not detected', '71642004 absent'],
    ['Fracture', 'N', '71642004 absent'],
    ['Fracture', 'No fracture', '71642004 absent'],
    ['AI result', 'Fracture of skull', '71642004 present'],
    ['AI result', 'No evidence of skull fracture', '71642004 absent'],
    ['AI result', 'No abnormality detected', 'nothing absent'],
    ['AI result', 'Normal', 'nothing absent'],
  ])('%s: %s', (question, answer, expected) => expect(says(question, answer)).toEqual([expected]));

  it('reads clause by clause', () => {
    expect(says('AI result', 'Intracranial haemorrhage, no fracture')).toEqual(['1386000 present', '71642004 absent']);
  });

  it.each([
    ['Volume', '12 ml'],
    ['Fracture', '0.97'],
    ['AI status', 'complete'],
    ['Series', 'Head 5 mm'],
  ])('reads nothing into %s: %s', (question, answer) => expect(says(question, answer)).toEqual([]));

  it('knows qualifiers by code', () => {
    expect(presenceWord({ codes: [{ value: 'LA9634-2', scheme: 'LN' }], texts: ['Anders'] })).toBe('absent');
    expect(presenceWord({ codes: [{ value: '10828004', scheme: 'SCT' }], texts: [] })).toBe('present');
    expect(presenceWord(text('perhaps'))).toBeUndefined();
  });
});

describe('textSaysNotAnalysed', () => {
  it.each([
    'NOT-ANALYSED',
    'Not analyzed: modality MR',
    'Study could not be processed',
    'Unable to perform analysis',
    'Failed to analyse the study',
    'No analysis performed',
    'Analysis failed: out of memory',
    'algorithm timed out',
    'Outside intended use',
    'Out of scope',
    'Body part not supported',
    'FAILED',
    'unsupported modality',
  ])('%s', (said) => expect(textSaysNotAnalysed(said)).toBe(true));

  it.each([
    'Analysis complete',
    'No haemorrhage detected',
    'Heart failure',
    'Not for primary diagnosis',
    'This is not a final report',
    'Results are preliminary',
    'Haemorrhage',
    '',
  ])('does not read it into "%s"', (said) => expect(textSaysNotAnalysed(said)).toBe(false));
});
