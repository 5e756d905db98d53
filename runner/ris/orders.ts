import { buildSyntheticStudy } from '../../fixtures/studies';
import type { Exam, StudyKind } from '../../model/exam';
import { readHl7 } from '../../model/hl7/reader';
import type { RisAccess } from '../../model/ris-access';
import type { NaturalDataset } from '../../protocols/dimse/client';
import { MllpClient } from '../../protocols/mllp/client';
import { LINK } from '../harness/links';
import { RunProblem } from '../problem';
import type { OpenCase, Session } from '../session';
import { completion, finalReport, newOrder, registration, type Ends, type OrderDetails } from './order-messages';

export interface OrderOptions {
  details?: OrderDetails;
  /** Another exam of the same patient. */
  patientOf?: Exam;
  patientName?: string;
  /** MSH-18 of the order. */
  characterSet?: string;
  /** All images are made, for results that refer to them; else one, as nothing is analysed. */
  wholeStudy?: boolean;
}

const LOOK_AGAIN_MS = 200;

/** Orders exams at a RIS under test as a hospital does, by HL7, and takes what numbers the RIS gives them. */
export class RisOrders {
  constructor(
    private readonly session: Session,
    private readonly access: RisAccess,
  ) {}

  /** Resolves when the exam is on the modality worklist. */
  async place(kind: StudyKind, options: OrderOptions = {}): Promise<OpenCase> {
    const { details = {}, patientOf, patientName, characterSet, wholeStudy = false } = options;
    const modality = details.modality ?? 'CT';
    const made = this.session.exams.synthetic(kind, modality === 'MR' ? 'mr-head' : STUDY[kind]);
    const { patientId, patientBirthDate, patientSex } = patientOf ?? made;
    const name = patientOf?.patientName ?? patientName ?? made.patientName;
    const exam: Exam = { ...made, patientId, patientBirthDate, patientSex, patientName: name, modality };
    if (this.access.orders.patientFirst && !patientOf) {
      await this.send('registration of the patient (ADT^A04)', registration(exam, this.ends, characterSet));
    }
    const all = { ...usual(this.access), ...details };
    await this.send('order (ORM^O01, ORC-1 = NW)', newOrder(exam, all, this.access, this.ends, characterSet));
    const known = numbered(exam, await this.scheduled(exam));
    const study = buildSyntheticStudy(known.study, known);
    const instances = wholeStudy ? study.instances : study.instances.slice(0, 1);
    return this.session.register({ exam: known, study: { ...study, instances } });
  }

  /** As sut.yaml says that exams are completed: by the scanner, by a message, or by hand. */
  async complete({ exam, study }: OpenCase): Promise<void> {
    const { session, access } = this;
    const mpps = access.orders.completion === 'mpps';
    try {
      await session.harness.scanner.acquire(exam, study, { mpps, commitment: false });
    } catch (error) {
      throw new RunProblem('set-up', `The exam could not be made at the scanner: ${(error as Error).message}`);
    }
    if (access.orders.completion === 'hl7')
      await this.send('completion of the exam (ORM^O01, ORC-5 = CM)', completion(exam, this.ends));
    if (access.orders.completion !== 'operator') return;
    const answer = await session.operator.ask(
      `Complete exam ${exam.accessionNumber} of ${exam.patientName} in the RIS, as the radiographer does.`,
      'Enter done when it is completed, s to skip',
    );
    const failure = answer === undefined ? { failure: 'The operator did not complete the exam.' } : {};
    const { caseId } = exam;
    session.recording.append({
      kind: 'ris.handled',
      caseId,
      what: 'completed',
      by: 'operator',
      detail: '',
      ...failure,
    });
  }

  /** ORU^R01, final. */
  async sendReport({ exam }: OpenCase, text: string): Promise<void> {
    await this.send('issued report (ORU^R01, OBR-25 = F)', finalReport(exam, text, this.ends));
  }

  private get ends(): Ends {
    const { product, vendor } = this.session.config;
    return {
      sending: { application: 'AIRW_HIS', facility: 'AIRWORTHY' },
      receiving: { application: product, facility: vendor },
    };
  }

  private async send(what: string, message: string): Promise<void> {
    const { harness, config } = this.session;
    const client = new MllpClient({
      peer: harness.taps.address(LINK.harnessToRisHl7),
      timeoutMs: config.timeouts.exchange * 1000,
    });
    try {
      const { code, ackText } = await client.send(message);
      if (code === 'AA' || code === 'CA') return;
      const reason = readHl7(Buffer.from(ackText)).get('MSA-3') || 'no reason';
      throw new Error(`it answered ${code} (${reason})`);
    } catch (error) {
      const why = (error as Error).message.replace(/\.$/, '');
      throw new RunProblem(
        'set-up',
        `${config.product} did not take the ${what}: ${why}. Check ris.orders and endpoints.mllp in sut.yaml.`,
      );
    } finally {
      await client.close();
    }
  }

  private async scheduled(exam: Exam): Promise<NaturalDataset> {
    const { session, access } = this;
    const deadline = performance.now() + access.worklist.settle * 1000;
    for (;;) {
      const items = await session.harness.scanner.queryWorklist({ patientId: exam.patientId });
      const own = items.filter((item) => isOrder(item, exam) && !session.caseOf(String(item['AccessionNumber'] ?? '')));
      if (own[0]) return own[0];
      if (performance.now() > deadline) break;
      await session.pause(LOOK_AGAIN_MS);
    }
    throw new RunProblem(
      'set-up',
      `${session.config.product} took the order ${exam.placerOrderNumber}, but ${access.worklist.settle} s later its modality worklist had no entry for patient ${exam.patientId}. Check that orders become worklist entries, and ris.worklist.settle.`,
    );
  }
}

const STUDY: Record<StudyKind, string> = {
  critical: 'ct-head-haemorrhage',
  positive: 'ct-head-calcification',
  negative: 'ct-head-normal',
  'out-of-scope': 'ct-abdomen',
  damaged: 'ct-head-damaged',
};

/** Where the scenario does not care: the second word of each pair, so that nothing is urgent by its order. */
function usual({ orders: { values } }: RisAccess): OrderDetails {
  return {
    referralLocation: values.referralLocation[1],
    specialty: values.specialty[1],
    urgency: values.urgency[1],
    intendedReporter: values.intendedReporter[1],
  };
}

/** By the placer's number where the worklist gives it; else any entry of this patient, who has no other. */
function isOrder(item: NaturalDataset, { placerOrderNumber }: Exam): boolean {
  const number = String(item['PlacerOrderNumberImagingServiceRequest'] ?? '');
  return number === '' || number === placerOrderNumber;
}

/** The exam under the numbers that the RIS gave it. */
function numbered(exam: Exam, item: NaturalDataset): Exam {
  const text = (keyword: string, from: NaturalDataset = item): string => String(from[keyword] ?? '');
  const [step = {}] = (item['ScheduledProcedureStepSequence'] ?? []) as NaturalDataset[];
  const accessionNumber = text('AccessionNumber');
  const studyInstanceUid = text('StudyInstanceUID');
  if (accessionNumber === '' || studyInstanceUid === '') {
    throw new RunProblem(
      'set-up',
      `The modality worklist entry of patient ${exam.patientId} has no ${accessionNumber === '' ? 'Accession Number' : 'Study Instance UID'}, so no result could be matched.`,
    );
  }
  return {
    ...exam,
    accessionNumber,
    studyInstanceUid,
    fillerOrderNumber: text('FillerOrderNumberImagingServiceRequest'),
    requestedProcedureId: text('RequestedProcedureID'),
    scheduledProcedureStepId: text('ScheduledProcedureStepID', step),
  };
}
