import type { StudyReading } from './types';

/** What the RIS made of the AI results of an exam, as JSON. */
export function shownReading(accessionNumber: string, reading: StudyReading | undefined) {
  const { status, problem, objects } = reading ?? { status: 'none', problem: undefined, objects: [] };
  return {
    accessionNumber,
    /** `none`: nothing was read yet. */
    status,
    ...(problem === undefined ? {} : { problem }),
    reports: objects.flatMap(({ report }) => report ?? []),
    measurements: objects.flatMap(({ measurements, sopInstanceUid }) =>
      measurements.map((each) => ({ ...each, sopInstanceUid })),
    ),
    findings: objects.flatMap(({ findings, sopInstanceUid }) => findings.map((each) => ({ ...each, sopInstanceUid }))),
    evaluations: objects.flatMap(({ evaluations, sopInstanceUid }) =>
      evaluations.map((each) => ({ ...each, sopInstanceUid })),
    ),
    segments: objects.flatMap(({ segments, sopInstanceUid }) => segments.map((each) => ({ ...each, sopInstanceUid }))),
    algorithms: objects.flatMap(({ algorithms, sopInstanceUid }) =>
      algorithms.map((each) => ({ ...each, sopInstanceUid })),
    ),
    objects: objects.map(({ sopClassUid, sopInstanceUid, notRead }) => ({ sopClassUid, sopInstanceUid, notRead })),
  };
}
