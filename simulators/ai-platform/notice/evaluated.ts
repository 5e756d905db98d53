import type { Code } from '../../../model/exam';

/** One abnormality that an algorithm looked for, and what it said. */
export interface Evaluated {
  code: Code;
  present: boolean;
  alertable: boolean;
}
