import { Suspense, useEffect } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { Loading } from '../parts/empty';
import { Page } from '../parts/page';
import { Mishap } from './mishap';
import { PAGES } from './pages';
import { Rail } from './rail';

export function Shell() {
  const [location] = useLocation();
  // Braces: newer browsers give back a promise, which an effect must not.
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [location]);
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to main content
      </a>
      <Rail />
      <main id="content" tabIndex={-1}>
        <Mishap key={location}>
          <Suspense fallback={<Loading what="the page" />}>
            <Switch>
              {PAGES.map(({ path, page: Content }) => (
                <Route key={path} path={path}>
                  {(params) => <Content key={JSON.stringify(params)} {...(params as Record<string, string>)} />}
                </Route>
              ))}
              <Route>
                <Page title="Page not found">
                  <p>
                    There is no page at this address. If you typed it, check that it is correct. You can also go on from
                    the menu.
                  </p>
                </Page>
              </Route>
            </Switch>
          </Suspense>
        </Mishap>
      </main>
    </div>
  );
}
