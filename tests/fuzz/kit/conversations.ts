import type { Address } from '../../../model/actors';
import type { Exam } from '../../../model/exam';
import { DicomWebClient } from '../../../protocols/dicomweb/client';
import { echo, find, get, nAction, nCreate, nSet } from '../../../protocols/dimse/client';
import { store } from '../../../protocols/dimse/store';
import * as uids from '../../../protocols/dimse/uids';
import { notice, newExam, sendRaw } from '../../../simulators/ris/testing/department';
import { orderText } from '../../kit/ai-department';
import { orderInTheGuide } from '../../kit/guide';
import { syntheticFiles } from '../../kit/synthetic';
import type { Hospital, ListenerName } from './hospital';
import { conversation } from './wire';

const STUDY = 'ct-head-normal';

/** A good conversation or more with each listener, as real clients hold it. */
export async function goodConversations(
  { ai, ris }: Hospital,
  study: string = STUDY,
): Promise<Record<ListenerName, Buffer[]>> {
  const exam = ai.exam(study);
  const [instance] = syntheticFiles(study, exam);
  if (!instance) throw new Error(`The study ${study} has no instance.`);
  const source = { bytes: instance };
  await store(to(ai.pacs.dimse, 'PACS'), [source]);
  const web = ai.pacs.http;
  const { mllpAddress, dimseAddress } = ai.platform;
  return {
    'PACS DIMSE': [
      await conversation(ai.pacs.dimse, (relay) => echo(to(relay, 'PACS'))),
      await conversation(ai.pacs.dimse, (relay) => store(to(relay, 'PACS'), [source])),
      await conversation(ai.pacs.dimse, (relay) =>
        find(to(relay, 'PACS'), 'STUDY', { PatientName: '*', ...key(exam) }),
      ),
      await conversation(ai.pacs.dimse, (relay) => get(to(relay, 'PACS'), 'STUDY', key(exam), async () => 0)),
      await conversation(ai.pacs.dimse, (relay) => commitment(relay, exam)),
    ],
    'AI DIMSE': [
      await conversation(dimseAddress, (relay) => echo(to(relay, 'AI'))),
      await conversation(dimseAddress, (relay) => store(to(relay, 'AI'), [source])),
    ],
    'RIS DIMSE': [
      await conversation(ris.dimseAddress, (relay) => find(to(relay, 'RIS'), 'WORKLIST', { PatientName: '*' })),
      await conversation(ris.dimseAddress, (relay) => performed(relay, exam)),
    ],
    'AI MLLP': [await conversation(mllpAddress, (relay) => sendRaw(relay, orderText(exam, 'NW', 'SC')))],
    'RIS MLLP': [await conversation(ris.mllpAddress, (relay) => sendRaw(relay, notice(newExam())))],
    'PACS DICOMweb': [
      await conversation(web, (relay) => dicomWeb(relay, ai.pacs.dicomWebPath).store([instance])),
      await conversation(web, (relay) =>
        dicomWeb(relay, ai.pacs.dicomWebPath).searchForStudies({ PatientName: '*', limit: '5' }),
      ),
      await conversation(web, (relay) => dicomWeb(relay, ai.pacs.dicomWebPath).retrieve(exam, () => undefined)),
    ],
    'RIS HTTP': [
      await conversation(ris.httpAddress, (relay) =>
        fetch(url(relay, '/orders'), {
          method: 'POST',
          headers: { 'content-type': 'application/json', connection: 'close' },
          body: orderInTheGuide(),
        }),
      ),
      await conversation(ris.httpAddress, (relay) =>
        fetch(url(relay, '/fhir/Task?status=completed&_count=10'), { headers: { connection: 'close' } }),
      ),
      await conversation(ris.httpAddress, (relay) =>
        fetch(url(relay, '/worklist?modality=CT&sort=abnormality'), { headers: { connection: 'close' } }),
      ),
    ],
  };
}

/** Each listener does its job for a peer that knows its own: throws where it does not. */
export async function stillServes({ ai, ris }: Hospital): Promise<void> {
  await Promise.all([
    echo(to(ai.pacs.dimse, 'PACS')),
    echo(to(ai.platform.dimseAddress, 'AI')),
    echo(to(ris.dimseAddress, 'RIS')),
    acknowledged(ai.platform.mllpAddress, orderText(ai.exam(STUDY), 'NW', 'SC')),
    acknowledged(ris.mllpAddress, notice(newExam())),
    dicomWeb(ai.pacs.http, ai.pacs.dicomWebPath).searchForStudies({ limit: '1' }),
    fetch(url(ris.httpAddress, '/worklist'), { headers: { connection: 'close' } }).then(async (answer) => {
      if (answer.status !== 200) throw new Error(`The worklist answered ${answer.status}: ${await answer.text()}`);
    }),
  ]);
}

const to = (address: Address, aeTitle: string) => ({
  callingAeTitle: 'FUZZER',
  peer: { aeTitle, host: address.host, port: address.port },
  timeoutMs: 50_000,
});
const url = ({ host, port }: Address, path: string): string => `http://${host}:${port}${path}`;
const key = ({ studyInstanceUid }: Exam) => ({ StudyInstanceUID: studyInstanceUid });
const dicomWeb = (address: Address, path: string): DicomWebClient =>
  new DicomWebClient({ peer: { baseUrl: url(address, path) }, timeoutMs: 50_000 });

async function acknowledged(address: Address, text: string): Promise<void> {
  const { code, text: answer } = await sendRaw(address, text);
  // An unknown order is refused, and that is an answer.
  if (!/^A[AER]$/.test(code)) throw new Error(`No acknowledgement came, but "${answer}"`);
}

function commitment(relay: Address, exam: Exam): Promise<unknown> {
  return nAction(to(relay, 'PACS'), uids.STORAGE_COMMITMENT_PUSH_MODEL, uids.STORAGE_COMMITMENT_INSTANCE, 1, {
    TransactionUID: uids.newUid(),
    ReferencedSOPSequence: [
      { ReferencedSOPClassUID: uids.CT_IMAGE_STORAGE, ReferencedSOPInstanceUID: `${exam.studyInstanceUid}.1` },
    ],
  });
}

async function performed(relay: Address, exam: Exam): Promise<void> {
  const uid = uids.newUid();
  await nCreate(to(relay, 'RIS'), uids.MODALITY_PERFORMED_PROCEDURE_STEP, uid, {
    PerformedProcedureStepStatus: 'IN PROGRESS',
    PerformedProcedureStepID: 'X',
    Modality: 'CT',
    ScheduledStepAttributesSequence: [{ AccessionNumber: exam.accessionNumber, ...key(exam) }],
  });
  await nSet(to(relay, 'RIS'), uids.MODALITY_PERFORMED_PROCEDURE_STEP, uid, {
    PerformedProcedureStepStatus: 'COMPLETED',
    PerformedSeriesSequence: [],
  });
}
