import type { SutConfig } from '../model/sut';

/** What the schema cannot say of a PACS: that what it declares can be reached. */
export function checkArchive(config: SutConfig, add: (path: (string | number)[], message: string) => void): void {
  const { archive, endpoints, viewer } = config;
  if (viewer !== undefined && config.actor !== 'pacs')
    add(['viewer'], '"viewer" is about a PACS, and "actor" is not pacs. Remove it, or correct "actor".');
  if (viewer?.pages === 'ohif' && viewer.url === undefined && endpoints?.dicomWeb === undefined)
    add(
      ['viewer', 'pages'],
      '"viewer.pages: ohif" without "viewer.url" has airworthy serve OHIF, so "endpoints.dicomWeb" must say where it reads from.',
    );
  if (viewer !== undefined && viewer.pages !== 'ohif' && viewer.url === undefined)
    add(['viewer'], '"viewer.url" is missing: say where the web viewer is.');
  if (archive === undefined) return;
  if (config.actor !== 'pacs') {
    add(['archive'], '"archive" is about a PACS, and "actor" is not pacs. Remove it, or correct "actor".');
  }
  const web = (['qido', 'wado', 'stow'] as const).filter((service) => archive[service]);
  if (web.length > 0 && endpoints?.dicomWeb === undefined) {
    add(
      ['archive', web[0] ?? 'qido'],
      `"archive" declares ${web.join(', ')}, so "endpoints.dicomWeb" must say where DICOMweb is served.`,
    );
  }
}
