import { PickleStepType, type Pickle } from '@cucumber/messages';

/** What most scenarios of an actor need before they judge: one exam that runs as usual. */
const COURSES = [
  [/^an? \S+ study has been ordered$/, /^the exam is completed$/, /^the AI platform has had its time$/],
  [/^an exam has been ordered for the scanner$/, /^the exam is made on the scanner$/],
];

/** What scenarios that can judge one and the same exam have in common: how it was ordered. */
export function courseOf(pickle: Pickle): string | undefined {
  return runsPlainCourse(pickle) ? pickle.steps[0]?.text : undefined;
}

/** Whether a scenario sends one exam through as usual, and after that only judges. */
export function runsPlainCourse({ steps }: Pickle): boolean {
  return COURSES.some(
    (course) =>
      course.every((pattern, index) => pattern.test(steps[index]?.text ?? '')) &&
      steps.slice(course.length).every(({ type }) => type === PickleStepType.OUTCOME),
  );
}
