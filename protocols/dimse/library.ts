import { association, Implementation, log, Scp } from 'dcmjs-dimse';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from './identity';

/** Longest P-DATA-TF that we take and, where the peer allows it, send. */
export const MAX_PDU_LENGTH = 256 * 1024;

// The library's logger writes to stdout and is shared by all its users in the process; ours is model/actors Logger.
log.setLevel('silent', false);
Implementation.setImplementationClassUid(IMPLEMENTATION_CLASS_UID);
Implementation.setImplementationVersion(IMPLEMENTATION_VERSION_NAME);
Implementation.setMaxPduLength(MAX_PDU_LENGTH);

interface ContextEntry {
  id: number;
  context: association.PresentationContext;
}
interface AssociationInternals {
  presentationContexts: ContextEntry[];
  addPresentationContext(abstractSyntaxUid: string, presentationContextId?: number): number;
}

// dcmjs-dimse 0.3.3 renumbers proposed contexts unless they come in ascending order, and then fails on their transfer
// syntaxes. PS3.8 9.3.2.2 asks for odd and unique ids, not for any order.
const prototype = association.Association.prototype as unknown as AssociationInternals;
const numberedByLibrary = prototype.addPresentationContext;
prototype.addPresentationContext = function (this: AssociationInternals, abstractSyntaxUid, presentationContextId) {
  if (presentationContextId === undefined) return numberedByLibrary.call(this, abstractSyntaxUid);
  const context = new association.PresentationContext(presentationContextId, abstractSyntaxUid);
  this.presentationContexts.push({ id: presentationContextId, context });
  return presentationContextId;
};

export const { Association, PresentationContext } = association;
export type Association = association.Association;
export type PresentationContext = association.PresentationContext;
export { Scp };
