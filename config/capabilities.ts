import { type ArchiveDeclaration, ARCHIVE_DEFAULTS } from '../model/archive';
import type { SutConfig } from '../model/sut';

/** The names by which requirements and scenario tags (`@needs-fhir`) ask what the product declares. */
export function declaredCapabilities(config: SutConfig): Set<string> {
  const { capabilities, ris } = config;
  if (config.actor === 'pacs') return ofArchive(config, config.archive ?? ARCHIVE_DEFAULTS);
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
  if (ris?.consumer) declared.add('air-consumer');
  if (capabilities.air) {
    declared.add('air');
    for (const primitive of capabilities.air.primitives) declared.add(`air-${primitive}`);
    if (capabilities.carriers.includes('sr')) declared.add('air-reports');
    const hasRegions = capabilities.air.primitives.includes('regions');
    if (hasRegions && capabilities.carriers.includes('seg')) declared.add('air-segmentations');
    if (capabilities.storageCommitment) declared.add('air-storage-commitment');
    // What a PACS does to a C-STORE can be tried on those only who send one.
    if (capabilities.resultStorage === 'c-store') {
      declared.add('air-c-store');
      if (capabilities.storageCommitment) declared.add('air-c-store-commitment');
    }
  }
  declared.add(capabilities.intake);
  declared.add(capabilities.resultStorage);
  return declared;
}

function ofArchive({ capabilities: { tls }, viewer }: SutConfig, archive: ArchiveDeclaration): Set<string> {
  const declared: [name: string, is: boolean][] = [
    ['storage-commitment', archive.storageCommitment],
    ['c-get', archive.cGet],
    ['qido', archive.qido],
    ['wado', archive.wado],
    ['stow', archive.stow],
    ['sr-signals-availability', archive.srSignalsAvailability],
    ['viewer', archive.viewer],
    ['web-viewer', viewer !== undefined],
    ['display-retrieves', archive.displayRetrieves],
    ['tls', tls.dimse || tls.http],
    ['tls-dimse', tls.dimse],
    ['tls-http', tls.http],
  ];
  return new Set(declared.flatMap(([name, is]) => (is ? [name] : [])));
}
