/** What a PDF library read in the Encapsulated Document (0042,0011) of an Encapsulated PDF. */
export interface PdfReading {
  /** Of all pages, line by line; undefined where none can be told: scanned pages, or a problem. */
  text?: string;
  problem?: {
    /** It is no PDF, or a broken one; it asks for a password; reading it takes more time or memory than there should be. */
    kind: 'broken' | 'locked' | 'too-much';
    /** A clause for a sentence, in words of ours or of the library. */
    detail: string;
  };
}
