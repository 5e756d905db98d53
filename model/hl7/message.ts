/** An HL7 v2 message as read by model/hl7/reader.ts: tolerant, positions kept, nothing repaired. */
export interface Hl7Message {
  /** The text as decoded (see `charset`), segment separators as sent. */
  text: string;
  /** MSH-18 as sent, and the encoding that was used for decoding. */
  charset: { declared: string; decodedAs: string; invalid: boolean };
  /** From MSH-1 and MSH-2. */
  delimiters: { field: string; component: string; repetition: string; escape: string; subcomponent: string };
  segments: Hl7Segment[];
  /** MSH-9 `ORM^O01`, MSH-10, MSH-12. */
  type: string;
  controlId: string;
  version: string;
  /** All segments of that name, in order. */
  all(name: string): Hl7Segment[];
  /**
   * Value at a path such as `ORC-5`, `PID-3.1`, `OBX[2]-5.1`, `PID-3[2].4.2`: component, then subcomponent, 1-based,
   * unescaped; '' when absent. Segment index 1 and repetition 1 when left out. Without a component the whole field as
   * sent.
   */
  get(path: string): string;
}

export interface Hl7Segment {
  name: string;
  /** 1-based among all segments of the message. */
  position: number;
  /** 1-based among the segments of the same name. */
  index: number;
  /** Raw fields; fields[0] is the name, fields[5] is e.g. ORC-5. For MSH fields[1] is the field separator. */
  fields: string[];
  /** Raw text of a field, '' when absent. */
  field(number: number): string;
  /** Repetitions of a field, raw. */
  repetitions(number: number): string[];
  /** Unescaped component (1-based) of the first repetition. */
  component(field: number, component: number, subcomponent?: number): string;
}
