import type { Check, CheckResult } from '../../model/check';
import { counted } from '../../model/counted';
import type { JournalEvent } from '../../model/events';
import type { ScenarioRecord } from '../../model/record';
import { atEvent } from './reading/evidence';
import { breach, nothingSeen, satisfied } from './reading/judging';

type Accepted = Extract<JournalEvent, { kind: 'dimse.associate-accept' }>;

const LINK = 'ai-platform>pacs:dimse';
/** An archive that ends an association of itself after so long without use did what was left to it. */
const LEFT_TO_THE_PACS_MS = 15_000;

/** RCR-S6.5: a PACS has room for so many associations; who keeps them takes them from others, and in the end from itself. */
export const associationsReleased: Check = {
  id: 'workflow/associations-released',
  title: 'Associations with the PACS are given back after use',
  clause: 'RCR l.21-22, PS3.8 7.2',
  judge(record) {
    const trouble = record.events.find((event) => event.kind === 'harness.problem');
    return trouble?.kind === 'harness.problem' ? nothingSeen(trouble.sentence) : judge(record);
  },
};

/** What is still in use is no breach, nor what was left alone for less time than a product may take to recover. */
function judge({ events, sut }: ScenarioRecord): CheckResult {
  const accepted = events.filter(
    (event): event is Accepted => event.kind === 'dimse.associate-accept' && event.link === LINK,
  );
  if (accepted.length === 0) return nothingSeen('The AI platform opened no association with the PACS.');
  const kept = accepted.filter((association) => wasKept(association, events, sut.timeouts.recovery * 1000));
  if (kept.length > 0)
    return breach(
      `${kept.length} of ${counted(accepted.length, 'association')} with the PACS stayed open without any use.`,
      kept.map((association) => atEvent(association, 'accepted, and never released')),
    );
  const open = accepted.filter((association) => !endOf(association, events));
  if (open.length > 0)
    return nothingSeen(
      `${counted(open.length, 'association')} with the PACS was still open; whether it stays so was not awaited.`,
    );
  return satisfied(
    `${counted(accepted.length, 'association')} with the PACS, and none was left open.`,
    accepted.map((association) => atEvent(association)),
  );
}

function wasKept(association: Accepted, events: readonly JournalEvent[], recoveryMs: number): boolean {
  const end = endOf(association, events);
  const used = events.findLast(
    (event) => isOn(association, event) && event !== end && event.kind !== 'connection.closed',
  );
  const unusedMs = (end ?? events.at(-1) ?? association).ms - (used ?? association).ms;
  if (!end) return unusedMs >= recoveryMs;
  const byPacs = end.kind === 'connection.closed' ? end.by === 'server' : end.sender === 'server';
  return byPacs && unusedMs >= LEFT_TO_THE_PACS_MS;
}

/** How the association came to its end, orderly or not. */
function endOf(association: Accepted, events: readonly JournalEvent[]) {
  return events.find(
    (event) =>
      (event.kind === 'dimse.release' || event.kind === 'dimse.abort' || event.kind === 'connection.closed') &&
      isOn(association, event),
  ) as Extract<JournalEvent, { kind: 'dimse.release' | 'dimse.abort' | 'connection.closed' }> | undefined;
}

function isOn({ link, connection }: Accepted, event: JournalEvent): boolean {
  return 'connection' in event && event.link === link && event.connection === connection;
}
