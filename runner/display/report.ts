import type { Code } from '../../model/exam';
import type { NaturalDataset } from '../../protocols/dimse/types';
import { airw, codeSequence, dcm, sct, ucum } from '../../simulators/ai-platform/objects/codes';
import {
  code,
  container,
  image,
  rootContainer,
  text,
  uidref,
} from '../../simulators/ai-platform/objects/content-items';
import { dateOf, timeOf, writeObject } from '../../simulators/ai-platform/objects/identity';
import { evidence, referencedRequest } from '../../simulators/ai-platform/objects/references';
import { algorithmIdentification, reportContext } from '../../simulators/ai-platform/objects/report-context';
import type { ResultObject } from '../../simulators/ai-platform/objects/types';
import { KEY_SLICE } from './known-regions';
import { DISPLAY_ALGORITHM, type Scene } from './scene';

const REPORT_CLASSES = {
  comprehensive3d: '1.2.840.10008.5.1.4.1.1.88.34',
  comprehensive: '1.2.840.10008.5.1.4.1.1.88.33',
  enhanced: '1.2.840.10008.5.1.4.1.1.88.22',
};
const REGION = dcm('111030', 'Image Region');
export const UNIT = {
  mm: ucum('mm', 'millimeter'),
  cm3: ucum('cm3', 'cubic centimeter'),
  percent: ucum('%', 'Percent'),
};

/** A TID 1500 report with measurement groups of our choice. */
export function report(
  scene: Scene,
  title: string,
  groups: NaturalDataset[][],
  kind: keyof typeof REPORT_CLASSES = 'comprehensive3d',
): ResultObject {
  const { context } = scene;
  return writeObject(
    context,
    { carrier: 'sr', sopClassUid: REPORT_CLASSES[kind], modality: 'SR', description: title, number: 9100 },
    {
      ContentDate: dateOf(context.now),
      ContentTime: timeOf(context.now),
      PreliminaryFlag: 'PRELIMINARY',
      CompletionFlag: 'COMPLETE',
      VerificationFlag: 'UNVERIFIED',
      ReferencedRequestSequence: referencedRequest(context),
      ReferencedPerformedProcedureStepSequence: [],
      PerformedProcedureCodeSequence: [],
      CurrentRequestedProcedureEvidenceSequence: evidence(context, context.images.images),
      ...rootContainer(
        dcm('126000', 'Imaging Measurement Report'),
        [
          ...reportContext(context),
          container(
            dcm('126010', 'Imaging Measurements'),
            groups.map((items) => container(dcm('125007', 'Measurement Group'), items, '1501')),
          ),
        ],
        '1500',
      ),
    },
  );
}

/** Tracking, finding and algorithm: what every group begins with. */
export function subject(name: string, finding: Code, trackingUid: string): NaturalDataset[] {
  return [
    text('HAS OBS CONTEXT', dcm('112039', 'Tracking Identifier'), name),
    uidref('HAS OBS CONTEXT', dcm('112040', 'Tracking Unique Identifier'), trackingUid),
    code('CONTAINS', dcm('121071', 'Finding'), finding),
    ...algorithmIdentification(DISPLAY_ALGORITHM),
  ];
}

export const site = (where: Code, modifiers: NaturalDataset[] = []): NaturalDataset =>
  code('HAS CONCEPT MOD', sct('363698007', 'Finding Site'), where, modifiers);

/** Coordinates on the key image; `data` column, row ... */
export function onImage({ images }: Scene, graphicType: string, data: number[]): NaturalDataset {
  const on = images.images[KEY_SLICE];
  return {
    RelationshipType: 'CONTAINS',
    ValueType: 'SCOORD',
    ConceptNameCodeSequence: codeSequence(REGION),
    GraphicType: graphicType,
    GraphicData: data,
    ContentSequence: on ? [image('SELECTED FROM', undefined, on)] : [],
  };
}

/** Coordinates in space; `data` x, y, z in mm ... */
export function inSpace({ images }: Scene, graphicType: string, data: number[]): NaturalDataset {
  return {
    RelationshipType: 'CONTAINS',
    ValueType: 'SCOORD3D',
    ConceptNameCodeSequence: codeSequence(REGION),
    ReferencedFrameOfReferenceUID: images.frameOfReferenceUid,
    GraphicType: graphicType,
    GraphicData: data,
  };
}

export const UNKNOWN_FINDING: Code = { value: 'ZSS-77', scheme: '99AIRWX', meaning: 'Zebra stripe sign' };
export const LOCAL = airw;
