import type { Exam } from '../../model/exam';
import type { RisAccess } from '../../model/ris-access';
import { exchange, readAll } from '../../protocols/dicomweb/http-exchange';
import { LINK } from '../harness/links';
import { RunProblem } from '../problem';
import type { OpenCase, Session } from '../session';
import type { RisOrders } from './orders';

/** Issues a radiologist's report on the exam, as sut.yaml says. What was done is in the record. */
export async function issueReport(
  session: Session,
  { report }: RisAccess,
  orders: RisOrders,
  opened: OpenCase,
  text: string,
): Promise<void> {
  const { exam } = opened;
  const note = (by: string, failure?: string) =>
    void session.recording.append({
      kind: 'ris.handled',
      caseId: exam.caseId,
      what: 'report-issued',
      by,
      detail: text,
      ...(failure === undefined ? {} : { failure }),
    });
  if (report.by === 'hl7') {
    await orders.sendReport(opened, text);
    return note('ORU^R01');
  }
  if (report.by === 'http') {
    await overHttp(session, report, exam, text);
    return note(`${report.method} ${report.url}`);
  }
  const answer = await session.operator.ask(
    `Report exam ${exam.accessionNumber} of ${exam.patientName} in the RIS with just this text, and issue it:\n${text}`,
    'Enter done when it is issued, s to skip',
  );
  note('operator', answer === undefined ? 'The operator did not issue the report.' : undefined);
}

async function overHttp(
  session: Session,
  { method, url, body }: Extract<RisAccess['report'], { by: 'http' }>,
  exam: Exam,
  text: string,
): Promise<void> {
  const fill = (template: string, escape: (value: string) => string): string =>
    template
      .replaceAll('{accessionNumber}', escape(exam.accessionNumber))
      .replaceAll('{orderNumber}', escape(exam.placerOrderNumber))
      .replaceAll('{patientId}', escape(exam.patientId))
      .replaceAll('{text}', escape(text));
  const json = fill(JSON.stringify(body), (value) => JSON.stringify(value).slice(1, -1));
  const { host, port } = session.harness.taps.address(LINK.harnessToRisHttp);
  const worklist = session.config.ris?.worklist;
  const headers = worklist?.adapter === 'http' ? worklist.http.headers : {};
  const { status, answer } = await exchange(
    {
      from: 'the harness',
      peer: { baseUrl: `http://${host}:${port}` },
      timeoutMs: session.config.timeouts.exchange * 1000,
    },
    {
      method,
      path: fill(url, encodeURIComponent),
      headers: { 'Content-Type': 'application/json', ...headers },
      body: Buffer.from(json),
    },
    async (got) => ({
      status: got.status,
      answer: (await readAll(got.body, 1024 ** 2, 'the answer of the RIS')).toString('utf8'),
    }),
  );
  if (status < 200 || status > 299) {
    throw new RunProblem(
      'set-up',
      `${session.config.product} did not take the report over HTTP: it answered ${status} ${answer.slice(0, 200)}. Check ris.report in sut.yaml.`,
    );
  }
}
