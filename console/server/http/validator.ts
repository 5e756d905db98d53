import Ajv from 'ajv';
import type { FastifyInstance } from 'fastify';

/** A body is taken as it is; in an address all is text, so that numbers and flags are read from it there. */
export function validateStrictly(app: FastifyInstance): void {
  const common = {
    allErrors: true,
    verbose: true,
    strict: false,
    removeAdditional: false,
    useDefaults: false,
  } as const;
  const [body, address] = [new Ajv(common), new Ajv({ ...common, coerceTypes: true })];
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? body : address).compile(schema as object));
}
