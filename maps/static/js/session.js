/** Who works here, and requests that change something: with the session's proof, and refusals as sentences. */

import { renewBy, send } from './service.js';
import { t } from './words.js';

/** @typedef {import('../../../build/answers').Me} Me */
/** @typedef {{ detail?: string, title?: string, type?: string, [member: string]: any }} Problem */

/** The status of what no server on the way lets through for its size. */
const TOO_LARGE = 413;

/** @param {number} status of an answer without a problem: what stands before the service has given it */
function wordless(status) {
  return status === TOO_LARGE ? t('That is too large to be sent.') : t('The service does not answer: nothing is lost. Try again.');
}

/** The service refused; the message is a sentence for people. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {Problem} problem
   */
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? wordless(status));
    this.status = status;
    this.problem = problem;
  }

  /** Whether it holds for good: what is refused for the crowd of requests, or without a reason, is not. */
  get final() {
    return this.status === TOO_LARGE || (this.status < 500 && this.status !== 429 && this.problem.type !== undefined);
  }

  /** Whether the session has ended: who signs in again goes on where this page stands. */
  get over() {
    return this.status === 401 || Boolean(this.problem.type?.endsWith('/not-our-page'));
  }
}

/** Milliseconds after which a change that nobody answers counts as not sent: where it was done all the same, its key tells. */
const PATIENCE_MS = 120_000;

/** What a browser that has signed in may do. */
export class Session {
  /** @type {Me & { name: string }} */
  me = { name: '', role: '', subdistrict: null, rights: [] };
  /** @type {(over: boolean) => void} told when the session has ended, and when it goes on with another */
  over = () => {};

  /** @param {Town} page */
  constructor(page) {
    this.page = page;
  }

  /**
   * Ask who works here.
   * @throws {Refused | Unreachable}
   */
  async open() {
    const { body } = await this.ask('GET', '/api/me');
    this.me = { ...body, name: body.name ?? '' };
    this.page.csrf = this.me.csrf;
    renewBy(() => this.renew());
  }

  /** @param {string} right */
  may(right) {
    return this.me.rights.some((one) => one === right);
  }

  /**
   * Send a request and read its answer.
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body] sent as JSON
   * @param {Record<string, string>} [headers]
   * @returns {Promise<{ body: any, headers: Headers }>}
   * @throws {Refused | Unreachable} a Refused for what the service does not do, with its problem
   */
  async ask(method, path, body, headers = {}) {
    /** @type {Record<string, string>} */
    const typed = body === undefined ? {} : { 'content-type': 'application/json' };
    const found = await send(path, {
      method,
      headers: { ...typed, ...headers },
      ...(method === 'GET' ? {} : { signal: AbortSignal.timeout?.(PATIENCE_MS) }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await found.json().catch(() => ({}));
    if (!found.ok) throw new Refused(found.status, answer);
    return { body: answer, headers: found.headers };
  }

  /**
   * Take up the session that the same person has begun in another tab.
   * @returns {Promise<boolean>} false where there is none, or it is another's: then nothing is sent in a wrong name
   */
  async renew() {
    const found = await fetch(`${this.page.base}/api/me`).catch(() => undefined);
    if (!found) return false;
    const me = found.ok ? /** @type {Me} */ (await found.json()) : undefined;
    const own = me?.csrf !== undefined && me.name === this.me.name;
    this.over(!own);
    if (!own || me.csrf === this.page.csrf) return false;
    this.me = { ...me, name: this.me.name };
    this.page.csrf = me.csrf;
    return true;
  }
}
