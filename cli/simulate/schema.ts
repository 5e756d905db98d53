import { sutSchema } from '../../config/sut.schema';

export type Schema = Record<string, unknown>;

/** The parts of sut.yaml that an actor's options share. */
export const sutParts = sutSchema.properties;

export const text = { type: 'string', minLength: 1, maxLength: 256 };
export const flag = { type: 'boolean' };
export const aeTitle = {
  type: 'string',
  minLength: 1,
  maxLength: 16,
  pattern: '^[\\x21-\\x5B\\x5D-\\x7E](?:[ -\\x5B\\x5D-\\x7E]*[\\x21-\\x5B\\x5D-\\x7E])?$',
};
export const milliseconds = { type: 'number', exclusiveMinimum: 0, maximum: 7 * 24 * 60 * 60 * 1000 };

/** A file that must be there. */
export const existingFile = { ...text, maxLength: 4096, path: 'file' };
/** A file or folder that is made when it is not there. */
export const newFile = { ...text, maxLength: 4096, path: 'any' };

export function object(properties: Schema, required: string[] = []): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

export function list(items: unknown, minItems = 0): Schema {
  return { type: 'array', items, minItems };
}

export const tls = object({
  certificate: existingFile,
  key: existingFile,
  ca: existingFile,
  requireClientCertificate: flag,
  minVersion: { enum: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] },
});

const port = { type: 'integer', minimum: 1, maximum: 65535 };
/** 0 = any free one. */
export const listenPort = { ...port, minimum: 0 };

export const listen = object({ host: text, port: listenPort, tls });
export const dimsePeer = object({ aeTitle, host: text, port, tls });
export const mllpPeer = object({ host: text, port, tls });
export const httpPeer = object({
  baseUrl: { type: 'string', maxLength: 1024, pattern: '^https?://[^/\\s]+(/[^\\s]*[^/\\s])?$' },
  tls,
});
export const hl7Party = object({ application: text, facility: text });
