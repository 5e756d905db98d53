import { openRunFiles } from '../../../runner/run-files';
import { drawFile } from '../../../reports/pictures/picture-book';
import type { Work } from '../worker/messages';

/** A picture of one object of a run, on the image that it was made on. Throws a sentence where it cannot be drawn. */
export const drawPicture: Work<'picture'> = async ({ dir, file }) => drawFile(openRunFiles(dir), file);
