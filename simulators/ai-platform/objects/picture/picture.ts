import { GLYPH_HEIGHT, GLYPH_WIDTH, glyphOf } from './font';

type Colour = readonly [red: number, green: number, blue: number];
const RED: Colour = [255, 64, 64];
const YELLOW: Colour = [255, 220, 0];
const BLACK: Colour = [0, 0, 0];
const MARGIN = 6;

/** An RGB picture to draw on. */
export class Picture {
  readonly rgb: Buffer;
  #above = 0;
  #below = 0;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.rgb = Buffer.alloc(width * height * 3);
  }

  /** Grey by a window; every pixel becomes `scale` by `scale`. */
  static ofHounsfield(
    hu: Int16Array,
    columns: number,
    scale: number,
    { center, width }: { center: number; width: number },
  ): Picture {
    const rows = hu.length / columns;
    const picture = new Picture(columns * scale, rows * scale);
    for (let y = 0; y < picture.height; y += 1) {
      for (let x = 0; x < picture.width; x += 1) {
        const value = hu[Math.floor(y / scale) * columns + Math.floor(x / scale)] ?? 0;
        const grey = Math.round(Math.min(255, Math.max(0, ((value - center) / width + 0.5) * 255)));
        picture.#set(x, y, [grey, grey, grey]);
      }
    }
    return picture;
  }

  /** A closed polygon along pixel borders, two pixels wide. */
  outline(corners: readonly { column: number; row: number }[], scale: number): void {
    corners.forEach((from, i) => {
      const to = corners[i + 1];
      if (!to) return;
      const [left, right] = [Math.min(from.column, to.column) * scale, Math.max(from.column, to.column) * scale];
      const [top, bottom] = [Math.min(from.row, to.row) * scale, Math.max(from.row, to.row) * scale];
      for (let y = top - 1; y <= bottom; y += 1) for (let x = left - 1; x <= right; x += 1) this.#set(x, y, RED);
    });
  }

  /** The next line of text at the top, or from the bottom up. */
  line(text: string, where: 'above' | 'below' = 'above'): void {
    const lineHeight = (GLYPH_HEIGHT + 2) * this.#textScale;
    if (where === 'above') {
      this.text(text, MARGIN, MARGIN + this.#above * lineHeight);
      this.#above += 1;
    } else {
      this.#below += 1;
      this.text(text, MARGIN, this.height - MARGIN - this.#below * lineHeight);
    }
  }

  /** Text with its upper left corner at a point, on a dark shade. Capitals only; what does not fit is cut off. */
  text(text: string, left: number, top: number): void {
    const scale = this.#textScale;
    [...text.toUpperCase()].forEach((character, index) => {
      const at = left + index * (GLYPH_WIDTH + 1) * scale;
      this.#glyph(character, at + 1, top + 1, BLACK);
      this.#glyph(character, at, top, YELLOW);
    });
  }

  get #textScale(): number {
    return this.width >= 384 ? 2 : 1;
  }

  #glyph(character: string, left: number, top: number, colour: Colour): void {
    const scale = this.#textScale;
    glyphOf(character).forEach((column, x) => {
      for (let y = 0; y < GLYPH_HEIGHT; y += 1) {
        if (((column >> y) & 1) === 0) continue;
        for (let dy = 0; dy < scale; dy += 1)
          for (let dx = 0; dx < scale; dx += 1) this.#set(left + x * scale + dx, top + y * scale + dy, colour);
      }
    });
  }

  #set(x: number, y: number, colour: Colour): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.rgb.set(colour, (y * this.width + x) * 3);
  }
}
