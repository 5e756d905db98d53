import type { Browser, BrowserContext, Page } from 'playwright-core';

/** A page for a viewer in a browser without a window. */
export interface ViewerBrowser {
  page: Page;
  /** "Chromium 140.0". */
  description: string;
  /** Addresses beyond the viewer's own origin that its page asked for, or tried to. */
  readonly strangers: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Large enough for side panels and an image. */
const VIEWPORT = { width: 1280, height: 800 };

/**
 * Starts Chromium with WebGL by software, so that it is the same on machines without a graphics card.
 * @param url of the viewer @param executablePath of the browser @throws Error with one sentence
 */
export async function openBrowser(url: string, executablePath: string): Promise<ViewerBrowser> {
  const { chromium } = await import('playwright-core');
  let browser: Browser;
  try {
    browser = await chromium.launch({
      executablePath,
      args: [
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
        '--ignore-gpu-blocklist',
        '--no-first-run',
        '--disable-background-networking',
        // The browser refuses its sandbox to root.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
  } catch (error) {
    throw new Error(`${executablePath} did not start: ${(error as Error).message.split('\n')[0] ?? ''}`, {
      cause: error,
    });
  }
  const context: BrowserContext = await browser.newContext({
    viewport: VIEWPORT,
    deviceScaleFactor: 1,
    locale: 'en-GB',
  });
  const strangers = new Set<string>();
  const { origin } = new URL(url);
  context.on('request', (request) => {
    const to = request.url();
    if (/^https?:/.test(to) && new URL(to).origin !== origin) strangers.add(to);
  });
  const page = await context.newPage();
  return {
    page,
    description: `Chromium ${browser.version()}`,
    strangers,
    close: () => browser.close(),
  };
}
