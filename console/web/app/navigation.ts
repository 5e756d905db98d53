let navigated = false;

// The router tells of these (wouter makes events of pushState).
for (const type of ['pushState', 'popstate']) window.addEventListener(type, () => (navigated = true));

/** The reader has gone from one page to another: from now on headings take the focus when a page opens. */
export function hasNavigated(): boolean {
  return navigated;
}
