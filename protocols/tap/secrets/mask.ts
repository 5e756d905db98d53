import type { LinkProtocol, Side } from '../../../model/events';
import { DimseMask } from './dimse-mask';
import { HttpMask } from './http-mask';
import type { Mask } from './types';

/** For one side of a connection. HL7 over MLLP has no credentials. */
export function createMask(protocol: LinkProtocol, sender: Side): Mask | undefined {
  if (protocol === 'mllp') return undefined;
  if (protocol !== 'dimse') return new HttpMask();
  return sender === 'client' ? new DimseMask() : undefined;
}
