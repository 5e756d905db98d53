import type { Party } from '../../model/actors';
import { counted } from '../../model/counted';
import { toLines, type DiagramLine, type ReportEvent } from './arrows';
import { escapeHtml } from './escape';

const COLUMNS: { party: Party; title: string }[] = [
  { party: 'scanner', title: 'Scanner' },
  { party: 'ris', title: 'RIS' },
  { party: 'pacs', title: 'PACS' },
  { party: 'ai-platform', title: 'AI platform' },
  { party: 'harness', title: 'Harness' },
];
const WIDTH = 1040;
const TIME_WIDTH = 76;
const ROW = 22;
const HEAD = 40;
const MAX_LABEL = 62;
const MAX_LINES = 120;

/** The traffic of a scenario as an SVG with times in seconds since its first event; '' when there was none. */
export function sequenceDiagram(events: readonly ReportEvent[], sut: Party): string {
  const all = toLines(events);
  const lines = all.slice(0, MAX_LINES);
  const start = lines[0]?.ms;
  if (start === undefined) return '';
  const height = HEAD + (lines.length + 1) * ROW + (all.length > MAX_LINES ? ROW : 0);
  const gap = (WIDTH - TIME_WIDTH) / COLUMNS.length;
  const x = (party: Party) => TIME_WIDTH + gap * (COLUMNS.findIndex((column) => column.party === party) + 0.5);
  const parts = [
    `<svg class="diagram" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Sequence of ${counted(all.length, 'message')} between the actors">`,
    ...COLUMNS.map(({ party, title }) => {
      const marked = party === sut ? ' (under test)' : '';
      return `<line class="life" x1="${x(party)}" x2="${x(party)}" y1="${HEAD - 8}" y2="${height}"/><text class="party${party === sut ? ' sut' : ''}" x="${x(party)}" y="20" text-anchor="middle">${title}${marked}</text>`;
    }),
    ...lines.map((line, index) => draw(line, HEAD + (index + 1) * ROW, x, start)),
  ];
  if (all.length > MAX_LINES) {
    parts.push(`<text class="time" x="4" y="${height - 6}">… ${all.length - MAX_LINES} more in journal.ndjson</text>`);
  }
  parts.push('</svg>');
  return parts.join('');
}

function draw(line: DiagramLine, y: number, x: (party: Party) => number, start: number): string {
  const seconds = ((line.ms - start) / 1000).toFixed(3);
  const title = `<title>event ${line.seq}${line.kind === 'arrow' && line.frames ? `, frames ${line.frames[0]}-${line.frames[1]}` : ''}: ${escapeHtml(line.label)}</title>`;
  const time = `<text class="time" x="4" y="${y + 4}">${seconds}</text>`;
  if (line.kind === 'note') {
    return `<g class="${line.tone}">${title}${time}<text class="note" x="${x(line.at)}" y="${y + 4}" text-anchor="middle">${escapeHtml(short(line.label))}</text></g>`;
  }
  const from = x(line.from);
  const to = x(line.to);
  const direction = to > from ? 1 : -1;
  const times = line.times > 1 ? ` ×${line.times}` : '';
  return (
    `<g class="${line.tone}">${title}${time}<line class="arrow" x1="${from}" y1="${y}" x2="${to - direction * 7}" y2="${y}"/>` +
    `<path class="head" d="M${to} ${y} l${-direction * 9} -4 v8 z"/>` +
    `<text class="label" x="${(from + to) / 2}" y="${y - 4}" text-anchor="middle">${escapeHtml(short(line.label))}${times}</text></g>`
  );
}

function short(label: string): string {
  return label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL - 1)}…` : label;
}
