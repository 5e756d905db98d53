import type { RequirementResult, RunRecord } from '../../model/run-record';
import { VERDICT_WORDS } from '../../model/verdict';
import { byLevel, bySource } from '../html/totals';
import { PlainDocument } from '../plain-document';

/** The report without its pictures and diagrams as PDF, where there is no browser to print the page. */
export async function renderPlainPdf(record: RunRecord): Promise<Buffer> {
  const { sut, requirements } = record;
  const document = new PlainDocument(`airworthy: ${sut.product} ${sut.version}`);
  firstPage(document, record);
  for (const requirement of requirements.filter(({ selected }) => selected)) entry(document, requirement);
  leftOut(document, record);
  return document.finish();
}

function firstPage(document: PlainDocument, record: RunRecord): void {
  const { sut, environment, startedAt, runId, complete, requirements } = record;
  document.heading(1, `${sut.product} ${sut.version}`);
  document.paragraph(`${sut.vendor}, tested as ${sut.actor}`, { size: 11 });
  document.paragraph(startedAt, { lead: 'When' });
  document.paragraph(`${environment.operator} on ${environment.host}`, { lead: 'Run by' });
  document.paragraph(sut.intendedUse, { lead: 'Intended use declared' });
  document.paragraph(runId, { lead: 'Run' });
  if (!complete) document.paragraph('The run is incomplete and supports no overall claim.');
  const shown = requirements.filter(({ selected }) => selected);
  for (const [title, rows] of [
    ['Outcome by source', bySource(shown)],
    ['Outcome by level', byLevel(shown)],
  ] as const) {
    document.heading(2, title);
    for (const { title: lead, verdict, sentence } of rows)
      document.paragraph(`${VERDICT_WORDS[verdict]}, ${sentence}`, { lead });
  }
  document.heading(2, 'Requirements');
}

function entry(document: PlainDocument, requirement: RequirementResult): void {
  const { id, title, verdict, attested, reason, text, source, lines, level, observations } = requirement;
  document.heading(3, `${id}  ${title}`);
  document.paragraph(`${VERDICT_WORDS[verdict]}${attested ? ', attested' : ''}: ${reason}`);
  document.paragraph(`${text} (${source} ${lines}, ${level})`, { size: 9, soft: true });
  const said = (words: string, indent: number) => document.paragraph(words, { size: 9, soft: true, indent });
  for (const { clause, sentence, findings, evidence } of observations.slice(0, 5)) {
    said(`- ${sentence} [${clause}]`, 10);
    for (const { severity, message, path, seen } of findings.slice(0, 10))
      said(`${severity}: ${message} ${path ?? ''} ${seen === undefined ? '' : `(seen: ${seen})`}`, 20);
    const files = [...new Set(evidence.flatMap(({ file }) => file ?? []))].slice(0, 3);
    if (files.length > 0) said(`evidence: ${files.join(', ')}`, 20);
  }
}

function leftOut(document: PlainDocument, { requirements }: RunRecord): void {
  const rest = requirements.filter(({ selected }) => !selected);
  if (rest.length === 0) return;
  document.newPage();
  document.heading(2, 'Not part of this run, or not applicable');
  for (const { id, title, reason } of rest) document.paragraph(`${title}: ${reason}`, { size: 9, lead: id });
}
