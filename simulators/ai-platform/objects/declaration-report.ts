import type { Code } from '../../../model/exam';
import type { Abnormality, Algorithm } from '../../../model/sut';
import type { NaturalDataset } from '../../../protocols/dimse/client';
import { airw, dcm, UNIT } from './codes';
import { code, container, num, numWithout, rootContainer, text } from './content-items';
import { dateOf, type Series, timeOf, writeObject } from './identity';
import { referencedRequest } from './references';
import { algorithmIdentification, reportContext } from './report-context';
import type { BuildContext, ResultObject } from './types';

const SERIES: Series = {
  carrier: 'declaration-sr',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.88.34',
  modality: 'SR',
  description: 'AI algorithm declaration',
  number: 9002,
};
/** CID 42. */
const VALUE_UNKNOWN = dcm('114010', 'Value unknown');

/**
 * What was evaluated, by what, how well it does, and what it is for (RCR l.158-168), as coded content. There is no template
 * for it; the figures have the codes of CID 6048.
 */
export function declarationReport(context: BuildContext): ResultObject {
  const { now, declared } = context;
  return writeObject(context, SERIES, {
    ContentDate: dateOf(now),
    ContentTime: timeOf(now),
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'UNVERIFIED',
    ReferencedRequestSequence: referencedRequest(context),
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    ...rootContainer(airw('DECLARATION', 'Algorithm declaration'), [
      ...reportContext(context),
      ...declared.map((algorithm) => declarationOf(algorithm, context)),
    ]),
  });
}

function declarationOf(algorithm: Algorithm, { intendedUse, limitations }: BuildContext): NaturalDataset {
  return container(airw('ALGORITHM', 'Algorithm'), [
    ...algorithmIdentification(algorithm),
    text('CONTAINS', airw('INTENDED-USE', 'Intended use'), intendedUse.description),
    text('CONTAINS', airw('LIMITATIONS', 'Limitations'), limitations),
    ...algorithm.abnormalities.map(evaluated),
  ]);
}

function evaluated({ code: abnormality, sensitivity, specificity }: Abnormality): NaturalDataset {
  return container(airw('EVALUATED', 'Evaluated abnormality'), [
    code('CONTAINS', airw('ABNORMALITY', 'Abnormality evaluated'), abnormality),
    figure(dcm('111088', 'Case Sensitivity'), sensitivity),
    figure(dcm('111090', 'Case Specificity'), specificity),
  ]);
}

function figure(name: Code, share: number | undefined): NaturalDataset {
  return share === undefined ? numWithout(name, VALUE_UNKNOWN) : num(name, percent(share), UNIT.percent);
}

/** A share from 0 to 1 as percent, one decimal. */
export function percent(share: number): number {
  return Math.round(share * 1000) / 10;
}
