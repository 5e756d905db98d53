import type { KnownEntry, KnownResults } from '../../../../model/consumer';
import type { Code } from '../../../../model/exam';
import type { Algorithm } from '../../../../model/sut';
import type { NaturalDataset } from '../../../../protocols/dimse/types';
import { newUid } from '../../../../protocols/dimse/uids';
import { dcm, sct, ucum } from '../../../../simulators/ai-platform/objects/codes';
import { code, num, text, uidref } from '../../../../simulators/ai-platform/objects/content-items';
import { algorithmIdentification } from '../../../../simulators/ai-platform/objects/report-context';
import { site } from '../../../display/report';
import { DISPLAY_ALGORITHM } from '../../../display/scene';

/** A measurement group (TID 1501) of which everything is known. */
export interface KnownGroup {
  trackingId: string;
  trackingUid: string;
  finding?: Code;
  site: Code;
  algorithm: Algorithm;
  measurements: { name: Code; value: number; unit: Code }[];
  /** Qualitative evaluations: question and answer. */
  evaluations: { name: Code; value: Code }[];
  /** Content that no template has, put before or after what is known. */
  before: NaturalDataset[];
  after: NaturalDataset[];
}

export const HAEMORRHAGE = sct('1386000', 'Intracranial hemorrhage');
export const CALCIFICATION: Code = { value: 'ICALC', scheme: '99AIRW', meaning: 'Intracranial calcification' };
export const FRONTAL = sct('83251001', 'Frontal lobe structure');
export const PARIETAL = sct('16014003', 'Parietal lobe structure');
export const OCCIPITAL = sct('31065004', 'Occipital lobe structure');
export const VOLUME = sct('118565006', 'Volume');
export const DIAMETER = sct('81827009', 'Diameter');
export const MILLIMETRE = ucum('mm', 'millimeter');
export const MILLILITRE = ucum('ml', 'milliliter');
export const CUBIC_CENTIMETRE = ucum('cm3', 'cubic centimeter');

export function group(trackingId: string, more: Partial<KnownGroup> & Pick<KnownGroup, 'site'>): KnownGroup {
  return {
    trackingId,
    trackingUid: newUid(),
    algorithm: DISPLAY_ALGORITHM,
    measurements: [],
    evaluations: [],
    before: [],
    after: [],
    ...more,
  };
}

/** Its content items, as the report has them. */
export function itemsOf(known: KnownGroup): NaturalDataset[] {
  return [
    text('HAS OBS CONTEXT', dcm('112039', 'Tracking Identifier'), known.trackingId),
    uidref('HAS OBS CONTEXT', dcm('112040', 'Tracking Unique Identifier'), known.trackingUid),
    ...(known.finding ? [code('CONTAINS', dcm('121071', 'Finding'), known.finding)] : []),
    site(known.site),
    ...algorithmIdentification(known.algorithm),
    ...known.before,
    ...known.measurements.map(({ name, value, unit }) => num(name, value, unit)),
    ...known.evaluations.map(({ name, value }) => code('CONTAINS', name, value)),
    ...known.after,
  ];
}

/** What a consumer that read those groups must be able to tell. */
export function knownOf(
  groups: readonly KnownGroup[],
): Required<Pick<KnownResults, 'measurements' | 'findings' | 'evaluations'>> {
  return {
    measurements: {
      shown: groups.flatMap((each) =>
        each.measurements.map(({ name, value, unit }) => ({
          name: meant(name),
          value: [String(value)],
          unit: meant(unit),
          ...subjectOf(each),
        })),
      ),
    },
    findings: { shown: groups.filter(({ finding }) => finding).map(subjectOf) },
    evaluations: {
      shown: groups.flatMap((each) =>
        each.evaluations.map(({ name, value }) => ({
          name: meant(name),
          value: meant(value),
          trackingId: [each.trackingId],
          trackingUid: [each.trackingUid],
        })),
      ),
    },
  };
}

/** A code is told by its value or its meaning. */
export const meant = ({ value, meaning }: Code): string[] => [meaning, value];

function subjectOf({ finding, site: where, trackingId, trackingUid, algorithm }: KnownGroup): KnownEntry {
  return {
    ...(finding ? { finding: meant(finding) } : {}),
    site: meant(where),
    trackingId: [trackingId],
    trackingUid: [trackingUid],
    algorithm: [algorithm.name],
    version: [algorithm.version],
  };
}
