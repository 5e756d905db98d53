import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { Refusal } from '../http/refusal';
import { bytesOf } from '../http/raw-body';
import { serve } from '../http/route';
import { all, object, oneOf, text } from '../http/schemas';
import { LIMITS } from '../options';

const day = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const ANSWER = object(
  {
    answer: oneOf(['yes', 'no']),
    name: text(200),
    role: text(200),
    productVersion: text(256),
    statement: text(4000),
    expires: day,
  },
  ['answer', 'name', 'role', 'productVersion', 'statement'],
);
const KEPT_LOOKS = 20;

export function attestRoutes(app: FastifyInstance, context: Context): void {
  const { runs, products, books, turns, evidence, benchHand } = context;
  const key = ({ run, requirement }: { run: string; requirement: string }) => `${run} ${requirement}`;
  const looks = new Map<string, ReturnType<typeof lookAt>>();

  function lookAt(run: string, requirement: string) {
    return benchHand.do('look', { dir: runs.settled(run).dir, requirement, product: productOf(run) });
  }
  /** Made once: the picture and what to look for are the same whenever they are asked for. */
  function look(run: string, requirement: string): ReturnType<typeof lookAt> {
    const at = `${run} ${requirement}`;
    const known = looks.get(at) ?? lookAt(run, requirement);
    looks.set(at, known);
    known.catch(() => looks.delete(at));
    for (const old of looks.keys()) if (looks.size > KEPT_LOOKS) looks.delete(old);
    return known;
  }
  function productOf(run: string): { yaml: string; file: string } | undefined {
    const { productId } = runs.summary(run);
    if (productId === undefined || !products.list().some(({ id, problems }) => id === productId && problems === 0))
      return undefined;
    return { yaml: products.get(productId).yaml, file: join(products.folderOf(productId), 'sut.yaml') };
  }

  serve(app, 'attest.read', {}, ({ params, who }) => books.read(params.run, who.name));
  serve(app, 'attest.take', {}, async ({ params, who }) => {
    await books.step(params.run, params.requirement, who.name);
    turns.take(key(params), who.name);
    const step = await books.step(params.run, params.requirement, who.name);
    const seen = step.study ? await look(params.run, params.requirement) : undefined;
    const sent = evidence.sent(params.run, params.requirement);
    return {
      ...step,
      lookFor: seen?.lookFor ?? [],
      ...(seen?.notSentBecause === undefined ? {} : { notSentBecause: seen.notSentBecause }),
      ...(sent ? { sent: { at: sent.at, exams: sent.exams } } : {}),
      screenshots: evidence.screenshots(params.run, params.requirement),
    };
  });
  serve(app, 'attest.letGo', {}, ({ params, who }) => turns.letGo(key(params), who.name));
  serve(app, 'attest.send', {}, async ({ params, who }) => {
    const { study } = await books.step(params.run, params.requirement, who.name);
    turns.hold(key(params), who.name);
    if (!study) throw new Refusal(422, 'There is no study to look at for this question.');
    const { dir } = runs.settled(params.run);
    const sent = await benchHand.do('send', { dir, requirement: params.requirement, product: productOf(params.run) });
    evidence.keepSent(params.run, params.requirement, sent);
    return { at: sent.at, exams: sent.exams };
  });
  serve(app, 'attest.picture', {}, async ({ params, reply, who }) => {
    const { study } = await books.step(params.run, params.requirement, who.name);
    if (!study) throw new Refusal(404, 'There is no picture for this question.');
    const { picture } = await look(params.run, params.requirement);
    return reply.type('image/png').send(Buffer.from(picture, 'base64'));
  });

  serve(
    app,
    'attest.addScreenshot',
    { query: all({ name: text(200) }), bodyLimit: LIMITS.screenshotBytes },
    async ({ params, query, request, who }) => {
      await books.step(params.run, params.requirement, who.name);
      turns.hold(key(params), who.name);
      const bytes = await bytesOf(request.body, LIMITS.screenshotBytes);
      return evidence.add(runs.settled(params.run), params.requirement, query.name, bytes);
    },
  );
  serve(app, 'attest.screenshot', {}, ({ params, reply }) => {
    const { path, type } = evidence.file(runs.settled(params.run), params.requirement, params.screenshot);
    return reply.type(type).send(createReadStream(path));
  });
  serve(app, 'attest.removeScreenshot', {}, ({ params, who }) => {
    turns.hold(key(params), who.name);
    evidence.remove(params.run, params.requirement, params.screenshot);
  });
  serve(app, 'attest.answer', { body: ANSWER }, async ({ params, body, who }) => {
    const { requirement, run } = params;
    const { needsScreenshot } = await books.step(run, requirement, who.name);
    turns.hold(key(params), who.name);
    const on = new Date().toISOString().slice(0, 10);
    checkDay(body.expires, on);
    if (body.answer === 'yes' && needsScreenshot && evidence.screenshots(run, requirement).length === 0)
      throw new Refusal(
        422,
        'A yes without evidence of yours decides nothing.',
        'Attach a screenshot of what you saw.',
      );
    const given = { requirement, ...body, on, evidence: evidence.all(run, requirement) };
    await books.record(runs.settled(run), given);
    evidence.forget(run, requirement);
    turns.letGo(key(params), who.name);
    return books.step(run, requirement, who.name);
  });
}

function checkDay(expires: string | undefined, on: string): void {
  if (expires === undefined) return;
  const parsed = new Date(`${expires}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || !parsed.toISOString().startsWith(expires))
    throw new Refusal(400, `"${expires}" is no day of the calendar.`, 'Write a day as YYYY-MM-DD.');
  if (expires < on) throw new Refusal(400, `${expires} is before today, ${on}.`, 'Choose a later day.');
}
