import { Component, type ReactNode } from 'react';
import { Problem } from '../parts/notice';
import { Page } from '../parts/page';

/** A page that fails says so, and the rest of the console goes on. */
export class Mishap extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    const failed = new Error('This page could not be shown.', { cause: error });
    return (
      <Page title="Something went wrong">
        <Problem
          error={Object.assign(failed, {
            fix: 'Load the page again. If it stays so, tell those who run this console what you did, and this:',
            details: [error.message],
          })}
        />
      </Page>
    );
  }
}
