import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../model/package-root';

/** sut.yaml (JSON is YAML) of no scanner, but a product of somebody, of which a whole run is short and finds breaches. */
export const DCMTK_SCANNER = {
  ...{ vendor: 'OFFIS <b>e.V.</b>', product: 'findscu and storescu', version: '3.6', actor: 'scanner' },
  ...{
    capabilities: { storageCommitment: false },
    endpoints: {},
    pacs: { launcher: 'embedded' },
    timeouts: { settle: 1 },
  },
  harness: { ris: { dimsePort: 0 }, pacs: { dimsePort: 0 } },
  acquisition: {
    ...{ start: 'command', deadline: 60 },
    command: [
      'findscu -W -aet CT1 -aec $AIRW_RIS_AE_TITLE $AIRW_RIS_HOST $AIRW_RIS_PORT -k AccessionNumber=$AIRW_ACCESSION_NUMBER -k PatientName -k PatientID',
      `storescu -aet CT1 -aec $AIRW_PACS_AE_TITLE $AIRW_PACS_HOST $AIRW_PACS_PORT +sd '${join(PACKAGE_ROOT, 'fixtures', 'real', 'ct-3slice')}'`,
    ].join(' && '),
  },
};
