import type { Association, PresentationContext } from './library';
import type { DimseServerOptions } from './server';
import * as uids from './uids';

const ACCEPTED = 0;
const ABSTRACT_SYNTAX_NOT_SUPPORTED = 3;
const TRANSFER_SYNTAXES_NOT_SUPPORTED = 4;

/** Why an association is turned down: A-ASSOCIATE-RJ result, source and reason (PS3.8 table 9-21). */
export interface Rejection {
  result: number;
  source: number;
  reason: number;
  meaning: string;
}

/** Checks the AE titles; undefined when the association may be accepted. */
export function rejection(association: Association, options: DimseServerOptions): Rejection | undefined {
  const called = association.getCalledAeTitle().trim();
  const calling = association.getCallingAeTitle().trim();
  if ((options.acceptCalled ?? 'own') === 'own' && called !== options.aeTitle)
    return { result: 1, source: 1, reason: 7, meaning: `called AE title ${called} is not ${options.aeTitle}` };
  if (options.acceptCalling && !options.acceptCalling.includes(calling))
    return { result: 1, source: 1, reason: 3, meaning: `calling AE title ${calling} is not known here` };
  return undefined;
}

/** Answers each proposed context by itself (PS3.8 9.3.3.2), and the roles proposed with it (PS3.7 D.3.3.4). */
export function answerContexts(association: Association, options: DimseServerOptions): void {
  const entries = association.getPresentationContexts() as unknown as { context: PresentationContext }[];
  const roles = proposedRoles(entries.map((entry) => entry.context));
  for (const { context } of entries) {
    const service = serviceOf(context.getAbstractSyntaxUid(), options);
    const proposed = roles.get(context.getAbstractSyntaxUid());
    if (!service || !usable(service, proposed)) {
      context.setResult(ABSTRACT_SYNTAX_NOT_SUPPORTED);
    } else {
      const chosen = context.getTransferSyntaxUids().find((uid) => service.transferSyntaxes.includes(uid));
      if (chosen) context.setResult(ACCEPTED, chosen);
      else context.setResult(TRANSFER_SYNTAXES_NOT_SUPPORTED);
    }
    if (context.getUserRole() === undefined && context.getProviderRole() === undefined) continue;
    context.setUserRole(Boolean(context.getUserRole() && service?.requestorScu));
    context.setProviderRole(Boolean(context.getProviderRole() && service?.requestorScp));
  }
}

interface Service {
  transferSyntaxes: readonly string[];
  /** We act on requests of the association's requestor. */
  requestorScu: boolean;
  /** We send requests to the association's requestor. */
  requestorScp: boolean;
}

interface Roles {
  scu: boolean;
  scp: boolean;
}

function proposedRoles(contexts: PresentationContext[]): Map<string, Roles> {
  const roles = new Map<string, Roles>();
  for (const context of contexts) {
    if (context.getUserRole() === undefined && context.getProviderRole() === undefined) continue;
    roles.set(context.getAbstractSyntaxUid(), { scu: context.getUserRole(), scp: context.getProviderRole() });
  }
  return roles;
}

/** Without a proposal the requestor is the SCU. One who wrongly proposes no role for its reports is let in. */
function usable(service: Service, proposed: Roles | undefined): boolean {
  if (!proposed) return service.requestorScu || service.requestorScp;
  return (proposed.scu && service.requestorScu) || (proposed.scp && service.requestorScp);
}

function serviceOf(uid: string, options: DimseServerOptions): Service | undefined {
  const { handlers } = options;
  const scu = (there: unknown): Service | undefined =>
    there ? { transferSyntaxes: uids.PLAIN_TRANSFER_SYNTAXES, requestorScu: true, requestorScp: false } : undefined;
  const findClasses = options.findSopClasses ?? [
    uids.STUDY_ROOT_FIND,
    uids.PATIENT_ROOT_FIND,
    uids.MODALITY_WORKLIST_FIND,
  ];
  if (uid === uids.VERIFICATION) return scu(handlers.echo ?? true);
  if (findClasses.includes(uid)) return scu(handlers.find);
  if (uid === uids.STUDY_ROOT_MOVE || uid === uids.PATIENT_ROOT_MOVE) return scu(handlers.move);
  if (uid === uids.STUDY_ROOT_GET || uid === uids.PATIENT_ROOT_GET) return scu(handlers.get);
  if (uid === uids.MODALITY_PERFORMED_PROCEDURE_STEP) return scu(handlers.nCreate || handlers.nSet);
  if (uid === uids.INSTANCE_AVAILABILITY_NOTIFICATION) return scu(handlers.nCreate && options.availability);
  if (uid === uids.STORAGE_COMMITMENT_PUSH_MODEL && (handlers.nAction || handlers.nEventReport))
    return {
      transferSyntaxes: uids.PLAIN_TRANSFER_SYNTAXES,
      requestorScu: handlers.nAction !== undefined,
      requestorScp: handlers.nEventReport !== undefined,
    };
  const storage = options.storageSopClasses ?? 'all';
  const stored = storage === 'all' ? uids.isStorageSopClass(uid) : storage.includes(uid);
  if (!stored || !(handlers.store || handlers.get)) return undefined;
  return {
    transferSyntaxes: options.transferSyntaxes ?? uids.STORAGE_TRANSFER_SYNTAXES,
    requestorScu: handlers.store !== undefined,
    requestorScp: handlers.get !== undefined,
  };
}
