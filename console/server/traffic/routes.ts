import { createReadStream, existsSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { JournalEvent } from '../../../model/events';
import { RUN_FILES } from '../../../runner/run-start';
import type { EventFile } from '../../contract';
import type { Context } from '../context';
import { attachment } from '../http/downloads';
import { notFound, Refusal } from '../http/refusal';
import { serve } from '../http/route';
import { object, text, whole } from '../http/schemas';
import { arrowOf } from '../runs/arrow';
import type { JournalIndex } from '../runs/journal-index';
import { decode } from './decode';
import { filesOf } from './event-files';
import { relatedTo } from './related';

/** Events that are looked through for one page, where few of them fit what is asked for. */
const MOST_SEARCHED = 20_000;
const MOST_ARROWS = 2000;

const QUERY = object({ after: whole(0, 1e9), limit: whole(1, MOST_ARROWS), scenario: text(500), text: text(200) });
const TYPES: Record<EventFile['what'], [type: string, ending: string]> = {
  dicom: ['application/dicom', '.dcm'],
  hl7: ['application/octet-stream', '.hl7'],
  json: ['application/octet-stream', '.json'],
  text: ['application/octet-stream', '.txt'],
  bytes: ['application/octet-stream', ''],
};

export function trafficRoutes(app: FastifyInstance, { runs, benchHand }: Context): void {
  const journalOf = (run: string): JournalIndex => {
    const journal = runs.journal(run);
    if (!journal) throw new Refusal(409, 'Nothing is recorded of this run yet.', 'Wait until it has begun.');
    journal.refresh();
    return journal;
  };
  const eventOf = (
    run: string,
    seq: number,
  ): { event: JournalEvent; journal: JournalIndex; at(file: string): string } => {
    const journal = journalOf(run);
    const event = journal.event(seq);
    if (!event) throw notFound('event in this run', 'Its traffic shows those that are there.');
    return { event, journal, at: (file) => within(journal.dir, file) };
  };
  const fileOf = ({ run, seq, n }: { run: string; seq: number; n: number }) => {
    const { event, journal, at } = eventOf(run, seq);
    const file = filesOf(event, at)[n];
    if (!file) throw notFound('file of this event', 'The event shows those that it has.');
    const path = at(file.file);
    if (!existsSync(path)) throw notFound('file any more', 'It was removed from the folder of the run.');
    return { file, path, dir: journal.dir };
  };

  serve(app, 'traffic.list', { query: QUERY }, async ({ params, query }) => {
    const journal = journalOf(params.run);
    const { after = 0, limit = 500, scenario, text: wanted } = query;
    const arrows: NonNullable<ReturnType<typeof arrowOf>>[] = [];
    let last = after;
    while (arrows.length < limit && last < journal.events && last - after < MOST_SEARCHED) {
      // One event can make one arrow at most, so no page is longer than asked for.
      const read = journal.after(last, Math.min(1000, limit - arrows.length));
      if (read.last === last) break;
      last = read.last;
      const found = read.events.flatMap((event) => arrowOf(event) ?? []);
      arrows.push(...found.filter((arrow) => fits(arrow, scenario, wanted)));
      await new Promise(setImmediate);
    }
    return { arrows, events: journal.events, ...(last < journal.events ? { next: last } : {}) };
  });
  serve(app, 'traffic.event', {}, ({ params }) => {
    const { event, journal, at } = eventOf(params.run, params.seq);
    const arrow = arrowOf(event);
    return { ...(arrow ? { arrow } : {}), event, files: filesOf(event, at), related: relatedTo(event, journal) };
  });
  serve(app, 'traffic.file', {}, ({ params }) => {
    const { file, path } = fileOf(params);
    return decode(file, path, runs.recordOf(params.run));
  });
  serve(app, 'traffic.download', {}, ({ params, reply }) => {
    const { file, path } = fileOf(params);
    const [type, ending] = TYPES[file.what];
    const name = file.file.split('/').at(-1) ?? 'file';
    const named = name.endsWith(ending) ? name : name + ending;
    return attachment(reply, named, type).header('content-length', statSync(path).size).send(createReadStream(path));
  });
  serve(app, 'traffic.picture', {}, ({ params }) => {
    const { file, dir } = fileOf(params);
    if (file.what !== 'dicom') throw new Refusal(422, 'This is no DICOM object, so there is no picture of it.');
    return benchHand.do('picture', { dir, file: file.file });
  });
  serve(app, 'traffic.capture', {}, ({ params, reply }) => {
    const { dir } = journalOf(params.run);
    const path = join(dir, RUN_FILES.capture);
    if (!existsSync(path))
      throw notFound(
        'capture of the whole run',
        'A run that was resumed has one in the folder of each part; download its pack.',
      );
    return attachment(reply, 'traffic.pcapng', 'application/vnd.tcpdump.pcap').send(createReadStream(path));
  });
}

function fits(
  { scenario, label }: { scenario?: string; label: string },
  wanted: string | undefined,
  text: string | undefined,
): boolean {
  return (
    (wanted === undefined || scenario === wanted) &&
    (text === undefined || label.toLowerCase().includes(text.toLowerCase()))
  );
}

/** Journals come from other machines too: a path in one leads nowhere else. */
function within(dir: string, file: string): string {
  const path = resolve(dir, file);
  if (!path.startsWith(dir + sep)) throw new Refusal(422, 'The journal names a file outside of its run.');
  return path;
}
