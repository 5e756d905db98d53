import type { FastifyInstance } from 'fastify';
import { ACTOR_NAMES } from '../../../model/actors';
import { templateOf } from '../../../config/templates';
import type { Context } from '../context';
import { bytesOf } from '../http/raw-body';
import { serve } from '../http/route';
import { all, object, oneOf, PARAMS, text, whole } from '../http/schemas';
import { attachment } from '../http/downloads';
import { LIMITS } from '../options';
import { putInto } from './edit-yaml';
import { keepFile, listFiles, removeFile } from './files';

const yaml = text(LIMITS.productBytes, 0);
const value = { type: 'object' };
const product = PARAMS['product'] ?? {};

export function productRoutes(app: FastifyInstance, { products, forms, runList }: Context): void {
  serve(app, 'actors.list', {}, async () => (await forms.list()).map(({ form }) => form));

  serve(app, 'products.list', {}, () =>
    products.list().map((product) => ({ ...product, ...runList.lastOf(product.id) })),
  );
  serve(
    app,
    'products.add',
    { body: { oneOf: [all({ yaml }), all({ template: oneOf(ACTOR_NAMES) })] } },
    ({ body, who, request }) => {
      const added = products.add('yaml' in body ? body.yaml : templateOf(body.template), who);
      request.subject = `${added.id} ${added.product}`;
      return added;
    },
  );
  serve(app, 'products.try', { body: object({ product, yaml, value }, ['yaml']) }, ({ body, who }) =>
    products.try(body.value ? putInto(body.yaml, body.value) : body.yaml, who, body.product),
  );
  serve(app, 'products.read', {}, ({ params }) => ({
    ...products.get(params.product),
    ...runList.lastOf(params.product),
  }));
  serve(
    app,
    'products.change',
    { body: { oneOf: [all({ revision: whole(1, 1e9), yaml }), all({ revision: whole(1, 1e9), value })] } },
    ({ params, body, who }) => {
      const text = 'yaml' in body ? body.yaml : putInto(products.get(params.product).yaml, body.value);
      return products.change(params.product, body.revision, text, who);
    },
  );
  serve(app, 'products.remove', {}, ({ params }) => products.remove(params.product));
  serve(app, 'products.file', {}, ({ params, reply }) =>
    attachment(reply, 'sut.yaml', 'application/yaml; charset=utf-8').send(products.get(params.product).yaml),
  );

  serve(app, 'products.files', {}, ({ params }) => listFiles(products.folderOf(params.product)));
  serve(app, 'products.addFile', { bodyLimit: LIMITS.productFileBytes }, async ({ params, request }) =>
    keepFile(products.folderOf(params.product), params.file, await bytesOf(request.body, LIMITS.productFileBytes)),
  );
  serve(app, 'products.removeFile', {}, ({ params }) => removeFile(products.folderOf(params.product), params.file));
}
