import { dirname } from 'node:path';
import type { PdfReading } from '../../model/dicom/pdf';

/** A result is a few pages; what is beyond is not looked at. */
const MAX_PAGES = 300;
const MAX_TEXT_LENGTH = 1024 * 1024;

const drawing = globalThis as { DOMMatrix?: unknown };

/**
 * The text of a PDF. Nothing in it is run or fetched. It may take for ever, or all the memory there is: only for the thread
 * that `readPdf` watches. Takes the bytes over.
 */
export async function readPages(document: Uint8Array): Promise<PdfReading> {
  // The library wants one as it is loaded, to draw with; its canvas is optional, and nothing is drawn here.
  drawing.DOMMatrix ??= Object;
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const library = dirname(require.resolve('pdfjs-dist/package.json'));
  const task = getDocument({
    data: document,
    verbosity: 0,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    isOffscreenCanvasSupported: false,
    cMapUrl: `${library}/cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${library}/standard_fonts/`,
  });
  try {
    const pdf = await task.promise;
    let text = '';
    for (let number = 1; number <= Math.min(pdf.numPages, MAX_PAGES) && text.length < MAX_TEXT_LENGTH; number++) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      text += `${items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')}\n`;
      page.cleanup();
    }
    return readable(text.slice(0, MAX_TEXT_LENGTH));
  } catch (error) {
    const { name, message } = error as Error;
    return name === 'PasswordException'
      ? { problem: { kind: 'locked', detail: message } }
      : { problem: { kind: 'broken', detail: message } };
  } finally {
    await task.destroy();
  }
}

/** Fonts with encodings of their own give characters that mean nothing. */
function readable(shown: string): PdfReading {
  const text = shown.replace(/\n{2,}/g, '\n').trim();
  const meaningless = text.match(/[\p{Cc}\p{Co}\p{Cn}\ufffd]/gu)?.filter((character) => character !== '\n').length ?? 0;
  return text !== '' && meaningless < text.length / 10 ? { text } : {};
}
