import type { ResultObject } from '../../../../simulators/ai-platform/objects/types';
import { codeSequence } from '../../../../simulators/ai-platform/objects/codes';
import { rewritten } from '../../../archive/results';
import { report } from '../../../display/report';
import type { Scene } from '../../../display/scene';
import { DIAMETER, FRONTAL, group, HAEMORRHAGE, itemsOf, type KnownGroup, knownOf, MILLIMETRE } from './groups';
import type { KnownStudyRecipe } from './types';

const measured = (trackingId: string, value: number, more: Partial<KnownGroup> = {}): KnownGroup =>
  group(trackingId, {
    finding: HAEMORRHAGE,
    site: FRONTAL,
    measurements: [{ name: DIAMETER, value, unit: MILLIMETRE }],
    ...more,
  });

/** A report that replaces an earlier one (PS3.3 C.17.2, Predecessor Documents Sequence): another value of the same lesion. */
export const replaced: KnownStudyRecipe = {
  what: 'a report and a later one that replaces it',
  make(scene) {
    const earlier = measured('Lesion 1', 31);
    const later = measured('Lesion 1', 13, { trackingUid: earlier.trackingUid });
    const first = report(scene, 'AI measurements', [itemsOf(earlier)]);
    const second = replacing(scene, report(scene, 'AI measurements, corrected', [itemsOf(later)]), first);
    const { measurements, ...known } = knownOf([later]);
    const stale = knownOf([earlier]).measurements.shown.map(({ name = [], value = [] }) => ({ name, value }));
    return { objects: [first, second], known: { ...known, measurements: { ...measurements, notShown: stale } } };
  },
};

/** Two reports, one of which a person has verified. */
export const verified: KnownStudyRecipe = {
  what: 'a verified report beside one that is not verified',
  make(scene) {
    const groups = [measured('Lesion 1', 14), measured('Lesion 2', 16)];
    const [plain, checked] = groups.map((each) =>
      report(scene, `AI measurements of ${each.trackingId}`, [itemsOf(each)]),
    );
    if (!plain || !checked) throw new Error('Two reports are made.');
    const objects = [plain, verifiedBy('Verifier^Vera', checked)];
    return {
      objects,
      known: {
        ...knownOf(groups),
        reports: {
          shown: objects.map(({ sopInstanceUid }, index) => ({
            sopInstanceUid: [sopInstanceUid],
            verification: [index === 0 ? 'UNVERIFIED' : 'VERIFIED'],
          })),
        },
      },
    };
  },
};

function replacing({ exam }: Scene, later: ResultObject, earlier: ResultObject): ResultObject {
  const reference = {
    ReferencedSOPClassUID: earlier.sopClassUid,
    ReferencedSOPInstanceUID: earlier.sopInstanceUid,
  };
  const series = { SeriesInstanceUID: earlier.seriesInstanceUid, ReferencedSOPSequence: [reference] };
  const study = { StudyInstanceUID: exam.studyInstanceUid, ReferencedSeriesSequence: [series] };
  return {
    ...later,
    bytes: rewritten(later.bytes, (dataset) => ({ ...dataset, PredecessorDocumentsSequence: [study] })),
  };
}

function verifiedBy(name: string, object: ResultObject): ResultObject {
  return {
    ...object,
    bytes: rewritten(object.bytes, (dataset) => ({
      ...dataset,
      PreliminaryFlag: 'FINAL',
      VerificationFlag: 'VERIFIED',
      VerifyingObserverSequence: [
        {
          VerifyingOrganization: 'AIRWORTHY',
          VerificationDateTime: `${String(dataset['ContentDate'])}${String(dataset['ContentTime'])}`,
          VerifyingObserverName: name,
          VerifyingObserverIdentificationCodeSequence: codeSequence({
            value: 'VV1',
            scheme: '99AIRW',
            meaning: 'Vera Verifier',
          }),
        },
      ],
    })),
  };
}
