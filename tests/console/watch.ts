import type { LiveEvent } from '../../console/contract';
import type { Browser } from './browser';

/** Reads the live stream of a run, as EventSource does, to its end. */
export async function* watch(
  browser: Browser,
  run: string,
  lastEventId?: number,
): AsyncGenerator<{ id: number; event: LiveEvent }> {
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) };
  const response = await browser.send('runs.live', { params: { run }, headers });
  if (!response.ok || !response.body)
    throw new Error(`runs.live answered ${response.status}: ${await response.text()}`);
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const data = field('data');
      if (data === undefined) continue;
      const event = JSON.parse(data) as LiveEvent;
      if (event.type !== field('event')) throw new Error(`${event.type} came as ${field('event')}`);
      yield { id: Number(field('id')), event };
      if (event.type === 'end') return;
    }
  }
}
