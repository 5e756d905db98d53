import type { Page } from 'playwright-core';
import type { ViewerResult } from '../model/viewer';

/** The study that is to be opened, by whatever the viewer needs to find it. */
export interface StudyToOpen {
  studyInstanceUid: string;
  patientId: string;
  patientName: string;
  accessionNumber: string;
}

/**
 * How a web viewer is used: what a reader does with mouse and eyes, written once for each viewer (docs/viewer.md). Every
 * action ends when what it asked for is to be seen, and waits for that by Playwright's own means. An action that a viewer
 * does not offer is left out; then what depends on it is not tested.
 */
export interface ViewerPages {
  /** For reports: name and version of the viewer. */
  readonly name: string;
  /** Ends when an image of the study is to be seen. */
  openStudy(study: StudyToOpen): Promise<void>;
  /** What the list of series says, one entry a series. */
  listSeries(): Promise<string[]>;
  /** Goes to an image of the first series of images. */
  goToImage?(instanceNumber: number): Promise<void>;
  /** What the viewer says of the image that it shows. */
  currentImage?(): Promise<{ instanceNumber?: number; sopInstanceUid?: string }>;
  /** Shows a result over the images, or opens it. */
  show?(result: ViewerResult): Promise<void>;
  /** Takes it away again; the images stay. */
  hide?(result: ViewerResult): Promise<void>;
  /** Every text of the result that a reader can come to: labels, measurements, the text of a report. */
  readTexts?(result: ViewerResult): Promise<string[]>;
  /** Opens a key object, so that its image is shown. */
  openKeyObject?(result: ViewerResult): Promise<void>;
  /** A picture of the images and what lies over them, PNG. */
  screenshot(): Promise<Buffer>;
}

/** What a file of pages gives: `module.exports = (page, { url }) => ({ name: 'My viewer 1.2', ... })`. */
export type MakePages = (page: Page, context: { url: string; timeoutMs: number }) => ViewerPages;

/** Names of the actions, each with whether every viewer has it. */
export const PAGE_ACTIONS: Record<Exclude<keyof ViewerPages, 'name'>, 'needed' | 'optional'> = {
  openStudy: 'needed',
  listSeries: 'needed',
  goToImage: 'optional',
  currentImage: 'optional',
  show: 'optional',
  hide: 'optional',
  readTexts: 'optional',
  openKeyObject: 'optional',
  screenshot: 'needed',
};
