import { dirname, join } from 'node:path';
import PDFDocument from 'pdfkit';
import { visible } from './html/escape';

/** Longer texts are cut: nobody reads them on paper, and laying them out takes long. */
const MAX_TEXT = 1500;
const SIZES = { 1: 20, 2: 13, 3: 11 } as const;
const BOTTOM = 700;

export interface ParagraphStyle {
  /** Points. */
  size?: number;
  indent?: number;
  soft?: boolean;
  /** In bold before the text, on the same line. */
  lead?: string;
}

/** Headings and paragraphs on A4 as tagged PDF, for where there is no browser that prints a page. */
export class PlainDocument {
  private readonly document: InstanceType<typeof PDFDocument>;
  private readonly chunks: Buffer[] = [];
  private readonly ended: Promise<void>;
  private readonly root: ReturnType<InstanceType<typeof PDFDocument>['struct']>;

  constructor(title: string) {
    this.document = new PDFDocument({
      size: 'A4',
      margin: 50,
      lang: 'en-GB',
      displayTitle: true,
      tagged: true,
      pdfVersion: '1.7',
      info: { Title: text(title), Creator: 'airworthy' },
    });
    // Liberation Sans, which shows Latin, Greek and Cyrillic; the fonts built into PDF show Western European only.
    const fonts = join(dirname(require.resolve('pdfjs-dist/package.json')), 'standard_fonts');
    this.document.registerFont('plain', join(fonts, 'LiberationSans-Regular.ttf'));
    this.document.registerFont('bold', join(fonts, 'LiberationSans-Bold.ttf'));
    this.root = this.document.struct('Document');
    this.document.addStructure(this.root);
    this.document.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    this.ended = new Promise((resolve, reject) => this.document.on('end', resolve).on('error', reject));
  }

  /** Begins a new page where little room is left: a heading belongs with what it is about. */
  heading(level: 1 | 2 | 3, words: string): void {
    const { document } = this;
    if (document.y > BOTTOM) document.addPage();
    this.tagged(`H${level}`, () => {
      if (level > 1) document.moveDown(level === 2 ? 1 : 0.6);
      document.font('bold').fillColor('black').fontSize(SIZES[level]).text(text(words)).moveDown(0.2);
    });
  }

  paragraph(words: string, { size = 10, indent = 0, soft = false, lead }: ParagraphStyle = {}): void {
    const { document } = this;
    this.tagged('P', () => {
      document.fontSize(size).fillColor(soft ? '#444444' : 'black');
      if (lead !== undefined) document.font('bold').text(`${text(lead)}  `, { indent, continued: true });
      document
        .font('plain')
        .text(text(words), lead === undefined ? { indent } : {})
        .moveDown(0.15);
    });
  }

  newPage(): void {
    this.document.addPage();
  }

  async finish(): Promise<Buffer> {
    this.root.end();
    this.document.end();
    await this.ended;
    return Buffer.concat(this.chunks);
  }

  private tagged(type: string, write: () => void): void {
    this.root.add(this.document.struct(type, {}, [write]));
  }
}

/** What the font cannot show is marked, so that nothing is left out unseen. */
function text(value: string): string {
  const cut = value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}... (${value.length} characters)` : value;
  return visible(cut).replace(/[^\n\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]/gu, '?');
}
