import { randomUUID } from 'node:crypto';
import type { Code, Exam } from '../../model/exam';
import type { RisAccess } from '../../model/ris-access';
import { nCreate } from '../../protocols/dimse/client';
import { store } from '../../protocols/dimse/store';
import { INSTANCE_AVAILABILITY_NOTIFICATION, newUid } from '../../protocols/dimse/uids';
import { exchange, readAll } from '../../protocols/dicomweb/http-exchange';
import { fhirBundle } from '../../simulators/ai-platform/scripted/fhir-bundle';
import { reportObject } from '../../simulators/ai-platform/scripted/report-object';
import { LINK, type LinkName } from '../harness/links';
import { RunProblem } from '../problem';
import type { OpenCase, Session } from '../session';

const NOTHING: Code = { value: '373572006', scheme: 'SCT', meaning: 'Clinical finding absent' };
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** What may tell a RIS under test of AI results beside HL7: a Structured Report on the PACS, or FHIR. */
export class RisSignals {
  constructor(
    private readonly session: Session,
    private readonly access: RisAccess,
  ) {}

  /** A report is stored in the study on the PACS, and the PACS notifies the RIS of it (PS3.4 R, IHE RAD-49). */
  async publishReport(opened: OpenCase): Promise<void> {
    const { harness, config, workflow } = this.session;
    const { exam } = opened;
    const timeoutMs = config.timeouts.exchange * 1000;
    const report = reportObject(exam, exam.expectation.present[0] ?? NOTHING, new Date());
    const [outcome] = await store(
      { callingAeTitle: config.harness.aiPlatform.aeTitle, peer: harness.peer(LINK.aiToPacs), timeoutMs },
      [{ bytes: report.bytes }],
    );
    if (outcome?.status !== 0) throw new RunProblem('harness', 'The PACS did not take the Structured Report.');
    await workflow.probePacs(opened, 'report stored');
    const answer = await nCreate(
      { callingAeTitle: harness.aeTitleOf('pacs'), peer: harness.peer(LINK.harnessToRis), timeoutMs },
      INSTANCE_AVAILABILITY_NOTIFICATION,
      newUid(),
      {
        ReferencedPerformedProcedureStepSequence: [],
        StudyInstanceUID: exam.studyInstanceUid,
        ReferencedSeriesSequence: [
          {
            SeriesInstanceUID: report.seriesInstanceUid,
            ReferencedSOPSequence: [
              {
                ReferencedSOPClassUID: report.sopClassUid,
                ReferencedSOPInstanceUID: report.sopInstanceUid,
                InstanceAvailability: 'ONLINE',
                RetrieveAETitle: harness.aeTitleOf('pacs'),
              },
            ],
          },
        ],
      },
    );
    this.session.recording.append({
      kind: 'probe.sut',
      caseId: exam.caseId,
      probe: 'availability-notification',
      outcome: answer.status === 0 ? 'accepted' : 'refused',
      detail:
        `N-CREATE status ${answer.status.toString(16).padStart(4, '0').toUpperCase()}H ${answer.comment ?? ''}`.trim(),
    });
  }

  async postFindings(opened: OpenCase): Promise<void> {
    await this.postFhir(opened, opened.exam, 'accepted', 'FHIR resources about the exam');
  }

  /** The same patient, but an order and a study that nobody knows. */
  async postUnknown(opened: OpenCase): Promise<void> {
    const unknown = randomUUID().replaceAll('-', '').toUpperCase();
    const about: Exam = {
      ...opened.exam,
      accessionNumber: `A${unknown.slice(0, 10)}`,
      placerOrderNumber: `P${unknown.slice(0, 10)}`,
      fillerOrderNumber: `F${unknown.slice(0, 10)}`,
      studyInstanceUid: newUid(),
    };
    await this.postFhir(opened, about, 'refused', 'FHIR resources about an order that nobody knows');
  }

  /** DiagnosticReport and Observations are posted to the RIS, and read back from it. */
  private async postFhir(opened: OpenCase, about: Exam, expects: 'accepted' | 'refused', what: string): Promise<void> {
    const { recording } = this.session;
    const { present, absent } = about.expectation;
    const findings = [...present, ...absent].map((code) => ({ code, present: present.includes(code) }));
    const bundle = fhirBundle(about, findings, new Date());
    const body = Buffer.from(JSON.stringify(bundle));
    const { status, text } = await this.request(LINK.aiToRisFhir, 'POST', '', body);
    recording.append({
      kind: 'ai-platform.sent',
      caseId: opened.exam.caseId,
      what,
      expects,
      controlId: '',
      message: recording.saveFile('bodies', `fhir-${randomUUID()}`, body),
      answer: {
        code: String(status),
        reason: diagnostics(text),
        message: recording.saveFile('bodies', 'fhir-answer', Buffer.from(text)),
      },
    });
    if (expects === 'refused') return;
    for (const type of ['DiagnosticReport', 'Observation']) await this.readBack(opened, bundle, type);
  }

  private async readBack(opened: OpenCase, bundle: Record<string, unknown>, type: string): Promise<void> {
    const entries = bundle['entry'] as { resource: Record<string, unknown> }[];
    const wanted = entries.map(({ resource }) => resource).filter(({ resourceType }) => resourceType === type);
    const found = await Promise.all(
      wanted.map(async (resource) => {
        const [{ system = '', value = '' } = {}] = resource['identifier'] as { system?: string; value?: string }[];
        const query = `/${type}?identifier=${encodeURIComponent(`${system}|${value}`)}`;
        const { status, text } = await this.request(LINK.harnessToRisHttp, 'GET', query);
        return status === 200 && text.includes(value);
      }),
    );
    const count = found.filter(Boolean).length;
    this.session.recording.append({
      kind: 'probe.sut',
      caseId: opened.exam.caseId,
      probe: `fhir-${type}`,
      outcome: count === wanted.length ? 'found' : count === 0 ? 'missing' : 'some-missing',
      detail: `${count} of ${wanted.length} could be read back.`,
    });
  }

  private async request(
    link: LinkName,
    method: 'GET' | 'POST',
    path: string,
    body?: Buffer,
  ): Promise<{ status: number; text: string }> {
    const { harness, config } = this.session;
    const { host, port } = harness.taps.address(link);
    const { worklist, fhirPath } = this.access;
    const own =
      worklist.adapter === 'fhir' ? worklist.fhir.headers : worklist.adapter === 'http' ? worklist.http.headers : {};
    try {
      return await exchange(
        {
          from: link === LINK.aiToRisFhir ? 'the AI platform' : 'the harness',
          peer: { baseUrl: `http://${host}:${port}${fhirPath}` },
          timeoutMs: config.timeouts.exchange * 1000,
        },
        {
          method,
          path,
          headers: {
            Accept: 'application/fhir+json',
            ...(body ? { 'Content-Type': 'application/fhir+json' } : {}),
            ...own,
          },
          ...(body ? { body } : {}),
        },
        async (answer) => ({
          status: answer.status,
          text: (await readAll(answer.body, MAX_ANSWER_BYTES, 'the FHIR answer')).toString('utf8'),
        }),
      );
    } catch (error) {
      throw new RunProblem('set-up', `${(error as Error).message} Check endpoints.http and ris.fhirPath in sut.yaml.`);
    }
  }
}

/** What an OperationOutcome says first. */
function diagnostics(text: string): string {
  return /"(?:diagnostics|text)"\s*:\s*"([^"]{1,200})/.exec(text)?.[1] ?? '';
}
