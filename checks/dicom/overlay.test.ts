import { describe, expect, it } from 'vitest';
import { encodePart10, type Natural } from '../../tests/kit/dicom-bytes';
import { withOverlay } from '../../tests/kit/more-objects';
import * as make from '../../tests/kit/objects';
import { readDicom } from '../../model/dicom/reader';
import { checkObject } from './object';
import { SOP } from './sop-classes';

const found = (natural: Natural, images = [make.read(make.ctImage(0))]): string[] =>
  checkObject(make.read(natural), { images }).map(({ rule, severity }) => `${rule} ${severity}`);

describe('overlay planes', () => {
  it('may be of the size of the image, or smaller', () => {
    expect(found(withOverlay({}))).toEqual([]);
    expect(found(withOverlay({ '60000010': { vr: 'US', value: 2 }, '60000050': { vr: 'SS', value: [2, 1] } }))).toEqual(
      [],
    );
  });

  it.each<[string, Natural, string]>([
    ['without rows', { '60000010': undefined }, 'overlay/attributes-complete error'],
    ['without data', { '60003000': undefined }, 'overlay/attributes-complete error'],
    ['of no known type', { '60000040': { vr: 'CS', value: 'X' } }, 'overlay/type error'],
    ['of eight bits', { '60000100': { vr: 'US', value: 8 } }, 'overlay/bits error'],
    ['that begin at another bit', { '60000102': { vr: 'US', value: 4 } }, 'overlay/bits error'],
    ['cut short', { '60000010': { vr: 'US', value: 9 } }, 'overlay/data-complete error'],
    [
      'in the pixels',
      { '60003000': undefined, '60000100': { vr: 'US', value: 16 } },
      'overlay/embedded-in-pixels warning',
    ],
    ['beside the image', { '60000050': { vr: 'SS', value: [5, 1] } }, 'overlay/inside-image warning'],
    ['beyond the image', { '60000050': { vr: 'SS', value: [2, 1] } }, 'overlay/inside-image info'],
  ])('%s are found', (_, more, expected) => expect(found(withOverlay(more))).toContain(expected));
});

const text = (more: Natural): Natural => ({
  ...make.presentationState(),
  GraphicAnnotationSequence: [
    {
      ReferencedImageSequence: [make.reference(make.CT, make.IMAGE_UIDS[0] ?? '')],
      GraphicLayer: 'AI',
      TextObjectSequence: [{ UnformattedTextValue: 'AI', ...more }],
    },
  ],
});
const anchor = (units: string, x: number, y: number): Natural =>
  text({ AnchorPointAnnotationUnits: units, AnchorPoint: [x, y], AnchorPointVisibility: 'Y' });

describe('presentation states', () => {
  it('may have text in the image or on the screen', () => {
    expect(found(anchor('PIXEL', 2, 2)).filter((each) => each.startsWith('presentation'))).toEqual([]);
    expect(found(anchor('DISPLAY', 0.5, 1)).filter((each) => each.startsWith('presentation'))).toEqual([]);
  });

  it('with text outside, or for images of another kind, are found', () => {
    expect(found(anchor('PIXEL', 40, 2))).toContain('presentation/text-inside-image warning');
    expect(found(anchor('DISPLAY', 1.5, 0))).toContain('presentation/text-inside-image warning');
    const colour = { ...make.presentationState(), SOPClassUID: SOP.colorSoftcopyPresentationState };
    expect(found(colour)).toContain('presentation/images-fit-class error');
    const ofColour = make.read({ ...make.ctImage(0), PhotometricInterpretation: 'RGB' });
    expect(found(make.presentationState(), [ofColour])).toContain('presentation/images-fit-class error');
  });
});

describe('transfer syntaxes', () => {
  const rules = (natural: Natural, transferSyntax?: string): string[] =>
    checkObject(readDicom(encodePart10(natural, transferSyntax ? { transferSyntax } : {})), { file: true }).map(
      ({ rule, severity }) => `${rule} ${severity}`,
    );

  it('fit the pixels, and are those of DICOM', () => {
    expect(rules(make.ctImage(0))).toEqual([]);
    expect(rules(make.ctImage(0), '1.2.840.10008.1.2.4.90')).toContain('part10/pixels-fit-transfer-syntax error');
    expect(rules(make.ctImage(0), '1.2.840.10008.1.9')).toContain('part10/transfer-syntax-known error');
    expect(rules(make.ctImage(0), '1.2.3.4')).toContain('part10/transfer-syntax-known warning');
  });
});
