import type { Code } from '../../../model/exam';
import type { Algorithm } from '../../../model/sut';
import type { NaturalDataset } from '../../../protocols/dimse/client';
import { dcm } from './codes';
import { code, text, uidref } from './content-items';
import { deviceUidOf } from './identity';
import type { BuildContext } from './types';

const LANGUAGE: Code = { value: 'en-GB', scheme: 'RFC5646', meaning: 'English (United Kingdom)' };
/** Where the images do not say what was done. */
const COMPUTED_TOMOGRAPHY: Code = { value: '77477000', scheme: 'SCT', meaning: 'Computed Tomography' };

/** Language, the device that observed, and the imaging procedure (TID 1204, 1001, 1002, 1004, TID 1500 row 4). */
export function reportContext(context: BuildContext): NaturalDataset[] {
  return [
    code('HAS CONCEPT MOD', dcm('121049', 'Language of Content Item and Descendants'), LANGUAGE),
    ...deviceObserver(context),
    code('HAS CONCEPT MOD', dcm('121058', 'Procedure reported'), procedureOf(context)),
  ];
}

/** TID 1002 and 1004, for each algorithm. */
export function deviceObserver({ algorithms }: BuildContext): NaturalDataset[] {
  return algorithms.flatMap((algorithm) => [
    code('HAS OBS CONTEXT', dcm('121005', 'Observer Type'), dcm('121007', 'Device')),
    uidref('HAS OBS CONTEXT', dcm('121012', 'Device Observer UID'), deviceUidOf(algorithm)),
    text('HAS OBS CONTEXT', dcm('121013', 'Device Observer Name'), algorithm.name),
    text('HAS OBS CONTEXT', dcm('121014', 'Device Observer Manufacturer'), algorithm.manufacturer),
    text('HAS OBS CONTEXT', dcm('121015', 'Device Observer Model Name'), algorithm.name),
  ]);
}

/** TID 4019. */
export function algorithmIdentification({ name, version, manufacturer }: Algorithm): NaturalDataset[] {
  return [
    text('HAS CONCEPT MOD', dcm('111001', 'Algorithm Name'), name),
    text('HAS CONCEPT MOD', dcm('111003', 'Algorithm Version'), version),
    code('HAS CONCEPT MOD', dcm('111000', 'Algorithm Family'), dcm('123110', 'Artificial Intelligence')),
    text('HAS CONCEPT MOD', dcm('122405', 'Algorithm Manufacturer'), manufacturer),
  ];
}

function procedureOf({ images }: BuildContext): Code {
  const [request] = (images.study['RequestAttributesSequence'] ?? []) as NaturalDataset[];
  const candidates = [images.study['ProcedureCodeSequence'], request?.['RequestedProcedureCodeSequence']];
  for (const sequence of candidates) {
    const [first] = (Array.isArray(sequence) ? sequence : []) as NaturalDataset[];
    const value = first?.['CodeValue'] ?? first?.['LongCodeValue'];
    if (value && first?.['CodingSchemeDesignator'])
      return {
        value: String(value),
        scheme: String(first['CodingSchemeDesignator']),
        meaning: String(first['CodeMeaning'] ?? value),
      };
  }
  return COMPUTED_TOMOGRAPHY;
}
