import { conceptOf, type Json, objects, text } from './resources';

/** A question and its answer, as an Observation has them. */
export interface Answered {
  question: ReturnType<typeof conceptOf>;
  answer: ReturnType<typeof conceptOf>;
  /** Of the value within the Observation. */
  path: string;
}

/** Code and value of an Observation and of its components; what was cancelled or entered in error answers nothing. */
export function answersOf(observation: Json): Answered[] {
  if (['cancelled', 'entered-in-error'].includes(text(observation.status))) return [];
  const own = answerOf(observation, '');
  const parts = objects(observation.component).flatMap((component, i) => answerOf(component, `component[${i}].`));
  return [...own, ...parts];
}

function answerOf(element: Json, prefix: string): Answered[] {
  const question = conceptOf(element.code);
  const make = (answer: Answered['answer'], key: string): Answered[] => [{ question, answer, path: `${prefix}${key}` }];
  if (element.valueCodeableConcept !== undefined)
    return make(conceptOf(element.valueCodeableConcept), 'valueCodeableConcept');
  if (typeof element.valueString === 'string') return make({ codes: [], texts: [element.valueString] }, 'valueString');
  if (typeof element.valueBoolean === 'boolean') {
    return make({ codes: [], texts: [element.valueBoolean ? 'present' : 'absent'] }, 'valueBoolean');
  }
  return [];
}
