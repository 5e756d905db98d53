import type { SutConfig } from '../model/sut';

/** The names by which requirements and scenario tags (`@needs-fhir`) ask what the product declares. */
export function declaredCapabilities({ capabilities, ris }: SutConfig): Set<string> {
  const declared = new Set<string>(capabilities.carriers);
  const { tls } = capabilities;
  if (capabilities.fhir) declared.add('fhir');
  if (tls.dimse || tls.mllp || tls.http) declared.add('tls');
  if (tls.dimse) declared.add('tls-dimse');
  if (tls.mllp) declared.add('tls-mllp');
  if (tls.http) declared.add('tls-http');
  if (capabilities.llmText) declared.add('llm-text');
  if (capabilities.criticalAlertCode) declared.add('critical-alert-code');
  if (capabilities.srSignalsAvailability) declared.add('sr-signals-availability');
  if (capabilities.storageCommitment) declared.add('storage-commitment');
  if (ris?.aiTimeout !== undefined) declared.add('ai-timeout');
  declared.add(capabilities.intake);
  declared.add(capabilities.resultStorage);
  return declared;
}
