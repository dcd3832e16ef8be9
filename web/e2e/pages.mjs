// Every screen of the console by a short name, for the pictures and for axe; `who` sees it.
const wave = 'bank-2026h2';

/** A draft of an indicator system, made once: it goes on from a published version. */
let indicatorDraft;
async function indicatorDraftPath(page) {
  indicatorDraft ??= page.evaluate(async () => {
    const body = JSON.stringify({ from: { code: 'sfo', version: '1.0' } });
    const headers = { 'Content-Type': 'application/json' };
    return (await fetch('/api/v1/indicator-drafts', { method: 'POST', headers, body })).json();
  });
  return `/indicators/draft/${(await indicatorDraft).id}/edit`;
}

/** Where a screen is; some must be made first. */
export const pathOf = async (page, { path }) => (typeof path === 'function' ? path(page) : path);

export const screens = {
  overview: { path: '/' },
  insight: { path: '/insight' },
  'results-bank': { path: `/waves/${wave}/results` },
  'results-sfo': { path: '/waves/sfo-2017/results' },
  'results-unit': { path: '/waves/sfo-2017/results?unit=SFO-A&item=NETPRO' },
  waves: { path: '/waves' },
  wave: { path: `/waves/${wave}` },
  'new-wave': { path: '/waves/new' },
  'response-imports': { path: '/waves/sfo-2017/imports' },
  links: { path: `/waves/${wave}?tab=links` },
  monitor: { path: '/waves/bank-visit-2026h2' },
  invitations: { path: '/waves/bank-visit-2026h2?tab=invitations' },
  invite: { path: '/waves/bank-visit-2026h2?tab=invitations&panel=invite' },
  questionnaires: { path: '/questionnaires' },
  questionnaire: { path: '/questionnaires/bank-outlet/1.0' },
  bindings: { path: '/questionnaires/bank-outlet/1.0?tab=bindings' },
  conditions: { path: '/questionnaires/bank-outlet/1.0?tab=logic' },
  indicators: { path: '/indicators' },
  'indicator-system': { path: '/indicators/sfo/1.0' },
  'indicator-draft': { path: indicatorDraftPath },
  'indicator-compare': { path: '/indicators/compare?from=bank@1.0&to=sfo@1.0' },
  customers: { path: '/customers' },
  'customer-imports': { path: '/customers/imports' },
  'customer-duplicates': { path: '/customers/duplicates' },
  'customer-fields': { path: '/customers/fields' },
  'customer-certificates': { path: '/customers/certificates' },
  'new-customer': { path: '/customers?new=1' },
  units: { path: '/units' },
  unit: { path: '/units?unit=B0101' },
  'unit-changes': { path: '/units/changes' },
  'unit-import': { path: '/units/import' },
  'unit-types': { path: '/units/types' },
  users: { path: '/users', who: 'admin' },
  'new-user': { path: '/users?new=1', who: 'admin' },
  keys: { path: '/keys', who: 'admin' },
  'new-key': { path: '/keys?new=1', who: 'admin' },
  audit: { path: '/audit', who: 'admin' },
  absence: { path: '/absence' },
  password: { path: '/password' },
  'nothing-found': { path: '/waves?q=zzz' },
  'no-such-page': { path: '/nowhere' },
};

export const people = ['sm', 'um', 'admin'];
