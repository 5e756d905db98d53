import type { NaturalDataset } from '../../../protocols/dimse/client';
import { outlineOf } from '../analysis/outline';
import { dateOf, type Series, timeOf, writeObject } from './identity';
import { reference, sourceSeries } from './references';
import type { BuildContext, FoundLesion, ResultObject } from './types';

const SERIES: Series = {
  carrier: 'presentation-state',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.11.1',
  modality: 'PR',
  description: 'AI outlines, can be switched off',
  number: 9006,
};
const LAYER = 'AI';
const RED = [34939, 53485, 50171];
/** Brain window. */
export const WINDOW = { center: 40, width: 80 };

/** Outlines of the lesions on every slice that they are in, in a layer of their own, and their names on the key slice. */
export function presentationState(context: BuildContext): ResultObject {
  const { images, lesions, now } = context;
  return writeObject(context, SERIES, {
    BodyPartExamined: images.bodyPartExamined,
    PresentationCreationDate: dateOf(now),
    PresentationCreationTime: timeOf(now),
    ContentLabel: 'AI_OUTLINES',
    ContentDescription: 'Lesions found by AI, not verified',
    ContentCreatorName: '',
    ReferencedSeriesSequence: sourceSeries(context, 'ReferencedImageSequence'),
    ...modalityLut(context),
    SoftcopyVOILUTSequence: [{ WindowCenter: WINDOW.center, WindowWidth: WINDOW.width }],
    PresentationLUTShape: 'IDENTITY',
    DisplayedAreaSelectionSequence: [
      {
        DisplayedAreaTopLeftHandCorner: [1, 1],
        DisplayedAreaBottomRightHandCorner: [images.columns, images.rows],
        PresentationSizeMode: 'SCALE TO FIT',
        PresentationPixelSpacing: images.pixelSpacingMm,
      },
    ],
    GraphicLayerSequence: [
      {
        GraphicLayer: LAYER,
        GraphicLayerOrder: 1,
        GraphicLayerRecommendedDisplayCIELabValue: RED,
        GraphicLayerDescription: 'Findings of AI, not verified',
      },
    ],
    GraphicAnnotationSequence: lesions.flatMap((found) => annotations(found, context)),
  });
}

function annotations({ lesion }: FoundLesion, { images }: BuildContext): NaturalDataset[] {
  return [...lesion.mask].flatMap(([slice, mask]) => {
    const source = images.images[slice];
    if (!source) return [];
    const outline = outlineOf(mask, images.columns);
    return [
      {
        ReferencedImageSequence: [reference(source)],
        GraphicLayer: LAYER,
        ...(slice === lesion.keySlice ? { TextObjectSequence: [label(lesion.trackingId, outline)] } : {}),
        GraphicObjectSequence: [
          {
            GraphicAnnotationUnits: 'PIXEL',
            GraphicDimensions: 2,
            NumberOfGraphicPoints: outline.length,
            GraphicData: outline.flatMap(({ column, row }) => [column, row]),
            GraphicType: 'POLYLINE',
            GraphicFilled: 'N',
          },
        ],
      },
    ];
  });
}

/** Anchored at the rightmost point of the outline. */
function label(trackingId: string, outline: { column: number; row: number }[]): NaturalDataset {
  const anchor = outline.reduce((best, corner) => (corner.column > best.column ? corner : best), { column: 0, row: 0 });
  return {
    UnformattedTextValue: `${trackingId} (AI, not verified)`,
    AnchorPointAnnotationUnits: 'PIXEL',
    AnchorPoint: [anchor.column, anchor.row],
    AnchorPointVisibility: 'Y',
  };
}

/** The rescaling of the images, where it is the same for all of them: without it the window would be read as stored values. */
function modalityLut({ images }: BuildContext): NaturalDataset {
  const [first] = images.images;
  const rescaling = (dataset: NaturalDataset | undefined) => ({
    RescaleIntercept: dataset?.['RescaleIntercept'],
    RescaleSlope: dataset?.['RescaleSlope'],
  });
  const ofFirst = rescaling(first?.dataset);
  if (ofFirst.RescaleIntercept === undefined || ofFirst.RescaleSlope === undefined) return {};
  const same = images.images.every(({ dataset }) => JSON.stringify(rescaling(dataset)) === JSON.stringify(ofFirst));
  return same ? { ...ofFirst, RescaleType: 'HU' } : {};
}
