import { expect, it } from 'vitest';
import { readDicom } from '../../model/dicom/reader';
import { differences } from './compare';

const text = (value: string): Buffer => Buffer.from(value, 'latin1');
const SOP = '0800160008000000312e322e382e3000';
/** Private creator (0099,0010) and a private sequence (0099,1004) with one item: Modality (0008,0060). */
const implicit = (modality: string): Buffer =>
  Buffer.concat([
    Buffer.from(SOP, 'hex'),
    Buffer.from('9900100004000000', 'hex'),
    text('TEST'),
    Buffer.from('9900041012000000feff00e00a0000000800600002000000', 'hex'),
    text(modality),
  ]);
const explicit = (modality: string): Buffer =>
  Buffer.concat([
    Buffer.from('08001600554908' + '00312e322e382e3000', 'hex'),
    Buffer.from('990010004c4f0400', 'hex'),
    text('TEST'),
    Buffer.from('990004105351000012000000feff00e00a0000000800600043530200', 'hex'),
    text(modality),
  ]);

it('finds a private sequence unchanged that lost its VR on the way, as in Implicit VR', () => {
  expect(differences(readDicom(explicit('CT')), readDicom(implicit('CT')))).toEqual([]);
});

it('still finds what was changed in it', () => {
  const [difference, ...more] = differences(readDicom(explicit('CT')), readDicom(implicit('MR')));
  expect(difference).toMatchObject({ path: '00991004[0].Modality', what: 'changed', sent: 'CT', got: 'MR' });
  expect(more).toEqual([]);
});
