import { createReadStream } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { attachment } from '../http/downloads';
import { Refusal } from '../http/refusal';
import { serve } from '../http/route';
import { all, flag, list, object, text } from '../http/schemas';
import { LIMITS } from '../options';
import type { KeyAsk } from './asks';

const pem = text(32 * 1024);

export function packRoutes(app: FastifyInstance, { packs, runs, benchHand, options }: Context): void {
  const { signingKey, signingPassphrase } = options;

  serve(app, 'packs.list', {}, () => packs.list());
  serve(app, 'packs.make', { body: object({ redacted: flag }) }, async ({ params, body, who }) => {
    const { dir, folder, id: run } = runs.settled(params.run);
    const redacted = body.redacted === true;
    const name = `${folder}${redacted ? '-redacted' : ''}.zip`;
    const make = (out: string) => benchHand.do('pack', { dir, out, redacted });
    return packs.make(make, { name, origin: 'made', run, redacted }, who);
  });
  serve(
    app,
    'packs.add',
    { query: all({ name: text(200) }), bodyLimit: LIMITS.packBytes },
    async ({ query, request, who }) => {
      request.subject = query.name;
      return packs.upload(query.name, request.body, who);
    },
  );
  serve(app, 'packs.file', {}, ({ params, reply }) => {
    const { file, name, bytes } = packs.find(params.pack);
    return attachment(reply, name, 'application/zip').header('content-length', bytes).send(createReadStream(file));
  });
  serve(app, 'packs.sign', { body: object({ key: pem, passphrase: text(1000) }) }, async ({ params, body }) => {
    const key = keyOf(body.key, body.passphrase);
    return packs.sign(params.pack, ({ file, name }, out) => benchHand.do('sign', { file, name, out, key }));
  });
  serve(app, 'packs.verify', { body: object({ keys: list(pem, 20) }) }, ({ params, body }) => {
    const { file, name } = packs.find(params.pack);
    return benchHand.do('verify', { file, name, keys: body.keys ?? [] });
  });
  serve(app, 'packs.remove', {}, ({ params }) => packs.remove(params.pack));

  function keyOf(given: string | undefined, passphrase: string | undefined): KeyAsk {
    if (given !== undefined) return { pem: given, passphrase };
    if (signingKey !== undefined) return { file: signingKey, passphrase: signingPassphrase };
    throw new Refusal(
      400,
      'There is no key to sign with.',
      'Choose the file of a private key, or start the console with --key.',
    );
  }
}
