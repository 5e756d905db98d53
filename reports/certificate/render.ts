import type { Certificate } from '../../model/certificate';
import { claimsView } from '../html/claims-view';
import { renderPage } from '../html/page';
import { VERDICT_WORDS } from '../../model/verdict';

/** The statement as one HTML page that needs nothing else. `keyId` names the key that signed it. */
export function renderCertificate(certificate: Certificate, keyId?: string): string {
  const { claims, requirements } = certificate;
  return renderPage({
    template: 'certificate',
    styles: ['report.css'],
    data: {
      certificate,
      keyId,
      claims: claimsView({ lines: claims, notes: [] }).lines,
      requirements: requirements.map((each) => ({
        ...each,
        word: each.attestedBy === undefined ? VERDICT_WORDS[each.verdict] : `${VERDICT_WORDS[each.verdict]}, attested`,
      })),
    },
  });
}
