import type { DicomObject } from '../../model/dicom/object';
import type { Algorithm } from '../../model/sut';
import type { PixelSummary } from './pixel-summary';

/** What is known around an object that is checked. All of it optional: a file alone can be checked too. */
export interface ObjectContext {
  /** The images that were analysed. */
  images?: readonly DicomObject[];
  /** All results of the same analysis, the object itself included. */
  results?: readonly DicomObject[];
  /** What the product declares. */
  algorithms?: readonly Algorithm[];
  /** Also hold the object to IHE AI Results, which asks for more than DICOM does. */
  air?: boolean;
  /** The bytes are a file as the product wrote it: its File Meta Information is judged too. */
  file?: boolean;
  /** What its pixels hold, where it was read without them. */
  pixels?: PixelSummary;
}
