import pc from 'picocolors';
import type { CheckedObject, FileFinding, FilesReport } from '../model/files-report';
import { counted } from '../model/counted';
import type { Severity } from '../model/check';
import { visible } from './html/escape';

const PAINT: Record<Severity, (text: string) => string> = { error: pc.red, warning: pc.yellow, info: pc.cyan };
const MAX_SKIPPED = 10;

/** What `airworthy check` found, for people: grouped by file, an object a line, its findings below. */
export function renderCheckText(report: FilesReport): string {
  const lines: string[] = [];
  let file: string | undefined;
  for (const object of report.objects) {
    const heading = object.type === 'study' ? 'Across objects' : object.file;
    if (heading !== file) lines.push(pc.bold(plain(heading)));
    file = heading;
    lines.push(...objectLines(object));
  }
  if (report.objects.length > 0) lines.push('');
  lines.push(...skippedLines(report), summary(report));
  return `${lines.join('\n')}\n`;
}

function objectLines({ part, what, id, findings }: CheckedObject): string[] {
  const mark = findings.some(({ severity }) => severity === 'error')
    ? pc.red('✗')
    : findings.some(({ severity }) => severity === 'warning')
      ? pc.yellow('!')
      : pc.green('✓');
  const place = part === undefined ? '' : `${plain(part)}: `;
  const head = `  ${mark} ${place}${plain(what)}${id === undefined ? '' : ` ${pc.dim(plain(id))}`}`;
  return [head, ...findings.flatMap(findingLines)];
}

function findingLines(finding: FileFinding): string[] {
  const { severity, rule, clause, message, path, tag, seen, expected } = finding;
  const lines = [
    `    ${PAINT[severity](severity.padEnd(7))} ${plain(message)} ${pc.dim(`[${rule}, ${plain(clause)}]`)}`,
  ];
  const indent = ' '.repeat(12);
  if (path !== undefined) lines.push(`${indent}at ${plain(path)}${tag === undefined ? '' : ` ${tag}`}`);
  if (seen !== undefined) lines.push(`${indent}seen: ${plain(seen)}`);
  if (expected !== undefined) lines.push(`${indent}expected: ${plain(expected)}`);
  return lines;
}

function skippedLines({ skipped }: FilesReport): string[] {
  if (skipped.length === 0) return [];
  const shown = skipped.slice(0, MAX_SKIPPED).map(({ file, reason }) => `  ${plain(file)}: ${plain(reason)}`);
  const more = skipped.length > MAX_SKIPPED ? [`  and ${skipped.length - MAX_SKIPPED} more`] : [];
  return [`Left out: ${counted(skipped.length, 'file')} that cannot be judged`, ...shown, ...more, ''];
}

function summary({ counts, air }: FilesReport): string {
  if (counts.objects === 0) return pc.yellow('Nothing could be checked: there is no DICOM, HL7 v2 or FHIR object.');
  const found = [counted(counts.error, 'error'), counted(counts.warning, 'warning'), counted(counts.info, 'note')];
  const text = `${counted(counts.objects, 'object')} in ${counted(counts.files, 'file')}${air ? ', also held to IHE AIR' : ''}: ${found.join(', ')}.`;
  return counts.error > 0 ? pc.red(text) : pc.green(text);
}

/** On one line, and nothing in it that a terminal obeys. */
const plain = (text: string): string => visible(text).replace(/\s+/g, ' ');
