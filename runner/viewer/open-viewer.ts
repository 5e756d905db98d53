import type { OhifServer } from '../../viewers/ohif/server';
import { openBrowser, type ViewerBrowser } from '../../viewers/browser';
import { loadPages } from '../../viewers/load-pages';
import { ohifFiles } from '../../viewers/ohif/package';
import { serveOhif } from '../../viewers/ohif/server';
import type { MakePages, ViewerPages } from '../../viewers/page-object';
import { findChromium } from '../chromium';
import { RunProblem } from '../problem';
import type { Session } from '../session';
import { dicomWebOf } from './reference-viewer';

export interface OpenedViewer {
  pages: ViewerPages;
  /** "OHIF Viewer 3.13.2 in Chromium 140.0". */
  description: string;
  /** What stands on the page, whatever its pages make of it: the texts of all frames that are rendered. */
  visibleTexts(): Promise<string[]>;
  /** Rejects with a TimeoutError where what is waited for does not come in the time that one action has. */
  deadlineFor(what: string): <T>(action: Promise<T>) => Promise<T>;
  close(): Promise<void>;
}

/** Starts the viewer that sut.yaml names, or that comes with a stand-in, in a browser. @throws RunProblem of the set-up */
export async function openViewer({ config, harness }: Session): Promise<OpenedViewer> {
  const setUp = (error: unknown): never => {
    throw new RunProblem('set-up', (error as Error).message);
  };
  const declared = config.viewer;
  const own = harness.viewerOfStandIn;
  const chromium = findChromium();
  if (!declared) throw new RunProblem('harness', 'A scenario looks at a viewer, and none is declared.');
  if (chromium === undefined) throw new RunProblem('set-up', 'There is no Chromium on PATH to use the viewer with.');
  const timeoutMs = declared.timeout * 1000;
  const make: MakePages = own?.pages ?? (await loadPages(declared.pages).catch(setUp));
  let server: OhifServer | undefined;
  let url = own?.url ?? declared.url;
  if (url === undefined) {
    const files = await ohifFiles({ given: declared.ohif, notice: harness.options.notice }).catch(setUp);
    server = await serveOhif({ files, pacs: dicomWebOf(config, harness.sut), product: config.product });
    ({ url } = server);
  }
  const browser = await openBrowser(url, chromium).catch(async (error: unknown) => {
    await server?.stop();
    return setUp(error);
  });
  const close = async () => {
    await browser.close();
    await server?.stop();
  };
  try {
    const pages = make(browser.page, { url, timeoutMs });
    return {
      pages,
      description: `${pages.name} in ${browser.description}`,
      visibleTexts: () => textsOf(browser.page),
      deadlineFor: deadlines(timeoutMs),
      close,
    };
  } catch (error) {
    await close();
    return setUp(error);
  }
}

async function textsOf(page: ViewerBrowser['page']): Promise<string[]> {
  // A frame may go while it is read.
  const texts = page.frames().map((frame) =>
    frame
      .locator('body')
      .innerText()
      .catch(() => ''),
  );
  return (await Promise.all(texts)).flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '');
}

/** An action of a supplier's file may hang, whatever Playwright's own limits are. */
function deadlines(timeoutMs: number): OpenedViewer['deadlineFor'] {
  return (what) => async (action) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new Error(`it took longer than ${timeoutMs / 1000} s (viewer.timeout in sut.yaml) with ${what}.`);
      error.name = 'TimeoutError';
      timer = setTimeout(() => reject(error), timeoutMs + 1000);
    });
    try {
      return await Promise.race([action, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
