import type { Certificate } from '../../model/certificate';
import { VERDICT_WORDS } from '../../model/verdict';
import { PlainDocument } from '../plain-document';

/** The statement as PDF where there is no browser to print the page. `keyId` names the key that signed it. */
export async function renderCertificatePdf(certificate: Certificate, keyId?: string): Promise<Buffer> {
  const { vendor, product, version, actor, issuedOn, run, exceptions, claims, requirements } = certificate;
  const document = new PlainDocument(`Statement of conformity: ${product} ${version}`);
  document.heading(1, `Statement of conformity: ${product} ${version}`);
  const facts: [string, string][] = [
    ['Supplier', `${vendor}, as ${actor}. The supplier's own statement, no certificate by a third party.`],
    [
      'Issued on',
      `${issuedOn}${certificate.validUntil === undefined ? '' : `, valid until ${certificate.validUntil}, when the first attested answer expires`}`,
    ],
    ['Intended use declared', certificate.intendedUse],
    ...certificate.profileRevisions.map((revision): [string, string] => ['Against', revision]),
    ['Declared capabilities', certificate.capabilities.join(', ') || 'none'],
    ['Run', `${run.runId} of ${run.startedAt}, airworthy ${run.airworthy}`],
    ['SHA-256 of run.json', run.recordSha256],
    ['Signature', keyId === undefined ? 'none' : `certificate.dsse.json, key ${keyId}`],
  ];
  for (const [lead, words] of facts) document.paragraph(words, { lead });
  const part = (heading: string, lines: readonly [lead: string, words: string][]) => {
    document.heading(2, heading);
    if (lines.length === 0) document.paragraph('None.');
    for (const [lead, words] of lines) document.paragraph(words, { lead });
  };
  part(
    'Exceptions',
    exceptions.map(({ requirement, reason, by }) => [requirement, `${reason}${by === undefined ? '' : ` (by ${by})`}`]),
  );
  part(
    'Claims that the run did not bear out',
    claims.map(({ claim, sentence }) => [claim, sentence]),
  );
  part(
    'Verdicts',
    requirements.map(({ id, title, verdict, reason, attestedBy }) => [
      `${id} ${title}: ${VERDICT_WORDS[verdict]}${attestedBy === undefined ? '' : ', attested'}.`,
      [reason, ...(attestedBy === undefined ? [] : [attestedBy])].join(' '),
    ]),
  );
  return document.finish();
}
