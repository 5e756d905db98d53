import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeDataset, type Natural } from '../../tests/kit/dicom-bytes';
import { realFile } from '../../tests/kit/real-files';
import { readDicom } from './reader';
import { ancestorsOf, buildContentTree, childNamed, findNamed, resolveTarget, walkContent } from './sr-tree';

const code = (value: string, meaning: string, scheme = 'DCM'): Natural[] => [
  { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning },
];

const DOCUMENT: Natural = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.34',
  ValueType: 'CONTAINER',
  ConceptNameCodeSequence: code('126000', 'Imaging Measurement Report'),
  ContentSequence: [
    {
      RelationshipType: 'CONTAINS',
      ValueType: 'NUM',
      ConceptNameCodeSequence: code('118565006', 'Volume', 'SCT'),
      MeasuredValueSequence: [{ NumericValue: '12.5', MeasurementUnitsCodeSequence: code('mm3', 'mm3', 'UCUM') }],
      ContentSequence: [
        { RelationshipType: 'INFERRED FROM', ReferencedContentItemIdentifier: [1, 2] },
        {
          RelationshipType: 'INFERRED FROM',
          ValueType: 'SCOORD',
          GraphicType: 'POINT',
          GraphicData: [1.5, 2],
          ContentSequence: [
            {
              RelationshipType: 'SELECTED FROM',
              ValueType: 'IMAGE',
              ReferencedSOPSequence: [
                { ReferencedSOPClassUID: '1.2', ReferencedSOPInstanceUID: '1.3', ReferencedFrameNumber: '4' },
              ],
            },
          ],
        },
      ],
    },
    { RelationshipType: 'CONTAINS', ValueType: 'TEXT', TextValue: 'seen' },
  ],
};

describe('buildContentTree', () => {
  const root = buildContentTree(readDicom(encodeDataset(DOCUMENT)).dataset);

  it('reads values by their type and says where each item stands', () => {
    const volume = childNamed(root, { value: '118565006', scheme: 'SCT' });
    expect(volume?.measured).toMatchObject({ value: 12.5, unit: { value: 'mm3', scheme: 'UCUM' } });
    expect(volume?.measured?.path).toBe('ContentSequence[0].MeasuredValueSequence[0]');
    const image = [...walkContent(root)].find((item) => item.valueType === 'IMAGE');
    expect(image?.path).toBe('ContentSequence[0].ContentSequence[1].ContentSequence[0]');
    expect(image?.reference).toEqual({ sopClassUid: '1.2', sopInstanceUid: '1.3', frames: [4], segments: [] });
    expect(image?.parent?.graphic).toEqual({ type: 'POINT', data: [1.5, 2] });
    expect(image && ancestorsOf(image).map((item) => item.position)).toEqual([[1], [1, 1], [1, 1, 2]]);
  });

  it('resolves by-reference items', () => {
    const reference = [...walkContent(root)].find((item) => item.target);
    expect(resolveTarget(root, reference?.target ?? [])?.text).toBe('seen');
    expect(resolveTarget(root, [1, 9])).toBeUndefined();
  });

  it('finds the measurement groups of a real report', () => {
    const real = buildContentTree(readDicom(readFileSync(realFile('highdicom/sr_document.dcm'))).dataset);
    expect(findNamed(real, { value: '125007', scheme: 'DCM' }).length).toBeGreaterThan(0);
    expect([...walkContent(real)].every((item) => item.valueType !== '' || item.target)).toBe(true);
  });
});
