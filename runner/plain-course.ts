import { PickleStepType, type Pickle } from '@cucumber/messages';

/** Ordered, completed, and given its time: what most scenarios need before they judge. */
const COURSE = [/^an? \S+ study has been ordered$/, /^the exam is completed$/, /^the AI platform has had its time$/];

/** Whether a scenario sends one exam through as usual, and after that only judges. */
export function runsPlainCourse({ steps }: Pickle): boolean {
  const after = steps.slice(COURSE.length);
  return (
    COURSE.every((pattern, index) => pattern.test(steps[index]?.text ?? '')) &&
    after.every(({ type }) => type === PickleStepType.OUTCOME)
  );
}
