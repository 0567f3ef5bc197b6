// Judges many pages by the SEO category of Lighthouse in one browser.
// node lighthouse.mjs FOLDER MODULES <addresses, one a line; writes one JSON file a page to FOLDER.
// A page that is there already is left as it is, so that a run that was cut off goes on.
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

const [folder, modules] = process.argv.slice(2);
const load = name => import(pathToFileURL(createRequire(join(resolve(modules), 'x.js')).resolve(name)).href);
const {default: lighthouse} = await load('lighthouse');
const {launch} = await load('chrome-launcher');

// The quiet times are shorter than Lighthouse's own: nothing of the SEO category is a measurement.
const settings = {
  onlyCategories: ['seo'],
  output: 'json',
  logLevel: 'error',
  throttlingMethod: 'simulate',
  disableFullPageScreenshot: true,
  disableStorageReset: true,
  ignoreStatusCode: true,
  pauseAfterFcpMs: 0,
  pauseAfterLoadMs: 100,
  networkQuietThresholdMs: 100,
  cpuQuietThresholdMs: 100,
  maxWaitForLoad: 20_000,
};
const config = {extends: 'lighthouse:default', settings};
const start = () =>
  launch({chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'], logLevel: 'silent'});

/** What is compared later, in the shape that Lighthouse itself writes. */
function kept(lhr) {
  const audits = {};
  for (const {id, score, scoreDisplayMode, explanation, errorMessage, details} of Object.values(lhr.audits)) {
    const items = details?.items?.slice(0, 50).map(item => item.node?.snippet ?? item.href ?? item.line ?? item.source);
    audits[id] = {id, score, scoreDisplayMode, explanation, errorMessage, items};
  }
  const {lighthouseVersion, requestedUrl, finalDisplayedUrl, fetchTime, userAgent, runtimeError} = lhr;
  const score = lhr.categories.seo?.score;
  return {lighthouseVersion, requestedUrl, finalDisplayedUrl, fetchTime, userAgent, runtimeError, score, audits};
}

const urls = readFileSync(0, 'utf8').split('\n').filter(line => line !== '');
mkdirSync(folder, {recursive: true});
let browser;
let done = 0;
try {
  for (const url of urls) {
    const name = createHash('sha256').update(new URL(url).pathname + new URL(url).search).digest('hex').slice(0, 16);
    const file = join(folder, name + '.json');
    if (existsSync(file)) continue;
    // A fresh browser now and then: it grows with each page.
    if (done++ % 100 === 0) {
      await browser?.kill();
      browser = await start();
    }
    const result = await lighthouse(url, {port: browser.port}, config);
    writeFileSync(file, JSON.stringify(kept(result.lhr)) + '\n');
    if (done % 25 === 0) console.error(`lighthouse: ${done} pages`);
  }
} finally {
  await browser?.kill();
}
