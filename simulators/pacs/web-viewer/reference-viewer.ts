import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import type { Address } from '../../../model/actors';
import { DicomWebClient } from '../../../protocols/dicomweb/client';
import { viewerPage } from './page';
import { readStudy } from './read-study';
import type { ViewedStudy, ViewerSpoil } from './viewed-study';

export interface WebViewerOptions {
  /** Of the PACS whose viewer it is. */
  dicomWeb: Address & { path: string };
  /** Where it is to be a mutant. */
  spoil?: ViewerSpoil;
}

/**
 * A web viewer that shows all that display requirements ask for, and no more: the images of one series, and what
 * segmentations, reports, presentation states and key objects say of them. It is what display scenarios are proved with;
 * nobody should read studies in it.
 */
export async function startWebViewer({
  dicomWeb,
  spoil,
}: WebViewerOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const { host, port, path } = dicomWeb;
  const client = new DicomWebClient({ peer: { baseUrl: `http://${host}:${port}${path}` }, timeoutMs: 20_000 });
  const before: ViewedStudy[] = [];
  const app = fastify({ routerOptions: { maxParamLength: 200 }, forceCloseConnections: true });
  app.get<{ Params: { uid: string } }>('/studies/:uid', async ({ params }, reply) => {
    const files: Buffer[] = [];
    await client.retrieve({ studyInstanceUid: params.uid }, (bytes) => void files.push(bytes));
    const study = readStudy(files);
    const shown = spoil ? spoil.view(study, before) : study;
    before.push(study);
    const nonce = randomBytes(16).toString('base64');
    return reply
      .headers({
        'content-security-policy': `default-src 'none'; img-src data:; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`,
        'x-content-type-options': 'nosniff',
      })
      .type('text/html; charset=utf-8')
      .send(viewerPage(shown, nonce));
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port: own } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${own}`, stop: () => app.close() };
}
