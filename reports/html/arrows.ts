import type { Party } from '../../model/actors';
import { counted } from '../../model/counted';
import type { EventBody } from '../../model/events';

export type ReportEvent = EventBody & { seq: number; at: string; ms: number };

/** One line of a sequence diagram: an arrow between two parties, or a note at one. */
export type DiagramLine =
  | {
      kind: 'arrow';
      from: Party;
      to: Party;
      label: string;
      tone: Tone;
      ms: number;
      seq: number;
      times: number;
      frames?: [number, number];
    }
  | { kind: 'note'; at: Party; label: string; tone: Tone; ms: number; seq: number };

export type Tone = 'plain' | 'answer' | 'trouble' | 'key';

/** Turns journal events into diagram lines; runs of the same message between the same parties become one line. */
export function toLines(events: readonly ReportEvent[]): DiagramLine[] {
  const lines: DiagramLine[] = [];
  for (const event of events) {
    const line = toLine(event);
    if (!line) continue;
    const last = lines.at(-1);
    if (last?.kind === 'arrow' && line.kind === 'arrow' && sameArrow(last, line)) {
      last.times += 1;
      if (last.frames && line.frames) last.frames = [last.frames[0], line.frames[1]];
    } else {
      lines.push(line);
    }
  }
  return lines;
}

function sameArrow(a: DiagramLine & { kind: 'arrow' }, b: DiagramLine & { kind: 'arrow' }): boolean {
  return a.from === b.from && a.to === b.to && a.label === b.label && a.tone === b.tone;
}

/** The line of one event; undefined where it is nothing to show. */
export function toLine(event: ReportEvent): DiagramLine | undefined {
  const { ms, seq } = event;
  const note = (at: Party, label: string, tone: Tone = 'plain'): DiagramLine => ({
    kind: 'note',
    at,
    label,
    tone,
    ms,
    seq,
  });
  switch (event.kind) {
    case 'dimse.command': {
      // Successful answers to a C-STORE say nothing that the absence of trouble does not.
      if (event.command === 'C-STORE-RSP' && event.status === 0) return undefined;
      if (event.command === 'C-FIND-RSP' && (event.status ?? 0) >= 0xff00) return undefined;
      const answer = event.command.endsWith('-RSP');
      const bad = answer && event.status !== undefined && !isFine(event.status);
      return arrow(event, event.sender, dimseLabel(event), bad ? 'trouble' : answer ? 'answer' : 'plain');
    }
    case 'dimse.associate-reject':
      return arrow(event, 'server', `association rejected: ${event.meaning}`, 'trouble');
    case 'dimse.abort':
      return arrow(event, event.sender, 'association aborted', 'trouble');
    case 'mllp.message': {
      if (event.acknowledgmentCode !== undefined) {
        const code = event.acknowledgmentCode;
        return arrow(event, event.sender, `ACK ${code}`, code === 'AA' || code === 'CA' ? 'answer' : 'trouble');
      }
      return arrow(event, event.sender, `${event.messageType} ${event.controlId}`, 'key');
    }
    case 'mllp.framing-error':
      return arrow(event, event.sender, `MLLP framing: ${event.problem}`, 'trouble');
    case 'http.request':
      return arrow(event, 'client', `${event.method} ${event.target}`, 'plain');
    case 'http.response':
      return arrow(event, 'server', `HTTP ${event.status}`, event.status >= 400 ? 'trouble' : 'answer');
    case 'connection.failed':
      return arrow(event, 'client', `no connection: ${event.reason}`, 'trouble');
    case 'connection.tls-failed':
      return arrow(event, event.side, `TLS failed: ${event.reason}`, 'trouble');
    case 'tap.fault': {
      const [, to] = parties(event.link);
      return note(
        to,
        event.active ? `fault put on ${event.link}: ${event.fault}` : `fault lifted: ${event.fault}`,
        'trouble',
      );
    }
    case 'ris.exam':
      return note('ris', `${event.from} → ${event.to} (${event.cause})`, 'key');
    case 'probe.pacs':
      return note('pacs', `lists ${counted(event.found.length, 'instance')} (asked at: ${event.trigger})`);
    case 'probe.sut':
      return note('ai-platform', `${event.probe}: ${event.outcome}`);
    case 'probe.ris':
      return note(
        'ris',
        event.failure
          ? `${event.asked}: ${event.failure.sentence}`
          : `${event.asked}: ${event.entries.length} listed (asked at: ${event.trigger})`,
      );
    case 'ris.handled':
      return note('ris', `${event.what} by ${event.by}${event.detail ? `: ${event.detail}` : ''}`, 'key');
    case 'ai-platform.sent':
      return note(
        'ai-platform',
        event.answer
          ? `${event.what}: ${event.answer.code} ${event.answer.reason}`.trim()
          : `${event.what}: no answer (${event.unanswered ?? ''})`,
      );
    case 'wait':
      return event.outcome === 'expired' && event.what.startsWith('the ')
        ? note('harness', `waited ${(event.elapsedMs / 1000).toFixed(1)} s in vain for ${event.what}`, 'trouble')
        : undefined;
    case 'harness.problem':
      return note('harness', event.sentence, 'trouble');
    default:
      return undefined;
  }
}

function arrow(
  event: ReportEvent & { link: string; frames?: [number, number] },
  sender: 'client' | 'server',
  label: string,
  tone: Tone,
): DiagramLine {
  const [client, server] = parties(event.link);
  const [from, to] = sender === 'client' ? [client, server] : [server, client];
  return { kind: 'arrow', from, to, label, tone, ms: event.ms, seq: event.seq, times: 1, frames: event.frames };
}

function parties(link: string): [Party, Party] {
  const [from = 'harness', to = 'harness'] = (link.split(':')[0] ?? '').split('>') as Party[];
  return [from, to];
}

function dimseLabel(event: Extract<EventBody, { kind: 'dimse.command' }>): string {
  const what = SOP_CLASS_NAMES[event.sopClassUid ?? event.abstractSyntax] ?? '';
  if (event.command.endsWith('-RSP')) {
    return `${event.command} ${(event.status ?? 0).toString(16).padStart(4, '0').toUpperCase()}H${event.errorComment ? ` ${event.errorComment}` : ''}`;
  }
  return `${event.command.replace(/-RQ$/, '')} ${what}`.trim();
}

/** Success, pending, or a warning. */
function isFine(status: number): boolean {
  return status === 0 || status === 0xff00 || status === 0xff01 || (status & 0xf000) === 0xb000;
}

const SOP_CLASS_NAMES: Record<string, string> = {
  '1.2.840.10008.1.1': '',
  '1.2.840.10008.5.1.4.31': 'worklist',
  '1.2.840.10008.3.1.2.3.3': 'MPPS',
  '1.2.840.10008.1.20.1': 'storage commitment',
  '1.2.840.10008.5.1.4.1.2.2.1': 'study root',
  '1.2.840.10008.5.1.4.1.2.2.2': 'study root',
  '1.2.840.10008.5.1.4.1.2.2.3': 'study root',
  '1.2.840.10008.5.1.4.1.1.2': 'CT image',
  '1.2.840.10008.5.1.4.1.1.4': 'MR image',
  '1.2.840.10008.5.1.4.1.1.7': 'Secondary Capture',
  '1.2.840.10008.5.1.4.1.1.88.34': 'Comprehensive 3D SR',
  '1.2.840.10008.5.1.4.1.1.88.33': 'Comprehensive SR',
  '1.2.840.10008.5.1.4.1.1.88.22': 'Enhanced SR',
  '1.2.840.10008.5.1.4.1.1.66.4': 'Segmentation',
  '1.2.840.10008.5.1.4.1.1.30': 'Parametric Map',
  '1.2.840.10008.5.1.4.1.1.11.1': 'Presentation State',
  '1.2.840.10008.5.1.4.1.1.88.59': 'Key Object Selection',
  '1.2.840.10008.5.1.4.1.1.104.1': 'Encapsulated PDF',
};
