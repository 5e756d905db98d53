import { expect, it } from 'vitest';
import type { JournalEvent } from '../../model/events';
import { JournalIndex } from './journal-index';

let seq = 0;
const event = (scenario: string | undefined, body: Partial<JournalEvent> & { kind: string }): JournalEvent =>
  ({ seq: ++seq, scenario, ...body }) as JournalEvent;
const exam = (caseId: string) => ({ caseId }) as never;

it('gives a scenario its own events and what it adopted, as the journal goes on', () => {
  const link = { kind: 'link.opened', link: 'a>b:mllp', from: 'ris', to: 'ai-platform', protocol: 'mllp' } as const;
  const opened = event('one', { kind: 'case.opened', exam: exam('case-1') });
  const check = event('one', { kind: 'check' });
  const until = event('one', { kind: 'wait' });
  const late = event('one', { kind: 'wait' });
  const journal = new JournalIndex([event(undefined, link), opened, check]);
  expect(journal.eventsOf('one')).toEqual([opened, check]);
  for (const each of [until, late]) journal.add(each);
  const other = event('two', { kind: 'case.opened', exam: exam('case-2') });
  const adoption = event('two', { kind: 'case.adopted', caseId: 'case-1', from: 'one', until: until.seq });
  for (const each of [other, adoption]) journal.add(each);

  expect(journal.eventsOf('one')).toEqual([opened, check, until, late]);
  expect(journal.eventsOf('two')).toEqual([opened, until, other, adoption]);
  expect(journal.eventsOf('none')).toEqual([]);
  expect(journal.exams).toEqual([exam('case-1'), exam('case-2')]);
  expect(journal.links.get('a>b:mllp')).toEqual({ from: 'ris', to: 'ai-platform', protocol: 'mllp' });
});
