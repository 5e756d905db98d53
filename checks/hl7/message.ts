import type { Finding } from '../../model/check';
import type { Hl7Message } from '../../model/hl7/message';
import { checkFields } from './check-fields';
import { checkEncoding } from './encoding';
import { checkIdentifiers } from './identifiers';
import { checkStructure } from './structure';

/** All rules for one HL7 v2 message (v2.3.1 to v2.5.1; later versions by the same rules). Findings in message order. */
export function checkMessage(message: Hl7Message): Finding[] {
  return [...checkEncoding(message), ...checkStructure(message), ...checkFields(message), ...checkIdentifiers(message)];
}
