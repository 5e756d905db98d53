import { expect, it } from 'vitest';
import {
  code,
  container,
  measurements,
  numItem,
  read,
  report,
  reportParts,
  segmentation,
} from '../../tests/kit/objects';
import { checkMeasuredVolumes } from './measured-volumes';

const GROUP = code('125007', 'DCM', 'Measurement Group');
const { tracking, finding, segment } = reportParts();
const drawn = (byte: number) => ({ ...segmentation(), PixelData: { vr: 'OB', value: new Uint8Array(4).fill(byte) } });
const measured = (value: string, unit: string, byte = 0xff, name = code('118565006', 'SCT', 'Volume')) => {
  const volume = numItem(name, value, code(unit, 'UCUM', unit));
  const group = container(GROUP, [...tracking, finding, ...segment, volume], '1411');
  const results = [report([measurements([group])]), drawn(byte)].map(read);
  return checkMeasuredVolumes(results).map(({ rule, expected }) => [rule, expected]);
};

// 32 voxels of 5 cubic millimetres.
it.each([
  ['160', 'mm3'],
  ['90', 'mm3'],
  ['300', 'mm3'],
  ['0.16', 'ml'],
  ['0.16', 'mL'],
  ['0.16', 'cm3'],
])('%s %s is the volume of the segment, give or take', (value, unit) => expect(measured(value, unit)).toEqual([]));

it.each([
  ['0.16', 'mm3', 'about 160 mm3'],
  ['160', 'cm3', 'about 0.16 cm3'],
  ['16', 'ml', 'about 0.16 ml'],
])('%s %s is not', (value, unit, expected) =>
  expect(measured(value, unit)).toEqual([['graph/measured-as-segmented', expected]]),
);

it('is not judged by few voxels, in another unit, and for another quantity', () => {
  expect(measured('0.16', 'mm3', 0x01)).toEqual([]);
  expect(measured('7', '{voxels}')).toEqual([]);
  expect(measured('0.16', 'mm3', 0xff, code('81827009', 'SCT', 'Diameter'))).toEqual([]);
});
