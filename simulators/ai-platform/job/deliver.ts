import { DicomWebClient } from '../../../protocols/dicomweb/client';
import { cStore } from '../delivery/c-store';
import { commitResults } from '../delivery/commitment';
import { confirmListed } from '../delivery/confirm';
import type { Deliverable, Transport } from '../delivery/deliverable';
import { type StoreReport, storeResults } from '../delivery/store-results';
import { stow } from '../delivery/stow';
import type { Exam } from '../exams/exam';
import { DELIVERY_STEPS, type DeliveryStep } from '../mutants/types';
import type { Evaluated } from '../notice/evaluated';
import { type JobContext, pacsClient, retrying } from './job-context';
import { notifyCompletion, sendFhir } from './notify';

export interface Analysed {
  evaluated: Evaluated[];
  objects: Deliverable[];
}

/** The results cannot be brought to the PACS. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
}

/**
 * Stores the results, has the PACS commit to them, sees that it lists them, and only then tells the RIS (RCR l.21-22).
 * @throws DeliveryError, GaveUp, PermanentRefusal, CalledOff
 */
export async function deliver({ evaluated, objects }: Analysed, exam: Exam, context: JobContext): Promise<void> {
  const { settings, hooks } = context;
  const { order } = exam;
  const said = hooks.evaluated?.(evaluated) ?? evaluated;
  const toSend = inSendingOrder(hooks.objects?.(objects, order) ?? objects);
  context.held.noteOwnResults(toSend.map(({ sopInstanceUid }) => sopInstanceUid));
  const transport = transportTo(exam, context);
  let report: StoreReport = { stored: [], refused: [] };
  const run: Record<DeliveryStep, () => Promise<void>> = {
    store: async () => {
      report = await storeResults(toSend, transport, retrying('storing the results', 'pacs', exam, context));
      mustHaveReport(report);
    },
    commit: async () => {
      if (!settings.capabilities.storageCommitment) return;
      const { pacs, ...rest } = {
        pacs: pacsClient(context),
        desk: context.desk,
        timeoutMs: settings.commitmentTimeoutMs,
        careless: hooks.carelessCommitment,
      };
      const resend = async (missing: readonly Deliverable[]): Promise<void> => void (await transport(missing));
      await commitResults(
        report.stored,
        { pacs, ...rest, resend },
        retrying('storage commitment for the results', 'pacs', exam, context),
      );
    },
    confirm: () =>
      confirmListed(
        report.stored,
        order.studyInstanceUid,
        pacsClient(context),
        retrying('looking up the results', 'pacs', exam, context),
      ),
    fhir: () => sendFhir(said, report.stored, exam, context),
    notify: () => notifyCompletion(said, report, exam, context),
  };
  const steps = hooks.steps?.([...DELIVERY_STEPS]) ?? DELIVERY_STEPS;
  for (const step of steps) {
    settings.log.debug(`${settings.aeTitle}: ${exam.name}: ${step}`);
    await run[step]();
  }
}

function transportTo(exam: Exam, context: JobContext): Transport {
  const { settings, hooks } = context;
  const { dicomWeb, capabilities, exchangeTimeoutMs, aeTitle, log } = settings;
  const transport =
    capabilities.resultStorage === 'stow-rs' && dicomWeb
      ? stow(
          new DicomWebClient({ peer: dicomWeb, timeoutMs: exchangeTimeoutMs, from: aeTitle, log }),
          exam.order.studyInstanceUid,
        )
      : cStore(pacsClient(context));
  return hooks.transport?.(transport, settings) ?? transport;
}

/**
 * Structured reports come last: who takes them as a sign finds everything that they refer to (RCR l.199-201). Of the others
 * the small ones come first, so that a connection that breaks has brought most of them.
 */
function inSendingOrder(objects: Deliverable[]): Deliverable[] {
  const rank = ({ carrier }: Deliverable): number => (carrier === 'sr' ? 2 : carrier === 'declaration-sr' ? 1 : 0);
  return [...objects].sort((a, b) => rank(a) - rank(b) || a.bytes.length - b.bytes.length);
}

/** Where nothing was taken, or not the report that states the findings, there is nothing that the RIS could be pointed to. */
function mustHaveReport({ stored, refused }: StoreReport): void {
  const [first] = refused;
  if (!first) return;
  const lost = stored.length === 0 || refused.some(({ object }) => object.carrier === 'sr');
  if (lost) throw new DeliveryError(`The PACS refused the results (${first.object.carrier}): ${first.reason}`);
}
