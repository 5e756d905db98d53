import PDFDocument from 'pdfkit';
import type { Certificate } from '../../model/certificate';
import { visible } from '../html/escape';
import { VERDICT_WORDS } from '../../model/verdict';

/** The statement as PDF where there is no browser to print the page. */
export async function renderCertificatePdf(certificate: Certificate): Promise<Buffer> {
  const { vendor, product, version, actor, issuedOn, run, exceptions, claims, requirements } = certificate;
  const title = `Statement of conformity: ${product} ${version}`;
  const document = new PDFDocument({ size: 'A4', margin: 50, lang: 'en-GB', info: { Title: text(title) } });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject));
  const part = (heading: string, lines: readonly string[]) => {
    document.moveDown().font('Helvetica-Bold').fontSize(13).text(heading).font('Helvetica').fontSize(10);
    for (const line of lines.length > 0 ? lines : ['None.']) document.text(text(line));
  };
  document.font('Helvetica-Bold').fontSize(18).text(text(title)).font('Helvetica').fontSize(10);
  part('Statement', [
    `${vendor}, as ${actor}. The supplier's own statement, no certificate by a third party.`,
    `Issued on ${issuedOn}${certificate.validUntil === undefined ? '' : `, valid until ${certificate.validUntil}`}`,
    `Intended use declared: ${certificate.intendedUse}`,
    ...certificate.profileRevisions.map((revision) => `Against: ${revision}`),
    `Declared capabilities: ${certificate.capabilities.join(', ')}`,
    `Run ${run.runId} of ${run.startedAt}, airworthy ${run.airworthy}, SHA-256 of run.json ${run.recordSha256}`,
  ]);
  part(
    'Exceptions',
    exceptions.map(
      ({ requirement, reason, by }) => `${requirement}: ${reason}${by === undefined ? '' : ` (by ${by})`}`,
    ),
  );
  part(
    'Claims that the run did not bear out',
    claims.map(({ claim, sentence }) => `${claim}: ${sentence}`),
  );
  part(
    'Verdicts',
    requirements.map(({ id, title: name, verdict, reason, attestedBy }) =>
      [`${id} ${name}: ${VERDICT_WORDS[verdict]}. ${reason}`, ...(attestedBy ? [`Attested: ${attestedBy}`] : [])].join(
        ' ',
      ),
    ),
  );
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

/** What the built-in fonts can show; all else is marked, so that nothing is left out unseen. */
function text(value: string): string {
  return visible(value).replace(/[^\n\x20-\x7e\u00a1-\u00ff\u2013\u2014\u2018\u2019\u201c\u201d\u2026]/g, '?');
}
