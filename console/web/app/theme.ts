import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'system' | 'light' | 'dark';
const KEY = 'airworthy-theme';
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function chosen(): ThemeChoice {
  const kept = window.localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** Puts the theme on the document; called before anything is drawn. */
export function applyTheme(): void {
  const choice = chosen();
  document.documentElement.dataset['theme'] = choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice;
  for (const listener of listeners) listener();
}

dark.addEventListener('change', applyTheme);

export function chooseTheme(choice: ThemeChoice): void {
  window.localStorage.setItem(KEY, choice);
  applyTheme();
}

export function useTheme(): ThemeChoice {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, chosen);
}
