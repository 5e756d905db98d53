import type { TakenStep } from '../../../contract';
import { useSend } from '../../api/queries';
import { Notice, Problem } from '../../parts/notice';
import { Shown } from '../../parts/shown';

/** Sends the study that was made for the question to the product, and says what to open there. */
export function SendStudy({ run, step }: { run: string; step: TakenStep }) {
  const send = useSend('attest.send');
  const sent = send.data ?? step.sent;
  return (
    <div className="stack close">
      {send.error && <Problem error={send.error} title="The study was not sent" />}
      {sent ? (
        <Notice tone="good" title="The study is on the product" live={send.isSuccess}>
          {sent.exams.map(({ patientName, patientId, accessionNumber }) => (
            <p key={accessionNumber}>
              Open the study of <Shown text={patientName} />, patient ID <Shown text={patientId} />, accession number{' '}
              <Shown text={accessionNumber} />.
            </p>
          ))}
        </Notice>
      ) : step.notSentBecause !== undefined ? (
        <Notice title="The study is not sent from here">
          <p>
            <Shown text={step.notSentBecause} />
          </p>
        </Notice>
      ) : (
        <div className="actions">
          <button
            type="button"
            className="button"
            disabled={send.isPending}
            onClick={() => send.mutate({ params: { run, requirement: step.requirement.id } })}
          >
            {send.isPending ? 'Sending' : 'Send the study to the product'}
          </button>
        </div>
      )}
    </div>
  );
}
