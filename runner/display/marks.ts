/** Marks at known places on the key image: column, row ... with 0,0 the outer corner of the first pixel (PS3.3 C.18.6). */
export const POINT = [45.5, 63.5] as const;
/** From 70, 40 to 100, 80: 50 pixels long. */
export const LINE = [70, 40, 100, 80] as const;
/** A closed diamond about 64, 64. */
export const CONTOUR = [64, 44, 84, 64, 64, 84, 44, 64, 64, 44] as const;
