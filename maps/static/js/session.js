/** Who works here, and requests that change something: with the session's proof, and refusals as sentences. */

import { proof, Unreachable } from './service.js';

/** @typedef {{ name: string, role: string, subdistrict: string | null, rights: string[], csrf?: string }} Me */
/** @typedef {{ detail?: string, title?: string, [member: string]: any }} Problem */

/** The service refused; the message is a sentence for people. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {Problem} problem
   */
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? String(status));
    this.status = status;
    this.problem = problem;
  }
}

/** What a browser that has signed in may do. */
export class Session {
  /** @type {Me} */
  me = { name: '', role: '', subdistrict: null, rights: [] };

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
    this.me = body;
    this.page.csrf = this.me.csrf;
  }

  /** @param {string} right */
  may(right) {
    return this.me.rights.includes(right);
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
    const found = await fetch(this.page.base + path, {
      method,
      headers: { ...typed, ...proof(this.page), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new Unreachable();
    });
    const answer = await found.json().catch(() => ({}));
    if (!found.ok) throw new Refused(found.status, answer);
    return { body: answer, headers: found.headers };
  }
}
