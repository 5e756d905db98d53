/** A picture of what a result shows: the image it was made on, and what lies over it, which can be switched off. */
export interface Picture {
  /** Of the object that is shown. */
  sopInstanceUid: string;
  /** `segmentation`, `presentation state`, `overlay`, `secondary capture`. */
  kind: string;
  /** Of the image, in its own pixels: marks are drawn in these. */
  columns: number;
  rows: number;
  base: { png: string; alt: string };
  layers: Layer[];
  /** What is to be seen, and what was left out. */
  caption: string;
}

/** Something over the image: a transparent PNG, or marks in image coordinates. */
export interface Layer {
  name: string;
  alt: string;
  /** `data:image/png;base64,...`. */
  png?: string;
  marks?: Mark[];
}

/** Image coordinates, 0,0 the outer corner of the first pixel (PS3.3 C.10.5). */
export type Mark =
  | { shape: 'line'; points: string; closed: boolean }
  | { shape: 'circle'; x: number; y: number; radius: number }
  | { shape: 'ellipse'; x: number; y: number; rx: number; ry: number; turn: number }
  | { shape: 'text'; x: number; y: number; text: string };
