import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import { make as all } from '../../tests/kit/all-objects';
import * as make from '../../tests/kit/objects';
import { checkSequenceItems } from './sequence-items';

const said = (natural: Natural): string[] =>
  checkSequenceItems(make.read(natural)).map(({ rule, path }) => `${rule} ${path ?? ''}`);
const withPurpose = (code: Natural): Natural => ({
  ...make.secondaryCapture(),
  ContributingEquipmentSequence: [{ Manufacturer: 'A', PurposeOfReferenceCodeSequence: [code] }],
});

describe('items of sequences', () => {
  it('are as they must be in good objects', () => {
    expect(all.flatMap(said)).toEqual([]);
  });

  it('have a value and a meaning where they are codes', () => {
    const at = 'ContributingEquipmentSequence[0].PurposeOfReferenceCodeSequence[0]';
    expect(said(withPurpose({ CodeValue: '109102', CodingSchemeDesignator: 'DCM' }))).toEqual([
      ['dicom/code-has-meaning', `${at}.CodeMeaning`].join(' '),
    ]);
    expect(said(withPurpose({ CodeMeaning: 'Processing Equipment' }))).toEqual([
      ['dicom/code-has-value', `${at}.CodeValue`].join(' '),
    ]);
    expect(said(withPurpose({ LongCodeValue: '1'.repeat(20), CodingSchemeDesignator: 'X', CodeMeaning: 'Y' }))).toEqual(
      [],
    );
  });

  it('name class and instance where they are references', () => {
    const wrong = make.imageItem('CONTAINS', undefined, { ReferencedSOPClassUID: make.CT });
    const path = 'ContentSequence[0].ReferencedSOPSequence[0].ReferencedSOPInstanceUID';
    expect(said({ ...make.keyObjects(), ContentSequence: [wrong] })).toEqual([
      `dicom/required-attribute-present ${path}`,
    ]);
  });
});
