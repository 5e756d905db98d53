import type { RisAccess } from '../../../model/ris-access';
import type { Operator } from '../../operator/operator';
import type { Harness } from '../../harness/harness';
import { LINK } from '../../harness/links';
import { fhirAsHttp } from './fhir-view';
import { HttpRisView } from './http-view';
import { MwlRisView } from './mwl-view';
import { OperatorRisView } from './operator-view';
import type { RisView } from './view';

/** The view that sut.yaml declares; each asks through the tap of its link. */
export function openView({ worklist, fhirPath }: RisAccess, harness: Harness, operator: Operator): RisView {
  const timeoutMs = harness.config.timeouts.exchange * 1000;
  const http = { address: () => harness.taps.address(LINK.harnessToRisHttp), timeoutMs };
  switch (worklist.adapter) {
    case 'http':
      return new HttpRisView({ ...http, adapter: 'http', view: worklist.http, accept: 'application/json' });
    case 'fhir':
      return new HttpRisView({
        ...http,
        adapter: 'fhir',
        view: fhirAsHttp(worklist.fhir, fhirPath),
        accept: 'application/fhir+json',
      });
    case 'mwl':
      return new MwlRisView({
        view: worklist.mwl,
        peer: () => harness.peer(LINK.harnessToRis),
        callingAeTitle: harness.config.harness.probe.aeTitle,
        timeoutMs,
      });
    case 'operator':
      return new OperatorRisView(operator);
  }
}
