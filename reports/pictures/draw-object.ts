import type { DicomObject } from '../../model/dicom/object';
import { drawOverlay, overlayGroups } from './overlay';
import { imagePng } from './pixels';
import { drawPresentationState } from './presentation-state';
import { drawSegmentation, instanceNumber } from './segmentation';
import type { Picture } from '../../model/picture';

const SEGMENTATION = '1.2.840.10008.5.1.4.1.1.66.4';
const PRESENTATION_STATE = '1.2.840.10008.5.1.4.1.1.11.1';
const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
const IMAGES = ['1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.1.4', '1.2.840.10008.5.1.4.1.1.1'];

/** SOP Classes in which results that are drawn come; an overlay lies in a CT image. */
export const DRAWN = new Set([SEGMENTATION, PRESENTATION_STATE, SECONDARY_CAPTURE, '1.2.840.10008.5.1.4.1.1.2']);

/** Whether a picture of an object of that SOP Class can be tried; of one that is not known, only the object itself tells. */
export function looksDrawable(sopClassUid: string | undefined): boolean {
  return sopClassUid === undefined || DRAWN.has(sopClassUid) || IMAGES.includes(sopClassUid);
}

/** What a result shows; undefined where it is no result that is drawn. `find` opens an object of the run. @throws NotDrawn */
export function drawObject(
  object: DicomObject | undefined,
  find: (uid: string) => DicomObject | undefined,
): Picture | undefined {
  if (!object) return undefined;
  if (object.sopClassUid === SEGMENTATION) return drawSegmentation(object, find);
  if (object.sopClassUid === PRESENTATION_STATE) return drawPresentationState(object, find);
  if (object.sopClassUid === SECONDARY_CAPTURE) {
    return {
      sopInstanceUid: object.sopInstanceUid,
      kind: 'secondary capture',
      ...sized(object, 'The Secondary Capture with the marks that are burnt into it'),
      layers: [],
      caption: `Secondary Capture, as it is shown${object.dataset.string('SeriesDescription') ? `: ${object.dataset.string('SeriesDescription')}` : ''}.`,
    };
  }
  return overlayGroups(object).length > 0 ? drawOverlay(object) : undefined;
}

/** An image by itself. @throws NotDrawn */
export function drawImage(object: DicomObject): Picture {
  const name = `Image ${instanceNumber(object)}`;
  return {
    sopInstanceUid: object.sopInstanceUid,
    kind: 'image',
    ...sized(object, name),
    layers: [],
    caption: `${name}, as it was sent.`,
  };
}

function sized(object: DicomObject, alt: string): Pick<Picture, 'columns' | 'rows' | 'base'> {
  const { columns, rows, png } = imagePng(object);
  return { columns, rows, base: { png, alt } };
}
