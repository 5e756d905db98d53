import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { FileSource } from '../../../evidence/file-source';
import type { Comparison } from '../../../model/comparison';
import { RUN_FILES } from '../../../runner/run-start';
import { CERTIFICATE_FILES, EXPORT_FORMS } from '../../contract';
import type { Context } from '../context';
import { attachment, sandboxed } from '../http/downloads';
import { notFound, Refusal } from '../http/refusal';
import { serve } from '../http/route';
import { all, flag, object, PARAMS, text, whole } from '../http/schemas';

const HEAD_BYTES = 16 * 1024;
const yaml = text(256 * 1024);
const run = PARAMS['run'] ?? {};
const COMPARE = object(
  {
    of: { type: 'array', minItems: 2, maxItems: 20, items: { oneOf: [all({ run }), all({ pack: run })] } },
    baseline: whole(0, 1),
    bar: yaml,
    despiteDifferences: flag,
  },
  ['of'],
);
const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  json: 'application/json',
};

export function reportRoutes(app: FastifyInstance, { runs, packs, benchHand, options, products }: Context): void {
  const { data, signingKey, signingPassphrase } = options;
  const today = () => new Date().toISOString().slice(0, 10);
  const newId = () => randomBytes(8).toString('hex');
  /** Made for one answer or one sitting: nothing of it outlives the server. */
  const scratch = join(data, 'scratch');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  const made = new Map<string, string>();
  const folderOf = (id: string, what: string): string => {
    const folder = made.get(id);
    if (folder === undefined) throw notFound(what, 'It was kept until the console ended; make it again.');
    return folder;
  };

  serve(app, 'reports.page', {}, ({ params, reply }) => {
    const page = join(runs.settled(params.run).dir, RUN_FILES.report);
    if (!existsSync(page)) throw notFound('report of this run', 'Its pack has one; or "airworthy report" makes it.');
    return sandboxed(reply, policyIn(page)).send(createReadStream(page));
  });
  serve(app, 'reports.export', {}, async ({ params, reply }) => {
    const form = EXPORT_FORMS.find((each) => each === params.form);
    if (!form) throw notFound('form of report', `There are: ${EXPORT_FORMS.join(', ')}.`);
    const { dir, folder } = runs.settled(params.run);
    const out = join(scratch, newId());
    const remove = (): void => rmSync(out, { recursive: true, force: true });
    reply.raw.once('close', remove);
    const { file } = await benchHand.do('export', { dir, form, out });
    if (reply.raw.destroyed) {
      remove();
      return reply.hijack();
    }
    return attachment(reply, `${folder}-${basename(file)}`, 'application/octet-stream').send(createReadStream(file));
  });
  serve(app, 'products.trend', {}, async ({ params }) => {
    const { vendor, product, actor } = products.get(params.product);
    const mine = runs.list
      .list()
      .filter(
        (each) =>
          each.counts && !each.demo && each.vendor === vendor && each.product === product && each.actor === actor,
      )
      .reverse();
    const points = await benchHand.do('trend', { runs: mine.map(({ id }) => ({ id, dir: runs.list.find(id).dir })) });
    return { vendor, product, actor, points };
  });

  serve(app, 'comparisons.add', { body: COMPARE }, async ({ body }) => {
    if (body.baseline !== undefined && body.of.length !== 2)
      throw new Refusal(400, 'A run is compared with the one before it: two in all.', 'Choose two, or no baseline.');
    const of = body.of.map((one) => {
      if ('run' in one) {
        const { dir, folder } = runs.settled(one.run);
        return { path: dir, name: folder };
      }
      const { file, name } = packs.find(one.pack);
      return { path: file, name };
    });
    const id = newId();
    const out = join(scratch, id);
    const { baseline, bar, despiteDifferences } = body;
    const comparison = await benchHand.do('compare', { of, baseline, bar, despiteDifferences, out, day: today() });
    made.set(id, out);
    return { id, comparison };
  });
  serve(app, 'comparisons.read', {}, async ({ params }) => {
    const file = join(folderOf(params.comparison, 'comparison'), 'comparison.json');
    return { id: params.comparison, comparison: JSON.parse(await readFile(file, 'utf8')) as Comparison };
  });
  serve(app, 'comparisons.page', {}, ({ params, reply }) => {
    const page = join(folderOf(params.comparison, 'comparison'), 'comparison.html');
    return sandboxed(reply, policyIn(page)).send(createReadStream(page));
  });
  serve(app, 'comparisons.xlsx', {}, ({ params, reply }) => {
    const file = join(folderOf(params.comparison, 'comparison'), 'comparison.xlsx');
    return attachment(reply, 'comparison.xlsx', 'application/octet-stream').send(createReadStream(file));
  });

  serve(app, 'certificates.add', { body: object({ exceptions: yaml }) }, async ({ params, body }) => {
    const { dir } = runs.settled(params.run);
    const id = newId();
    const out = join(scratch, id);
    const key = signingKey === undefined ? undefined : { file: signingKey, passphrase: signingPassphrase };
    const answer = await benchHand.do('certify', { dir, out, exceptions: body.exceptions, key, day: today() });
    if ('missing' in answer) return answer;
    made.set(id, out);
    return { ...answer, id };
  });
  serve(app, 'certificates.file', {}, ({ params, reply }) => {
    const name = [...CERTIFICATE_FILES, 'certificate.dsse.json'].find((each) => each === params.file);
    const file = name && join(folderOf(params.certificate, 'certificate'), name);
    if (!file || !existsSync(file))
      throw notFound('file of a certificate', `There are: ${CERTIFICATE_FILES.join(', ')}.`);
    return attachment(reply, name, TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream').send(
      createReadStream(file),
    );
  });
}

/** The policy that our own pages state, with the hashes of their style and script; of another page nothing runs. */
function policyIn(page: string): string {
  const source = new FileSource(page);
  try {
    const head = source.read(0, HEAD_BYTES).toString('utf8');
    const stated = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/i
      .exec(head)?.[1]
      ?.replaceAll('&#39;', "'");
    const ours =
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; script-src 'sha256-[\w+/=]+'; img-src data:; base-uri 'none'; form-action 'none'$/;
    return stated !== undefined && ours.test(stated)
      ? stated
      : "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  } finally {
    source.close();
  }
}
