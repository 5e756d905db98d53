import type { NaturalDataset } from '../../../protocols/dimse/client';
import { codeSequence, dcm, sct, UNIT } from './codes';
import { type Series, writeObject } from './identity';
import { BY_POSITION, frameOf, multiFrame, sharedGeometry } from './multi-frame';
import { requestOfSeries } from './references';
import type { BuildContext, ResultObject } from './types';

const SERIES: Series = {
  carrier: 'parametric-map',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.30',
  modality: 'CT',
  description: 'AI map of hyperdensity',
  number: 9004,
};
const TYPE = ['DERIVED', 'PRIMARY', 'VOLUME', 'QUANTITY'];

/**
 * How far the density exceeds the lowest threshold of what was found, within the skull, on the slices with a lesion: what the
 * algorithm saw, as floating point numbers with their meaning (PS3.3 A.75, AIR 6.5.3.6).
 */
export function parametricMap(context: BuildContext): ResultObject {
  const { images, lesions, results } = context;
  const slices = [...new Set(lesions.flatMap(({ lesion }) => [...lesion.mask.keys()]))].sort((a, b) => a - b);
  const threshold = Math.min(...lesions.map(({ lesion }) => lesion.rangeHu[0]));
  const searched = results[0]?.searched ?? [];
  const area = images.rows * images.columns;
  const values = new Float32Array(area * slices.length);
  slices.forEach((slice, frame) => {
    const hu = images.images[slice]?.hu;
    const inside = searched[slice];
    for (let at = 0; at < area; at += 1)
      if (inside?.[at]) values[frame * area + at] = Math.max(0, (hu?.[at] ?? 0) - threshold);
  });
  const largest = values.reduce((max, value) => Math.max(max, value), 0);
  const sources = slices.flatMap((slice) => images.images[slice] ?? []);
  return writeObject(context, SERIES, {
    ...multiFrame(context, sources.length, [BY_POSITION]),
    ...requestOfSeries(context),
    ImageType: TYPE,
    ContentLabel: 'AI_HYPERDENSITY',
    ContentDescription: `Hounsfield units above ${threshold}, not verified`,
    ContentCreatorName: '',
    ContentQualification: 'RESEARCH',
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    PresentationLUTShape: 'IDENTITY',
    BitsAllocated: 32,
    BurnedInAnnotation: 'NO',
    RecognizableVisualFeatures: 'NO',
    AcquisitionContextSequence: [],
    SharedFunctionalGroupsSequence: [
      {
        ...sharedGeometry(images),
        ParametricMapFrameTypeSequence: [{ FrameType: TYPE }],
        PixelValueTransformationSequence: [{ RescaleIntercept: 0, RescaleSlope: 1, RescaleType: 'US' }],
        FrameAnatomySequence: [
          { FrameLaterality: 'U', AnatomicRegionSequence: codeSequence(sct('12738006', 'Brain')) },
        ],
        FrameVOILUTSequence: [{ WindowCenter: largest / 2, WindowWidth: Math.max(1, largest) }],
        RealWorldValueMappingSequence: [meaningOf(threshold, largest)],
      },
    ],
    PerFrameFunctionalGroupsSequence: sources.map((source, index) => frameOf(source, [index + 1], 'map')),
    FloatPixelData: values,
  });
}

/** Real World Value Mapping (PS3.3 C.7.6.16.2.11): the value is the quantity. */
function meaningOf(threshold: number, largest: number): NaturalDataset {
  return {
    LUTLabel: 'HU_ABOVE',
    LUTExplanation: `Hounsfield units above ${threshold}`,
    DoubleFloatRealWorldValueFirstValueMapped: 0,
    DoubleFloatRealWorldValueLastValueMapped: largest,
    RealWorldValueIntercept: 0,
    RealWorldValueSlope: 1,
    MeasurementUnitsCodeSequence: codeSequence(UNIT.hounsfield),
    QuantityDefinitionSequence: [
      {
        ValueType: 'CODE',
        ConceptNameCodeSequence: codeSequence(sct('246205007', 'Quantity')),
        ConceptCodeSequence: codeSequence(dcm('112031', 'Attenuation Coefficient')),
      },
      {
        ValueType: 'NUMERIC',
        ConceptNameCodeSequence: codeSequence(dcm('112032', 'Threshold Attenuation Coefficient')),
        NumericValue: threshold,
        MeasurementUnitsCodeSequence: codeSequence(UNIT.hounsfield),
      },
    ],
  };
}
