import type { RequirementResult, RunFiles, RunRecord } from '../../model/run-record';
import type { ReportEvent } from '../html/arrows';
import { DEFAULT_CONFIG } from './sample-config';

/** A run record for renderer tests. Every string that a vendor controls is `text`. */
export function sampleRun(text: string): RunFiles {
  const requirement = (over: Partial<RequirementResult>): RequirementResult => ({
    id: 'RCR-A2.2',
    source: 'RCR',
    lines: '144',
    group: 'Appendix 1: findings',
    title: 'OBX-5 carries the findings',
    text: 'Each abnormality is output in OBX-5.',
    level: 'shall',
    actors: ['ai-platform'],
    method: 'automated',
    verified: true,
    passMeans: 'satisfied',
    verdict: 'fail',
    reason: `It said ${text}`,
    selected: over.verdict !== 'not-applicable',
    scenarios: ['features/x.feature:3'],
    observations: [
      {
        scenario: 'features/x.feature:3',
        check: 'findings/in-obx5',
        title: 'Findings in OBX-5',
        clause: 'RCR l.144',
        outcome: 'breach',
        sentence: `OBX-5 was ${text}`,
        findings: [
          {
            rule: 'findings/x',
            clause: 'RCR l.144',
            severity: 'error',
            message: text,
            path: 'OBX[1]-5',
            seen: text,
            expected: text,
          },
        ],
        evidence: [
          { event: 2, file: 'messages/1.hl7', controlId: text, path: 'OBX[1]-5', frames: [4, 6], note: text },
          { event: 2, file: 'objects/gone.dcm', sopInstanceUid: text },
        ],
      },
    ],
    ...over,
  });
  const requirements = [
    requirement({}),
    requirement({ id: 'RCR-S6.1', verdict: 'pass', observations: [] }),
    requirement({ id: 'RCR-5.2', verdict: 'not-tested', observations: [], scenarios: [] }),
    requirement({ id: 'RCR-A6.1', verdict: 'inconclusive', cause: 'set-up', observations: [] }),
    requirement({ id: 'RCR-R1.1', verdict: 'not-applicable', observations: [], scenarios: [] }),
  ];
  const record: RunRecord = {
    format: 1,
    runId: 'run',
    airworthy: '0.1.0',
    startedAt: '2026-11-24T10:00:00.000Z',
    finishedAt: '2026-11-24T10:01:00.000Z',
    durationMs: 60_000,
    complete: true,
    endReason: 'completed',
    sut: { vendor: text, product: text, version: text, actor: 'ai-platform', intendedUse: text },
    config: DEFAULT_CONFIG,
    environment: { node: 'v20', platform: 'linux', host: text, operator: text, pacs: text, scannerEngine: 'dcmjs' },
    fingerprint: [{ link: 'ai-platform>pacs:dimse', values: { callingAeTitle: text }, changed: false }],
    preflight: [{ probe: 'C-ECHO', ok: true, sentence: text }],
    requirements,
    scenarios: [
      {
        id: 'features/x.feature:3',
        name: text,
        uri: 'features/x.feature',
        line: 3,
        requirements: ['RCR-A2.2'],
        cucumberStatus: 'FAILED',
        verdict: 'fail',
        reason: text,
        durationMs: 1000,
        events: [1, 3],
        steps: [{ keyword: 'Outcome', text, status: 'FAILED', message: text }],
      },
    ],
    counts: { pass: 1, fail: 1, warning: 0, inconclusive: 1, 'not-tested': 1, 'not-applicable': 1 },
    exitCode: 1,
    files: { journal: 'journal.ndjson', messages: 'messages.ndjson', captures: ['captures/traffic.pcapng'] },
  };
  const link = { link: 'ai-platform>ris:mllp', connection: 1 };
  const at = '2026-11-24T10:00:00.000Z';
  const file = { file: 'messages/1.hl7', sha256: '', bytes: 1 };
  const events: ReportEvent[] = [
    { seq: 1, at, ms: 0, kind: 'scenario.started', name: text, uri: 'features/x.feature', line: 3, tags: [] },
    {
      seq: 2,
      at,
      ms: 5,
      kind: 'mllp.message',
      ...link,
      sender: 'client',
      message: file,
      messageType: text,
      controlId: text,
      sendingApplication: text,
      sendingFacility: text,
      frames: [4, 6],
    },
    { seq: 3, at, ms: 9, kind: 'connection.failed', ...link, reason: text },
  ];
  const message = `MSH|^~\\&|A|B|C|D|20261124||ORM^O01|1|P|2.4\rPID|||1\rOBX|1|CE|X||${text.replaceAll('\r', ' ')}\r`;
  return {
    record,
    events: (first, last) => events.slice(first - 1, last),
    read(ref) {
      const name = typeof ref === 'string' ? ref : ref.file;
      if (name !== file.file) throw new Error(`no ${name}`);
      return Buffer.from(message, 'utf8');
    },
  };
}
