import PDFDocument from 'pdfkit';
import type { RequirementResult, RunRecord } from '../../model/run-record';
import { visible } from '../html/escape';
import { byLevel, bySource, type Totals } from '../html/totals';
import { VERDICT_WORDS } from '../../model/verdict';

const MAX_TEXT = 1500;

/** The report without its pictures and diagrams as PDF, where there is no browser to print the page. */
export async function renderPlainPdf(record: RunRecord): Promise<Buffer> {
  const document = new PDFDocument({
    size: 'A4',
    margin: 50,
    lang: 'en-GB',
    displayTitle: true,
    tagged: true,
    pdfVersion: '1.7',
    info: { Title: text(`airworthy: ${record.sut.product} ${record.sut.version}`), Creator: 'airworthy' },
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject));
  firstPage(document, record);
  for (const requirement of record.requirements.filter(({ selected }) => selected)) entry(document, requirement);
  leftOut(document, record);
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

type Document = InstanceType<typeof PDFDocument>;

function firstPage(
  document: Document,
  { sut, environment, startedAt, runId, complete, requirements }: RunRecord,
): void {
  document
    .font('Helvetica-Bold')
    .fontSize(20)
    .text(text(`${sut.product} ${sut.version}`));
  document
    .font('Helvetica')
    .fontSize(11)
    .text(text(`${sut.vendor}, tested as ${sut.actor}`))
    .moveDown();
  for (const line of [
    `When: ${startedAt}`,
    `Run by: ${environment.operator} on ${environment.host}`,
    `Intended use declared: ${sut.intendedUse}`,
    `Run: ${runId}`,
    ...(complete ? [] : ['The run is incomplete and supports no overall claim.']),
  ])
    document.text(text(line));
  const shown = requirements.filter(({ selected }) => selected);
  for (const [title, rows] of [
    ['Outcome by source', bySource(shown)],
    ['Outcome by level', byLevel(shown)],
  ] as const)
    totals(document, title, rows);
  document.moveDown();
}

function totals(document: Document, title: string, rows: Totals[]): void {
  document.moveDown().font('Helvetica-Bold').fontSize(13).text(title).font('Helvetica').fontSize(11);
  for (const { title: name, verdict, sentence } of rows)
    document.text(text(`${name}: ${VERDICT_WORDS[verdict]}, ${sentence}`));
}

function entry(document: Document, requirement: RequirementResult): void {
  const { id, title, verdict, attested, reason, text: clause, source, lines, level, observations } = requirement;
  if (document.y > 700) document.addPage();
  const word = `${VERDICT_WORDS[verdict]}${attested ? ', attested' : ''}`;
  document
    .moveDown(0.6)
    .font('Helvetica-Bold')
    .fontSize(11)
    .text(text(`${id}  ${title}`));
  document
    .font('Helvetica')
    .fontSize(10)
    .text(text(`${word}: ${reason}`));
  document
    .fillColor('#444')
    .fontSize(9)
    .text(text(`${clause} (${source} ${lines}, ${level})`));
  for (const { clause: of, sentence, findings, evidence } of observations.slice(0, 5)) {
    document.text(text(`- ${sentence} [${of}]`), { indent: 10 });
    for (const { severity, message, path, seen } of findings.slice(0, 10))
      document.text(text(`${severity}: ${message} ${path ?? ''} ${seen === undefined ? '' : `(seen: ${seen})`}`), {
        indent: 20,
      });
    const files = [...new Set(evidence.flatMap(({ file }) => file ?? []))].slice(0, 3);
    if (files.length > 0) document.text(text(`evidence: ${files.join(', ')}`), { indent: 20 });
  }
  document.fillColor('black');
}

function leftOut(document: Document, { requirements }: RunRecord): void {
  const rest = requirements.filter(({ selected }) => !selected);
  if (rest.length === 0) return;
  document.addPage().font('Helvetica-Bold').fontSize(13).text('Not part of this run, or not applicable');
  document.font('Helvetica').fontSize(9);
  for (const { id, title, reason } of rest) document.text(text(`${id} ${title}: ${reason}`));
}

/** What the built-in fonts can show (WinAnsi); all else is marked, so that nothing is left out unseen. */
function text(value: string): string {
  const cut = value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}... (${value.length} characters)` : value;
  return visible(cut).replace(/[^\n\x20-\x7e\u00a1-\u00ff\u2013\u2014\u2018\u2019\u201c\u201d\u2026]/g, '?');
}
