import type { RunRecord } from '../../model/run-record';
import { countVerdicts } from '../roll-up';

/** The record as it stands on a later day (YYYY-MM-DD): attested answers that have expired since count as not tested. */
export function asOf(record: RunRecord, day: string): RunRecord {
  const requirements = record.requirements.map((requirement) => {
    const { attested, verdict, selected } = requirement;
    const decided = selected && (verdict === 'pass' || verdict === 'fail' || verdict === 'warning');
    if (!decided || attested?.expires === undefined || attested.expires >= day) return requirement;
    const reason = `${attested.name} answered on ${attested.on}, and the answer expired on ${attested.expires}.`;
    return { ...requirement, verdict: 'not-tested' as const, reason };
  });
  const counted = requirements.filter(({ selected, verdict }) => selected || verdict === 'not-applicable');
  return { ...record, requirements, counts: countVerdicts(counted.map(({ verdict }) => verdict)) };
}
