import type { Check, CheckResult } from '../../model/check';
import { counted } from '../../model/counted';
import type { CaseRecord, EvidenceRef } from '../../model/record';
import { checkObject } from '../dicom/object';
import { referencesOf } from '../dicom/result-graph';
import { checkSecondaryCapture } from '../dicom/secondary-capture';
import { evidenceOfAbsence } from './reading/absence';
import { isOver } from './reading/completion';
import { atObject } from './reading/evidence';
import { breach, caseCheck, type CaseContext, hasFinding, listed, nothingSeen, satisfied } from './reading/judging';
import { hasInk, markingsOf } from './reading/markings';
import { type Kind, type Readable, resultsOfKind } from './reading/objects';
import { resultsOf } from './reading/traffic';

interface Carrier {
  kind: Kind;
  name: string;
  id: string;
  clause: string;
  /** Why an object does not serve as what it is; undefined where it does. */
  objection(store: Readable, caseRecord: CaseRecord): string | undefined;
}

/** RCR-A1.2 to A1.4: what is declared arrives, and serves. */
function carrierCheck(carrier: Carrier): Check {
  return caseCheck({
    id: carrier.id,
    title: `${carrier.name} arrives in the study and serves`,
    clause: carrier.clause,
    appliesTo: hasFinding,
    otherwise: 'No study with a finding was tried.',
    judge: (caseRecord, context) => judgeCarrier(caseRecord, context, carrier),
  });
}

function judgeCarrier(caseRecord: CaseRecord, { record }: CaseContext, carrier: Carrier): CheckResult {
  const { name } = carrier;
  const stores = resultsOfKind(caseRecord, carrier.kind);
  if (stores.length === 0) {
    const over = isOver(caseRecord, record);
    return over.up
      ? breach(`${name} is declared, but none came ${over.sentence}.`, whatCame(caseRecord))
      : nothingSeen(over.reason);
  }
  const wrong = stores.flatMap((store) => {
    const fault = checkObject(store.object).find(({ severity }) => severity === 'error')?.message;
    const why = fault ?? carrier.objection(store, caseRecord);
    return why === undefined ? [] : [{ store, why }];
  });
  const [first] = wrong;
  if (first)
    return breach(
      `${name} came, but it does not serve: ${first.why}`,
      wrong.map(({ store }) => atObject(store)),
    );
  return satisfied(
    `${name} arrived in the study and is valid (${counted(stores.length, 'object')}).`,
    stores.map((store) => atObject(store)),
  );
}

function whatCame(caseRecord: CaseRecord): EvidenceRef[] {
  const results = resultsOf(caseRecord).map((store) => atObject(store));
  return results.length > 0 ? results : evidenceOfAbsence(caseRecord);
}

export const secondaryCapture = carrierCheck({
  kind: 'secondary-capture',
  name: 'Secondary Capture',
  id: 'carriers/secondary-capture',
  clause: 'RCR l.129',
  // ORIGINAL pixels would pass a computed picture off as a measured one (PS3.3 C.7.6.1.1.2).
  objection: ({ object }) =>
    checkSecondaryCapture(object).some(({ rule, seen }) => rule === 'secondary-capture/derived' && seen === 'ORIGINAL')
      ? 'it is marked as an original image (Image Type).'
      : undefined,
});

export const presentationState = carrierCheck({
  kind: 'presentation-state',
  name: 'Presentation state',
  id: 'carriers/presentation-state',
  clause: 'RCR l.136-137, PS3.3 C.10.5',
  objection({ object: { dataset } }, { images }) {
    const sources = new Set(images.map(({ sopInstanceUid }) => sopInstanceUid));
    if (!referencesOf(dataset).some(({ sopInstanceUid }) => sources.has(sopInstanceUid)))
      return 'it refers to no image of the study.';
    // That its graphics are in layers, which can be switched off, is asked of every presentation state.
    return dataset.items('GraphicAnnotationSequence').length === 0 ? 'it holds no graphics.' : undefined;
  },
});

export const overlay = carrierCheck({
  kind: 'overlay',
  name: 'Overlay',
  id: 'carriers/overlay',
  clause: 'RCR l.138, PS3.3 C.9.2',
  objection: ({ object }) => (hasInk(object) ? undefined : 'its overlay plane is empty.'),
});

/** RCR-A1.3: the preferred carriers. */
export const srAndSeg = caseCheck({
  id: 'carriers/sr-and-seg',
  title: 'Structured Report and Segmentation carry the result',
  clause: 'RCR l.130-135',
  appliesTo: hasFinding,
  otherwise: 'No study with a finding was tried.',
  judge(caseRecord, { record }) {
    const results = resultsOf(caseRecord);
    if (results.length === 0) return nothingSeen('No result of the study reached the PACS.');
    const reports = resultsOfKind(caseRecord, 'sr');
    const segmentations = resultsOfKind(caseRecord, 'seg');
    const missing = [
      ...(reports.length === 0 ? ['Structured Report'] : []),
      ...(segmentations.length === 0 ? ['Segmentation'] : []),
    ];
    if (missing.length > 0) {
      return breach(`The preferred carriers are not all there: no ${listed(missing)} came.`, whatCame(caseRecord));
    }
    if (!markingsOf(caseRecord, record.sut).some(({ kind }) => kind === 'segment'))
      return breach(
        'A Segmentation came, and it shows no region: no pixel of a segment that it describes is set.',
        segmentations.map((store) => atObject(store, 'PixelData')),
      );
    return satisfied(
      'Findings came as Structured Report and regions as Segmentation, the preferred carriers.',
      [...reports, ...segmentations].map((store) => atObject(store)),
    );
  },
});
