import type { Code } from '../../../model/exam';
import type { NaturalDataset } from '../../../protocols/dimse/client';
import type { AnalysisResult } from '../analysis/types';
import { airw, dcm, sct } from './codes';
import { code, composite, container, image, rootContainer, text } from './content-items';
import { dateOf, type Series, timeOf, writeObject } from './identity';
import { impression } from './impression';
import { measurementGroups } from './measurement-groups';
import { evidence, referencedRequest } from './references';
import { algorithmIdentification, reportContext } from './report-context';
import type { BuildContext, ResultObject } from './types';

const SERIES: Series = {
  carrier: 'sr',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.88.34',
  modality: 'SR',
  description: 'AI results, preliminary',
  number: 9001,
};

/** CID 240. */
const PRESENT = sct('52101004', 'Present');
const ABSENT = sct('272519000', 'Absent');

/** What each other object is called in the root report. */
const RESULT_NAME: Record<Exclude<ResultObject['carrier'], 'sr'>, Code> = {
  'declaration-sr': airw('DECLARATION', 'Algorithm declaration'),
  'encapsulated-pdf': airw('DECLARATION-PDF', 'Algorithm declaration as PDF'),
  seg: airw('SEGMENTATION', 'Segmentation of the lesions'),
  'secondary-capture': airw('CAPTURE', 'Image with outlines burned in'),
  'presentation-state': airw('PRESENTATION', 'Presentation state with outlines'),
  overlay: airw('OVERLAY', 'Image with overlay'),
  'parametric-map': airw('MAP', 'Parametric map'),
  'key-object': airw('KEY-OBJECTS', 'Key images'),
};
/** The others are COMPOSITE: what is no image cannot be referred to by IMAGE (PS3.3 C.18.4). */
const IMAGES: ReadonlySet<ResultObject['carrier']> = new Set(['seg', 'secondary-capture', 'overlay', 'parametric-map']);

/**
 * The root of the results: Comprehensive 3D SR by TID 1500 (AIR 6.5.3). States every evaluated abnormality as present or
 * absent, measures each lesion, and refers to all `others`.
 */
export function resultReport(context: BuildContext, others: readonly ResultObject[]): ResultObject {
  const { images, now, lesions } = context;
  const measurements =
    lesions.length === 0
      ? []
      : [container(dcm('126010', 'Imaging Measurements'), measurementGroups(context, segmentationIn(others)))];
  return writeObject(context, SERIES, {
    ContentDate: dateOf(now),
    ContentTime: timeOf(now),
    PreliminaryFlag: 'PRELIMINARY',
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'UNVERIFIED',
    ReferencedRequestSequence: referencedRequest(context),
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    CurrentRequestedProcedureEvidenceSequence: evidence(context, images.images, others),
    ...rootContainer(
      dcm('126000', 'Imaging Measurement Report'),
      [
        ...reportContext(context),
        imageLibrary(context),
        ...measurements,
        ...context.results.map((result) => evaluations(result, context)),
        ...impression(context),
        container(airw('RESULTS', 'Result objects'), others.map(referenceTo)),
      ],
      '1500',
    ),
  });
}

/** TID 1600: the images that were analysed. */
function imageLibrary({ images }: BuildContext): NaturalDataset {
  const modality = images.modality === 'MR' ? dcm('MR', 'Magnetic Resonance') : dcm('CT', 'Computed Tomography');
  return container(dcm('111028', 'Image Library'), [
    container(dcm('126200', 'Image Library Group'), [
      code('HAS ACQ CONTEXT', dcm('121139', 'Modality'), modality),
      ...images.images.map((source) => image('CONTAINS', undefined, source)),
    ]),
  ]);
}

/** TID 1500 row 12: one coded answer for each abnormality that was looked for, also where nothing was found. */
function evaluations({ algorithm, evaluated }: AnalysisResult, { limitations }: BuildContext): NaturalDataset {
  return container({ value: 'C0034375', scheme: 'UMLS', meaning: 'Qualitative Evaluations' }, [
    ...algorithmIdentification(algorithm),
    ...evaluated.map(({ abnormality, present }) => code('CONTAINS', abnormality.code, present ? PRESENT : ABSENT)),
    text('CONTAINS', airw('LIMITATIONS', 'Limitations'), limitations),
  ]);
}

function segmentationIn(others: readonly ResultObject[]): ResultObject | undefined {
  return others.find(({ carrier }) => carrier === 'seg');
}

function referenceTo(result: ResultObject): NaturalDataset {
  const name = RESULT_NAME[result.carrier as Exclude<ResultObject['carrier'], 'sr'>];
  return IMAGES.has(result.carrier) ? image('CONTAINS', name, result) : composite(name, result);
}
